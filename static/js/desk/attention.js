// 'Needs you': what somebody at the desk should look at, most pressing first.

import { flagsNow } from './line.js';

/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../lib/types.js').EventPublic} EventView */

/**
 * @typedef {object} Group
 * @property {string} kind
 * @property {string} title
 * @property {Visit[]} visits
 */

/** A referral is news for the desk this long, or until somebody says that it has been seen. */
const REFERRED_IS_NEWS_MS = 15 * 60_000;

/** @type {[string, string][]} */
const KINDS = [
  ['referred', 'On the way to medical'],
  ['held', 'Decide'],
  ['late_call', 'Called, not here yet'],
  ['overtime', 'Over time on the couch'],
  ['will_miss_start', 'Will miss their start'],
  ['too_late', 'Too late for their start'],
  ['overdue', 'Waiting too long'],
];

/**
 * Each visit stands in one group: the most pressing that fits.
 * @param {Iterable<Visit>} visits all open ones, and those that ended lately
 * @param {EventView} event
 * @param {number} now milliseconds
 * @returns {Group[]} without empty groups
 */
export function attention(visits, event, now) {
  /** @type {Map<string, Visit[]>} */
  const found = new Map(KINDS.map(([kind]) => [kind, []]));
  for (const visit of visits) {
    const kind = kindOf(visit, event, now);
    if (kind) found.get(kind)?.push(visit);
  }
  return KINDS.map(([kind, title]) => ({ kind, title, visits: sorted(kind, found.get(kind) ?? []) })).filter(
    (group) => group.visits.length > 0,
  );
}

/** @param {Visit} visit @param {EventView} event @param {number} now */
function kindOf(visit, event, now) {
  if (visit.status === 'held') return 'held';
  if (visit.status === 'referred') return isFromCouch(visit, now) ? 'referred' : null;
  const flags = flagsNow(visit, event, now);
  return KINDS.map(([kind]) => kind).find((kind) => flags.includes(kind)) ?? null;
}

/** A therapist sent this one on alone: the desk did not decide it, and may have to help. @param {Visit} visit @param {number} now */
function isFromCouch(visit, now) {
  return visit.therapist_id !== null && now - Date.parse(visit.finished_at ?? '') < REFERRED_IS_NEWS_MS;
}

/** Whoever should see a doctor comes first, then whoever has waited longest for us. @param {string} kind @param {Visit[]} visits */
function sorted(kind, visits) {
  /** @type {(visit: Visit) => number} */
  const since = {
    held: (/** @type {Visit} */ visit) => Date.parse(visit.registered_at),
    referred: (/** @type {Visit} */ visit) => Date.parse(visit.finished_at ?? visit.due_at),
    late_call: (/** @type {Visit} */ visit) => Date.parse(visit.grace_until ?? visit.due_at),
    overtime: (/** @type {Visit} */ visit) => Date.parse(visit.ends_at ?? visit.due_at),
  }[kind] ?? ((/** @type {Visit} */ visit) => Date.parse(visit.due_at));
  const isUrgent = (/** @type {Visit} */ visit) => Number(kind === 'held' && visit.advice === 'refer');
  return visits.sort((a, b) => isUrgent(b) - isUrgent(a) || since(a) - since(b) || a.id - b.id);
}
