// What somebody who comes now would wait, in words. Pure.

import { shortLength } from '../lib/time.js';

/** Of a longer wait nothing sure can be said: it is the night before, or nobody is on duty for hours. */
const TOLD_UP_TO_MINUTES = 180;

/** @param {import('../lib/types.js').WalkUp|null|undefined} walkUp */
export function waitInWords(walkUp) {
  if (!walkUp || walkUp.wait_minutes > TOLD_UP_TO_MINUTES) return 'ask us';
  const minutes = walkUp.wait_minutes;
  if (minutes < 3) return 'no wait';
  const rounded = minutes < 20 ? minutes : Math.ceil(minutes / 5) * 5;
  return `about ${shortLength(rounded)}`;
}
