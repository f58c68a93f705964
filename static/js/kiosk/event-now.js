// The event as it is now: the live board tells of a closed list, of waits, and who was called. Nobody's names.

import { computed, effect, signal } from '@preact/signals-core';
import { now, syncClock } from '../lib/clock.js';
import { watchRoom } from '../lib/live.js';
import { expectedStart, visitById } from '../lib/store.js';
import { timeOfDay, toMs } from '../lib/time.js';

/** @typedef {import('../lib/types.js').EventPublic} EventView */

const ASK_AGAIN = 5000;

/**
 * Why no new runner is taken in, or empty. Opening hours pass without any message, so they are looked at here.
 * @param {EventView} event
 * @param {number} at milliseconds
 */
export function whyClosed(event, at) {
  if (event.state === 'closed') return event.closed_reason || 'The list is closed.';
  if (event.opens_at && at < toMs(event.opens_at)) return `We open at ${timeOfDay(event.opens_at, event.timezone)}.`;
  if (event.closes_at && at >= toMs(event.closes_at)) return 'We have closed for today.';
  return event.treatments.some((each) => each.enabled) ? '' : 'No massages are offered at the moment.';
}

/**
 * @param {import('../lib/types.js').First} first
 * @param {{get: (path: string, options?: any) => Promise<any>}} api
 */
export function watchEvent(first, api) {
  const event = signal(first.event);
  /** @type {import('@preact/signals-core').Signal<import('../lib/types.js').Therapist[]>} */
  const therapists = signal(first.therapists ?? []);
  /** @type {import('@preact/signals-core').Signal<import('../lib/store.js').State|null>} */
  const board = signal(null);
  /** Nobody answers: what is told of waits is old, and a sign-up is kept until somebody does. */
  const isAway = signal(false);

  async function begin() {
    try {
      const snapshot = await api.get('/board', { tries: 1 });
      const live = watchRoom({ event: first.event.slug, room: 'board', first: snapshot });
      effect(() => {
        const state = /** @type {import('../lib/store.js').State} */ (live.state.value);
        board.value = state;
        event.value = state.event;
        therapists.value = Object.values(state.therapists);
      });
      effect(() => {
        isAway.value = live.connection.value.status === 'lost';
      });
    } catch {
      isAway.value = true;
      setTimeout(begin, ASK_AGAIN);
    }
  }
  syncClock(first.now);
  void begin();

  return {
    event,
    therapists,
    isAway,
    /** What somebody who came now would wait, by treatment code. */
    walkUp: computed(() => board.value?.walkUp ?? {}),
    closed: computed(() => whyClosed(event.value, now.value)),
    /** How a visit is doing, in a public word; empty when the board does not know it. @param {number} id */
    statusOf: (id) => (board.value && visitById(board.value, id)?.status) || '',
    /** When a waiting visit is expected to start, as the board knows it. @param {number} id @returns {import('../lib/types.js').Expected|null} */
    expectedOf: (id) => {
      const visit = board.value && visitById(board.value, id);
      return board.value && visit ? expectedStart(board.value, visit) : null;
    },
    /** Where a visit has its turn, as far as the board knows: the couch, and the first name of whoever is there. @param {number} id */
    placeOf: (id) => {
      const visit = board.value && visitById(board.value, id);
      const therapist = board.value && Object.values(board.value.therapists).find((each) => each.visit_id === id);
      return { couch: visit?.couch || therapist?.couch || '', therapist: therapist?.first_name ?? '' };
    },
  };
}
