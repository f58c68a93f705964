// Who would come next to this therapist. A hint for the screen; the desk decides, and says why nobody would. Pure.

import { inStatus } from '../lib/store.js';
import { toMs } from '../lib/time.js';

/** @typedef {import('../lib/types.js').Visit} Visit */
/** @typedef {import('../lib/types.js').Therapist} Therapist */
/** @typedef {import('../lib/store.js').State} State */
/** @typedef {{visit: Visit|null, waiting: number, reason: string}} NextUp reason: in words, when nobody would come */

/**
 * @param {State} state
 * @param {Therapist} therapist
 * @param {number} now milliseconds
 * @returns {NextUp}
 */
export function nextUp(state, therapist, now) {
  const line = inStatus(state, 'waiting');
  if (!line.length) return { visit: null, waiting: 0, reason: 'Nobody is waiting.' };
  const visit = line.find((each) => mayServe(state, each, therapist, now)) ?? null;
  // Why not is what the desk says.
  return { visit, waiting: line.length, reason: visit ? '' : (state.whyIdle[therapist.id] ?? '') };
}

/**
 * The waiting visits this therapist may call, in the order of the queue.
 * @param {State} state
 * @param {Therapist} therapist
 * @param {number} now
 */
export function mayCall(state, therapist, now) {
  return inStatus(state, 'waiting').filter((visit) => mayServe(state, visit, therapist, now));
}

/**
 * @param {State} state
 * @param {Visit} visit
 * @param {Therapist} therapist
 * @param {number} now
 */
function mayServe(state, visit, therapist, now) {
  if (visit.not_before && toMs(visit.not_before) > now) return false;
  if (isBeforeStart(state, visit) && now > toMs(visit.due_at)) return false;
  if (therapist.skills && !therapist.skills.includes(visit.treatment)) return false;
  if (!isWished(visit, therapist)) return false;
  const limit = freeUntil(therapist, now);
  return limit === null || now + (visit.minutes ?? 0) * 60_000 <= limit;
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
