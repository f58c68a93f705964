// Rounds: when the next one begins. No message comes when one does, so screens count on from the last they heard of. Pure.

import { toMs } from './time.js';

/**
 * The beginning of the next round, in milliseconds; null without rounds.
 * @param {{cycle_minutes?: number, next_cycle_at?: string|null}} event
 * @param {number} now milliseconds
 */
export function nextRoundAt({ cycle_minutes = 0, next_cycle_at = null }, now) {
  if (!cycle_minutes || !next_cycle_at) return null;
  const heard = toMs(next_cycle_at);
  const length = cycle_minutes * 60_000;
  return now < heard ? heard : heard + (Math.floor((now - heard) / length) + 1) * length;
}
