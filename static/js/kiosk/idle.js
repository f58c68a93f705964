// Idleness: after a while without a touch the kiosk asks whether anybody is still there, then forgets everything.

import { signal } from '@preact/signals-core';

export const ASK_AFTER = 20; // seconds without a touch
export const GONE_AFTER = 30;

/**
 * @param {number} seconds since the last touch
 * @returns {{asking: boolean, left: number, gone: boolean}} `left`: whole seconds until everything is forgotten
 */
export function idleness(seconds) {
  const left = Math.max(0, Math.ceil(GONE_AFTER - seconds));
  return { asking: seconds >= ASK_AFTER, left, gone: seconds >= GONE_AFTER };
}

const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel', 'touchmove', 'scroll'];

/**
 * Watches while `start` was said last. Uses a clock that does not jump, and looks again when the page wakes up.
 * @param {() => void} onGone
 * @param {() => number} [monotonic] milliseconds
 */
export function createIdle(onGone, monotonic = () => performance.now()) {
  /** Seconds until everything is forgotten; null while nobody has to be asked. @type {import('@preact/signals-core').Signal<number|null>} */
  const left = signal(null);
  let touchedAt = monotonic();
  let isWatching = false;

  function touched() {
    touchedAt = monotonic();
    left.value = isWatching ? GONE_AFTER : null;
  }

  function look() {
    if (!isWatching) return;
    const state = idleness((monotonic() - touchedAt) / 1000);
    left.value = state.left;
    if (state.gone) onGone();
  }

  /** The question itself is answered with its buttons: a touch must not take it away from under the finger. @param {Event} event */
  function heard(event) {
    if (!(event.target instanceof Element && event.target.closest('[data-still-there]'))) touched();
  }

  for (const name of TOUCHES) addEventListener(name, heard, { passive: true, capture: true });
  document.addEventListener('visibilitychange', look);
  setInterval(look, 250);

  return {
    left,
    touched,
    start() {
      isWatching = true;
      touched();
    },
    stop() {
      isWatching = false;
      left.value = null;
    },
  };
}
