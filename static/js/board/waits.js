// What somebody who comes now would wait, in words. Pure.

import { shortLength, toldWait } from '../lib/time.js';

/** Of a longer wait nothing sure can be said: it is the night before, or nobody is on duty for hours. */
const TOLD_UP_TO_MINUTES = 180;

/** @param {import('../lib/types.js').WalkUp|null|undefined} walkUp */
export function waitInWords(walkUp) {
  if (!walkUp || walkUp.wait_minutes > TOLD_UP_TO_MINUTES) return 'ask us';
  const minutes = walkUp.wait_minutes;
  if (minutes < 3) return 'no wait';
  return `about ${shortLength(toldWait(minutes))}`;
}
