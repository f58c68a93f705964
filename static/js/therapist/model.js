// From a therapist's state to what the screen shows: one large button for what comes next, and what else can be done. Pure.

import { isWithheld } from '../desk/students.js';
import { lengthInWords, minutesUntil, secondsUntil, toMs } from '../lib/time.js';

/** @typedef {import('../lib/types.js').Visit} Visit */
/** @typedef {import('../lib/types.js').Therapist} Therapist */
/** @typedef {import('../lib/types.js').Tone} Tone */
/** @typedef {import('./next-up.js').NextUp} NextUp */
/** @typedef {'off'|'break'|'ready'|'called'|'treating'|'turnover'} Kind */
/** @typedef {'calm'|'soon'|'over'} Urgency soon: two minutes before the end of a treatment, or the last seconds of a call */
/** @typedef {'ready'|'next'|'start'|'recall'|'miss'|'extend'|'refer'|'finish'|'release'|'transfer'|'break'|'off'|'choose'} Tap */
/** @typedef {{tap: Tap, label: string, icon: string, tone?: Tone}} Act */
/** @typedef {{share: number, seconds: number, minutes: number}} ClockFace share: what is left, 1 to 0; negative when over */
/**
 * @typedef {object} Screen
 * @property {Kind} kind
 * @property {Urgency} urgency
 * @property {string} title what is so, in a few words
 * @property {string} hint one sentence more, or empty
 * @property {Act} main the one large button
 * @property {Act|null} second as large, where a question has two answers
 * @property {Act[]} quick at most two beside "More"
 * @property {Act[]} more in the sheet
 * @property {ClockFace|null} clock
 * @property {number} waited minutes the runner had to wait, when so long that one asks again how they feel; else 0
 */

export const WARN_SECONDS = 120;
export const GRACE_WARN_SECONDS = 30;
export const ASK_AGAIN_MINUTES = 20;

/** @type {Record<string, Act>} */
const ACTS = {
  ready: { tap: 'ready', label: 'I’m ready', icon: 'check', tone: 'called' },
  readyNow: { tap: 'ready', label: 'Ready now', icon: 'check', tone: 'called' },
  next: { tap: 'next', label: 'Call next', icon: 'bell', tone: 'called' },
  start: { tap: 'start', label: 'Start', icon: 'play', tone: 'called' },
  finishNext: { tap: 'next', label: 'Finish and next', icon: 'check' },
  finish: { tap: 'finish', label: 'Finish without next', icon: 'check' },
  extend: { tap: 'extend', label: '+5 minutes', icon: 'clock' },
  recall: { tap: 'recall', label: 'Call again', icon: 'bell' },
  miss: { tap: 'miss', label: 'Not here', icon: 'away' },
  refer: { tap: 'refer', label: 'Stop and refer', icon: 'medical', tone: 'stopped' },
  medical: { tap: 'refer', label: 'Medical', icon: 'medical', tone: 'stopped' },
  release: { tap: 'release', label: 'Put back in line', icon: 'back' },
  transfer: { tap: 'transfer', label: 'Pass to a colleague', icon: 'transfer' },
  choose: { tap: 'choose', label: 'Call somebody else', icon: 'person' },
  break: { tap: 'break', label: 'Break', icon: 'cup' },
  off: { tap: 'off', label: 'End of shift', icon: 'door' },
};

/**
 * @param {object} facts
 * @param {Therapist} facts.therapist
 * @param {Visit|null} facts.visit called or treating, of this therapist
 * @param {'auto'|'on_request'} facts.mode
 * @param {NextUp} facts.next
 * @param {number} facts.now milliseconds
 * @returns {Screen}
 */
export function screenOf({ therapist, visit, mode, next, now }) {
  if (visit?.status === 'called') return called(visit, now);
  if (visit?.status === 'treating') return treating(visit, now);
  if (therapist.status === 'turnover') return turnover(therapist, now);
  if (therapist.status === 'break') return onBreak(therapist, now);
  if (therapist.status === 'off') return off();
  return ready(mode, next);
}

/** @returns {Screen} */
function off() {
  return screen('off', { title: 'You are off duty', hint: 'Nobody is called to you.', main: ACTS.ready });
}

/** @param {Therapist} therapist @param {number} now @returns {Screen} */
function onBreak(therapist, now) {
  const clock = therapist.break_until ? face(therapist.status_since ?? null, therapist.break_until, now) : null;
  const isOver = clock !== null && clock.seconds <= 0;
  return screen('break', {
    urgency: isOver ? 'over' : 'calm',
    title: isOver ? 'Your break is over' : 'On a break',
    hint: isOver ? 'Tap when you are back.' : 'Nobody is called to you.',
    main: ACTS.ready,
    quick: [ACTS.off],
    more: [ACTS.break, ACTS.off],
    clock,
  });
}

/** @param {'auto'|'on_request'} mode @param {NextUp} next @returns {Screen} */
function ready(mode, next) {
  const title = mode === 'auto' ? 'Waiting for the next runner' : 'You are ready';
  return screen('ready', {
    title,
    hint: next.visit ? '' : next.reason,
    main: ACTS.next,
    quick: [ACTS.break, ACTS.off],
    more: [ACTS.choose, ACTS.break, ACTS.off],
  });
}

