// The page's clock: one signal that moves once a second, in the server's time.

import { signal } from '@preact/signals-core';
import { createClock } from './time.js';

export const clock = createClock();

/** The server's time in milliseconds, new each second. Read `now.value` in a component that counts. */
export const now = signal(Date.now());

/** @param {import('./types.js').Instant|number} at the server's time, as a message just said it */
export function syncClock(at) {
  clock.sync(at);
  now.value = clock.now();
}

/** Starts the ticking; pages call it once. */
export function startClock() {
  const tick = () => {
    now.value = clock.now();
    setTimeout(tick, 1000 - (clock.now() % 1000) + 5);
  };
  tick();
}
