// Who would come next, and whom one could call: as the desk tells it, which alone decides. Pure.

import { expectedStart, inStatus, whyPassedOver } from '../lib/store.js';
import { toMs } from '../lib/time.js';

/** @typedef {import('../lib/types.js').Visit} Visit */
/** @typedef {import('../lib/types.js').Therapist} Therapist */
/** @typedef {import('../lib/store.js').State} State */
/** @typedef {{visit: Visit|null, waiting: number, reason: string}} NextUp reason: in words, when nobody would come */
/** @typedef {{visit: Visit, note: string}} Choice note: what is to be known before calling this one, in words, or empty */

/** What the desk says of a therapist who could have somebody: on this page the button says it. */
export const NOT_ASKED = 'Has not asked for the next runner.';
/** Between two rounds: the page says when the next one begins. */
export const NEXT_ROUND = 'The next round has not begun yet.';

/**
 * @param {State} state
 * @param {Therapist} therapist
 * @returns {NextUp}
 */
export function nextUp(state, therapist) {
  const line = inStatus(state, 'waiting');
  if (!line.length) return { visit: null, waiting: 0, reason: 'Nobody is waiting.' };
  if (therapist.status === 'off' || therapist.status === 'break') return { visit: null, waiting: line.length, reason: '' };
  const why = state.whyIdle[therapist.id] ?? '';
  if (why && why !== NOT_ASKED && why !== NEXT_ROUND) return { visit: null, waiting: line.length, reason: why };
  return { visit: expectedNext(state, therapist) ?? soonest(state, line), waiting: line.length, reason: '' };
}

/** Whom the forecast has next for this very therapist. @param {State} state @param {Therapist} therapist */
function expectedNext(state, therapist) {
  const visit = state.visits[state.outlook?.next[therapist.id]?.visit_id ?? 0];
  return visit?.status === 'waiting' ? visit : null;
}

/**
 * Whom the forecast has next; of those at the same time, the first in line.
 * @param {State} state
 * @param {Visit[]} line
 */
function soonest(state, line) {
  const starts = line
    .filter((visit) => !whyPassedOver(state, visit) && expectedStart(state, visit))
    .map((visit) => ({ visit, at: toMs(expectedStart(state, visit)?.at ?? 0) }));
  return starts.sort((a, b) => a.at - b.at)[0]?.visit ?? null;
}

/**
 * Everybody who waits, in the order of the queue: whom to take out of turn is for a person to decide.
 * @param {State} state
 * @returns {Choice[]}
 */
export function choices(state) {
  return inStatus(state, 'waiting').map((visit) => ({ visit, note: whyPassedOver(state, visit) || wishInWords(state, visit) }));
}

/** @param {State} state @param {Visit} visit */
function wishInWords(state, { wish }) {
  if (wish?.therapist_id) return `Wishes for ${state.therapists[wish.therapist_id]?.first_name ?? 'somebody else'}.`;
  const gender = wish?.therapist_gender;
  return gender === 'woman' || gender === 'man' ? `Wishes for a ${gender}.` : '';
}