/** @param {Therapist} therapist @param {number} now @returns {Screen} */
function turnover(therapist, now) {
  return screen('turnover', {
    title: 'Getting the couch ready',
    hint: 'You are ready when the time is up.',
    main: ACTS.readyNow,
    quick: [ACTS.break, ACTS.off],
    more: [ACTS.break, ACTS.off],
    clock: therapist.turnover_until ? face(therapist.status_since ?? null, therapist.turnover_until, now) : null,
  });
}

/** @param {Visit} visit @param {number} now @returns {Screen} */
function called(visit, now) {
  const clock = visit.grace_until ? face(visit.called_at, visit.grace_until, now) : null;
  const urgency = !clock || clock.seconds > GRACE_WARN_SECONDS ? 'calm' : clock.seconds > 0 ? 'soon' : 'over';
  return screen('called', {
    urgency,
    title: (visit.calls ?? 1) > 1 ? `Called ${timesInWords(visit.calls ?? 1)}` : 'Called now',
    hint: urgency === 'over' ? 'The time to come is up.' : '',
    main: ACTS.start,
    quick: [ACTS.recall, ACTS.miss],
    more: [ACTS.refer, ACTS.recall, ACTS.miss, ACTS.release, ACTS.transfer],
    clock,
    waited: longWait(visit),
  });
}

/** @param {Visit} visit @param {number} now @returns {Screen} */
function treating(visit, now) {
  const clock = visit.ends_at ? face(visit.started_at ?? null, visit.ends_at, now) : null;
  const isOver = clock !== null && clock.seconds <= 0;
  const isSoon = clock !== null && clock.seconds <= WARN_SECONDS;
  return screen('treating', {
    urgency: isOver ? 'over' : isSoon ? 'soon' : 'calm',
    title: isOver ? 'Still treating?' : isSoon ? 'Coming to the end' : 'On the couch',
    hint: isOver ? `The planned end was ${ago(clock.minutes)}.` : isSoon ? `${lengthInWords(clock.minutes)} left` : '',
    main: ACTS.finishNext,
    second: isOver ? ACTS.extend : null,
    quick: isOver ? [ACTS.medical] : [ACTS.extend, ACTS.medical],
    more: [ACTS.refer, ACTS.finish, ACTS.extend, ACTS.transfer],
    clock,
  });
}

/** @param {Kind} kind @param {Partial<Screen> & {title: string, hint: string, main: Act}} own @returns {Screen} */
function screen(kind, own) {
  return { kind, urgency: 'calm', second: null, quick: [], more: [], clock: null, waited: 0, ...own };
}

/**
 * @param {string|null} start
 * @param {string} end
 * @param {number} now
 * @returns {ClockFace}
 */
function face(start, end, now) {
  const until = toMs(end);
  const length = Math.max(1, until - (start ? toMs(start) : now));
  return { share: (until - now) / length, seconds: secondsUntil(end, now), minutes: minutesUntil(end, now) };
}

/** @param {number} minutes zero or negative */
function ago(minutes) {
  return minutes === 0 ? 'just now' : `${lengthInWords(-minutes)} ago`;
}

/** Whole minutes between joining and being called, if that is long enough to feel different. @param {Visit} visit */
function longWait({ registered_at, called_at }) {
  if (!registered_at || !called_at) return 0;
  const minutes = Math.floor((toMs(called_at) - toMs(registered_at)) / 60_000);
  return minutes > ASK_AGAIN_MINUTES ? minutes : 0;
}

/** @param {number} times */
function timesInWords(times) {
  return times === 2 ? 'a second time' : times === 3 ? 'a third time' : `${times} times`;
}

/**
 * Shakes the phone when something new deserves a look: a call, two minutes before the end, the end.
 * @param {string} before what `attention` answered last
 * @param {string} now
 * @returns {number[]|null}
 */
export function buzz(before, now) {
  if (before === now) return null;
  const [kind, , urgency] = now.split(' ');
  if (kind === 'called' && before.split(' ')[1] !== now.split(' ')[1]) return [200, 100, 200];
  if (kind === 'treating' && urgency === 'soon') return [300, 150, 300];
  if (kind === 'treating' && urgency === 'over') return [500, 200, 500, 200, 500];
  return null;
}

/** What somebody who is not looking should notice. @param {Screen} screen @param {Visit|null} visit */
export function attention(screen, visit) {
  return `${screen.kind} ${visit?.id ?? 0} ${screen.urgency}`;
}

/** @type {Record<string, number>} */
const FREEDOM = { ready: 0, turnover: 1, break: 2, off: 3 };

/**
 * To whom a runner can be passed: all but oneself, those who are free first; no student whom nobody looks after.
 * @param {Therapist[]} therapists
 * @param {number} ownId
 */
export function colleagues(therapists, ownId) {
  const others = therapists.filter((each) => each.id !== ownId && each.is_listed !== false);
  return others
    .map((therapist) => ({ therapist, isFree: therapist.status !== 'engaged' && !isWithheld(therapist, therapists) }))
    .sort((a, b) => (FREEDOM[a.therapist.status] ?? 9) - (FREEDOM[b.therapist.status] ?? 9));
}

/** For the tab and the screen reader: "B12 called now". @param {Screen} screen @param {Visit|null} visit */
export function headline(screen, visit) {
  return visit ? `${visit.ticket}: ${screen.title}` : screen.title;
}
