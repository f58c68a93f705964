// What the parts of the organiser's desk share: the live room, what is open on the screen, and the commands.

import { now } from '../lib/clock.js';
import { expectedStart } from '../lib/store.js';
import { computed, effect, signal } from '../lib/ui.js';
import { createCommands } from './commands.js';
import { inLine } from './line.js';

/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../lib/types.js').TherapistStaff} Therapist */
/**
 * What stands open on top of the desk. `kind` is a visit's action, or one of: register, break, close, announce,
 * pair, sign-in, keys, busy, rounds, open.
 * @typedef {{kind: string, visit?: Visit, therapist?: Therapist, start?: Record<string, any>, slot?: number}} Open
 */
/** @typedef {ReturnType<typeof createDesk>} Desk */

/** Flags and waits are looked at again this often, so that rows are not drawn anew each second. */
const LOOK_AGAIN_MS = 5000;

/** @type {WeakMap<object, Visit>} */
const known = new WeakMap();

/**
 * The visit with its expected start; the very same object as before when neither has changed, so that a row that
 * stays as it is need not be drawn again.
 * @param {import('../lib/types.js').Visit} visit
 * @param {import('../lib/types.js').Expected|null} expected
 */
function withExpected(visit, expected) {
  const before = known.get(visit);
  if (before && before.expected_start === expected) return before;
  const made = /** @type {Visit} */ ({ ...visit, expected_start: expected });
  known.set(visit, made);
  return made;
}

/**
 * @param {object} parts
 * @param {import('../lib/types.js').First} parts.first
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} parts.api
 * @param {import('../lib/live.js').Live<import('../lib/store.js').State>} parts.live
 */
export function createDesk({ first, api, live }) {
  const state = live.state;
  /** Runs the line, and is told nothing of anybody's health, nor of the settings. */
  const isLead = first.me?.role === 'lead';
  /** @type {import('@preact/signals-core').Signal<Open|null>} */
  const open = signal(null);
  /** @type {import('@preact/signals-core').Signal<number|null>} */
  const panel = signal(null);
  const signedOut = signal(false);
  /** News that somebody here has taken note of. @type {import('@preact/signals-core').Signal<Set<number>>} */
  const seen = signal(new Set());
  const moment = computed(() => Math.floor(now.value / LOOK_AGAIN_MS) * LOOK_AGAIN_MS);
  const event = computed(() => state.value.event);
  const visits = computed(() => Object.values(state.value.visits).map((visit) => withExpected(visit, expectedStart(state.value, visit))));
  const line = computed(() => inLine(visits.value));
  /** What the public part does not tell: asked for again whenever the event has changed. @type {import('@preact/signals-core').Signal<import('../lib/types.js').EventFull|null>} */
  const settings = signal(null);
  effect(() => {
    void event.value;
    if (isLead) return;
    api.get('/event', { tries: 1 }).then((found) => (settings.value = found), () => {});
  });
  const commands = createCommands({ api, signedOut, therapist, slug: first.event.slug });

  /** @param {number|null|undefined} id @returns {Therapist|null} */
  function therapist(id) {
    return id ? /** @type {Therapist} */ (state.value.therapists[id] ?? null) : null;
  }

  return {
    first,
    isLead,
    api,
    live,
    state,
    event,
    settings,
    visits,
    line,
    moment,
    open,
    panel,
    seen,
    signedOut,
    commands,
    therapist,
    /** Without asking to be drawn again when somebody's state changes. @param {number|null} id */
    therapistNow: (id) => (id ? /** @type {Therapist} */ (state.peek().therapists[id] ?? null) : null),
    /** @param {Open} what */
    show: (what) => {
      open.value = what;
    },
    close: () => {
      open.value = null;
    },
    /** @param {number} visitId */
    see: (visitId) => {
      seen.value = new Set(seen.value).add(visitId);
    },
    /** @param {number} visitId */
    showVisit: (visitId) => {
      panel.value = visitId;
    },
  };
}
