// Who would come next to this therapist, and why nobody would. A hint for the screen; the desk decides. Pure.

import { inStatus } from '../lib/store.js';
import { toMs } from '../lib/time.js';

/** @typedef {import('../lib/types.js').Visit} Visit */
/** @typedef {import('../lib/types.js').Therapist} Therapist */
/** @typedef {import('../lib/store.js').State} State */
/** @typedef {'not_yet'|'too_late'|'skill'|'wish'|'no_time'} Why */
/** @typedef {{visit: Visit|null, waiting: number, reason: string}} NextUp reason: in words, when nobody would come */

/** The order of strength: what the therapist could do nothing about comes first. @type {Why[]} */
const STRONGEST = ['not_yet', 'too_late', 'skill', 'wish', 'no_time'];

/** @type {Record<Why, string>} */
const WORDS = {
  not_yet: 'Those waiting asked to come later.',
  too_late: 'Those waiting are too late for their start.',
  skill: 'Nobody waits for a treatment you give.',
  wish: 'Those waiting wish for somebody else.',
  no_time: 'Nobody fits before your break or the end of your shift.',
};

/**
 * @param {State} state
 * @param {Therapist} therapist
 * @param {number} now milliseconds
 * @returns {NextUp}
 */
export function nextUp(state, therapist, now) {
  const line = inStatus(state, 'waiting');
  if (!line.length) return { visit: null, waiting: 0, reason: 'Nobody is waiting.' };
  const found = line.map((visit) => whyNot(state, visit, therapist, now));
  const at = found.indexOf(null);
  if (at >= 0) return { visit: line[at], waiting: line.length, reason: '' };
  const why = STRONGEST.find((each) => found.includes(each)) ?? 'wish';
  return { visit: null, waiting: line.length, reason: WORDS[why] };
}

/**
 * The waiting visits this therapist may call, in the order of the queue.
 * @param {State} state
 * @param {Therapist} therapist
 * @param {number} now
 */
export function mayCall(state, therapist, now) {
  return inStatus(state, 'waiting').filter((visit) => whyNot(state, visit, therapist, now) === null);
}

/**
 * @param {State} state
 * @param {Visit} visit
 * @param {Therapist} therapist
 * @param {number} now
 * @returns {Why|null}
 */
function whyNot(state, visit, therapist, now) {
  if (visit.not_before && toMs(visit.not_before) > now) return 'not_yet';
  if (isBeforeStart(state, visit) && now > toMs(visit.due_at)) return 'too_late';
  if (therapist.skills && !therapist.skills.includes(visit.treatment)) return 'skill';
  if (!isWished(visit, therapist)) return 'wish';
  const limit = freeUntil(therapist, now);
  return limit !== null && now + (visit.minutes ?? 0) * 60_000 > limit ? 'no_time' : null;
}

/** @param {State} state @param {Visit} visit */
function isBeforeStart(state, visit) {
  return state.event.treatments.find((each) => each.code === visit.treatment)?.rule === 'before_start';
}

/** @param {Visit} visit @param {Therapist} therapist */
function isWished({ wish }, therapist) {
  if (!wish) return true;
  if (wish.therapist_id) return wish.therapist_id === therapist.id;
  if (wish.therapist_gender === 'woman' || wish.therapist_gender === 'man') {
    return wish.therapist_gender === therapist.gender;
  }
  return true;
}

/** The next planned break or the end of the shift. @param {Therapist} therapist @param {number} now */
function freeUntil({ breaks = [], shift_end }, now) {
  const ends = [...breaks.map((each) => each.starts_at), ...(shift_end ? [shift_end] : [])].map(toMs);
  const ahead = ends.filter((end) => end > now);
  return ahead.length ? Math.min(...ahead) : null;
}
