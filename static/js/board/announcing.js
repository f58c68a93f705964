// Listens for new calls and has them said, twice when nobody has come yet.

import { clock } from '../lib/clock.js';
import { inStatus, therapistOf } from '../lib/store.js';
import { effect } from '../lib/ui.js';
import { callKey, newCalls, spokenCall } from './calls.js';
import { announce } from './sound.js';

const AGAIN_AFTER = 25_000;

/** @param {import('@preact/signals-core').Signal<import('../lib/store.js').State>} state */
export function startAnnouncing(state) {
  const heard = new Set(inStatus(state.peek(), 'called').map(callKey));

  /** @param {import('../lib/types.js').Visit} visit */
  function say(visit) {
    const { event } = state.peek();
    const therapist = therapistOf(state.peek(), visit)?.first_name ?? '';
    announce(spokenCall(visit, therapist), { chimes: event.sound, speaks: event.speech });
  }

  /** @param {import('../lib/types.js').Visit} visit */
  function sayAgain(visit) {
    const present = state.peek().visits[visit.id];
    if (present?.status === 'called' && callKey(present) === callKey(visit)) say(present);
  }

  effect(() => {
    for (const visit of newCalls(heard, inStatus(state.value, 'called'), clock.now())) {
      heard.add(callKey(visit));
      say(visit);
      setTimeout(sayAgain, AGAIN_AFTER, visit);
    }
  });
}
