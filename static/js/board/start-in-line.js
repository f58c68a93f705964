// What the line says of a start: when it will be, soon, nothing yet, or that somebody had better ask the team. Pure.

import { expectedStart } from '../lib/store.js';
import { told, toMs } from '../lib/time.js';
import { treatmentLook } from '../lib/words.js';

/** @typedef {import('../lib/store.js').State} State */

/** A forecast comes within a second or two of a change; until then nobody is told to worry. */
const TOLD_WITHIN = 4000;

/**
 * @param {State} state
 * @param {import('../lib/types.js').Visit} visit waiting
 * @param {number} since milliseconds, when it was first seen in line
 * @param {number} now milliseconds
 * @returns {number|'soon'|'ask'|null} milliseconds; `soon`: any moment; `ask`: the runner's start would be missed; null: nobody can tell
 */
export function startInLine(state, visit, since, now) {
  const isBefore = treatmentLook(state.event, visit.treatment).tone === 'before';
  if (isBefore && toMs(visit.due_at) < now) return 'ask';
  const expected = expectedStart(state, visit);
  if (expected) return told(expected, now).isNow ? 'soon' : told(expected, now).at;
  return isBefore && now - since > TOLD_WITHIN && somebodyServes(state) ? 'ask' : null;
}

/** Whether there are times at all: before anybody has come on duty there are none, and nothing is wrong. @param {State} state */
function somebodyServes(state) {
  const isTold = Object.values(state.visits).some((visit) => visit.status === 'waiting' && expectedStart(state, visit));
  return isTold || Object.values(state.walkUp).some(Boolean);
}
