// What the runner's page says about the place and the time. Pure.

import { lengthInWords, minutesUntil, timeOfDay, told, toMs } from '../lib/time.js';

/** @typedef {import('../lib/types.js').TicketVisit} TicketVisit */

/** @param {number} position 1-based */
export function ordinal(position) {
  const rest = position % 100;
  if (rest >= 11 && rest <= 13) return `${position}th`;
  return `${position}${['th', 'st', 'nd', 'rd'][position % 10] ?? 'th'}`;
}

/** @param {number|null|undefined} position */
export function placeInWords(position) {
  if (!position) return 'You are in line';
  return position === 1 ? 'You are next' : `You are ${ordinal(position)} in line`;
}

/**
 * How long it is until the expected start: "in about 25 minutes", as coarse as the time itself.
 * @param {TicketVisit} visit
 * @param {number} now
 */
export function waitInWords(visit, now) {
  if (!visit.expected_start) return '';
  const { at, isNow } = told(visit.expected_start, now);
  if (isNow) return 'any moment now';
  const minutes = minutesUntil(at, now);
  return `in about ${lengthInWords(minutes > 10 ? Math.round(minutes / 5) * 5 : minutes)}`;
}

/**
 * A start that has moved later, and why: for a screen reader the time as well, to five minutes, so that it stays the same
 * while the clock goes on.
 * @param {import('../lib/types.js').Expected} expected
 * @param {string} timezone
 * @param {string} [locale]
 * @returns {{when: string, why: string}|null} null: it has not moved
 */
export function laterInWords(expected, timezone, locale) {
  if (!expected.why) return null;
  const { at } = told(expected, -Infinity);
  return { when: `Now about ${timeOfDay(at, timezone, locale)}.`, why: expected.why };
}

/** Five minutes before the early end of the window, in milliseconds. @param {TicketVisit} visit @param {number} now */
export function backBy(visit, now) {
  return (visit.expected_start ? told(visit.expected_start, now).low : now) - 5 * 60_000;
}

/**
 * What to do while waiting. Close to the early end one should be at the tent; before it there is time.
 * @param {TicketVisit} visit
 * @param {number} now
 * @returns {'too_late'|'not_yet'|'be_here'|'time_left'}
 */
export function waitingAdvice(visit, now, isBefore = false) {
  if (isBefore && toMs(visit.due_at) < now) return 'too_late';
  if (visit.not_before && toMs(visit.not_before) > now) return 'not_yet';
  if (!visit.expected_start || minutesUntil(visit.expected_start.low, now) <= 10) return 'be_here';
  return 'time_left';
}

/**
 * For the tab, so that it can be seen from another one.
 * @param {TicketVisit} visit
 */
export function titleOf(visit) {
  const words = {
    waiting: visit.position ? placeInWords(visit.position) : 'In line',
    called: 'Come now!',
    away: 'Stepped away',
    treating: 'On the couch',
    done: 'Done',
    ask: 'Please speak to the team',
    over: 'Ended',
  };
  return `${visit.status === 'called' ? '● ' : ''}${visit.ticket} · ${words[visit.status] ?? ''}`;
}
