// Rings and shakes the phone when its ticket is called, where the browser lets a page do that.

import { ringBells } from '../lib/chime.js';
import { effect, signal } from '../lib/ui.js';

const PATTERN = [400, 200, 400, 200, 800];
const AGAIN_MS = 6000;
const TIMES = 5;

/** Whether this phone rings; a browser wants a tap before a page may sound. */
export const ringing = signal(false);

/** @type {AudioContext|null} */
let audio = null;

export async function switchRinging() {
  ringing.value = !ringing.value;
  if (!ringing.value) return;
  try {
    audio ??= new AudioContext();
    await audio.resume();
    ringBells(audio);
  } catch {
    audio = null; // it can still shake
  }
  navigator.vibrate?.(200);
}

/** @param {import('@preact/signals-core').Signal<import('../lib/types.js').TicketSnapshot>} state */
export function ringWhenCalled(state) {
  let rungFor = state.peek().visit.status === 'called' ? state.peek().visit.called_at : null;

  /** @param {string|null} call @param {number} times */
  function ring(call, times) {
    const { status, called_at } = state.peek().visit;
    if (status !== 'called' || called_at !== call || times === 0) return;
    navigator.vibrate?.(PATTERN);
    if (ringing.peek() && audio?.state === 'running') ringBells(audio);
    setTimeout(ring, AGAIN_MS, call, times - 1);
  }

  effect(() => {
    const { status, called_at } = state.value.visit;
    if (status !== 'called' || called_at === rungFor) return;
    rungFor = called_at;
    ring(called_at, TIMES);
  });
}
