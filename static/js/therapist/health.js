// The care notes of the runner one has now: asked for once for each runner, kept in memory only, never guessed.

import { effect, signal } from '../lib/ui.js';

/** @typedef {import('../lib/types.js').Health} Health */
/** @typedef {import('../lib/types.js').Visit} Visit */
/** @typedef {{visitId: number, health: Health|null, state: 'loading'|'here'|'failed'}} Care */

const ANSWER_MAY_BRING_IT_MS = 250;
const AGAIN_MS = 4000;

/**
 * @param {object} parts
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} parts.api
 * @param {number} parts.therapistId
 * @param {() => Visit|null} parts.visit the one with this therapist now; reads signals
 * @param {() => boolean} parts.mayAsk false while a tap is under way whose answer will bring it
 * @param {() => boolean} parts.isSilent no news come; reads signals
 */
export function createCare({ api, therapistId, visit: present, mayAsk, isSilent }) {
  /** @type {import('@preact/signals-core').Signal<Care|null>} */
  const care = signal(null);
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  /** @type {{visitId: number, health: Health}|null} an answer may be here before the news of the same tap */
  let answered = null;
  /** @type {Visit|null} */
  let seen = null;

  /** @param {any} visit as an action answers it */
  function learn(visit) {
    if (!visit?.health) return;
    answered = { visitId: visit.id, health: visit.health };
    if (care.peek()?.visitId === visit.id) care.value = { ...answered, state: 'here' };
  }

  /** @param {number} id */
  async function ask(id) {
    if (care.peek()?.visitId !== id) return;
    if (!mayAsk()) {
      askIn(id, ANSWER_MAY_BRING_IT_MS);
      return;
    }
    try {
      const { visit } = await api.get(`/therapists/${therapistId}/now`, { tries: 1 });
      if (visit?.id === id) learn(visit);
    } catch {
      failed(id);
    }
    if (care.peek()?.visitId === id && care.peek()?.state !== 'here') askIn(id, AGAIN_MS);
  }

  /** What is known stays; only what never came is said to be missing. @param {number} id */
  function failed(id) {
    const now = care.peek();
    if (now?.visitId === id && now.state === 'loading') care.value = { ...now, state: 'failed' };
  }

  /** @param {number} id @param {number} ms */
  function askIn(id, ms) {
    clearTimeout(timer);
    timer = setTimeout(ask, ms, id);
  }

  /** @param {Visit|null} visit */
  function another(visit) {
    clearTimeout(timer);
    if (!visit) care.value = null;
    else if (answered?.visitId === visit.id) care.value = { ...answered, state: 'here' };
    else {
      care.value = { visitId: visit.id, health: null, state: 'loading' };
      askIn(visit.id, ANSWER_MAY_BRING_IT_MS);
    }
  }

  function start() {
    effect(() => {
      const visit = present();
      const before = seen;
      seen = visit;
      // Whoever comes back to this therapist has perhaps other notes by then.
      if (before && answered?.visitId === before.id && visit?.id !== before.id) answered = null;
      if (visit?.id !== before?.id || !care.peek()) another(visit);
      else if (visit && before && visit !== before && mayHaveNewNotes(before, visit)) askIn(visit.id, ANSWER_MAY_BRING_IT_MS);
    });
    let wasSilent = false;
    effect(() => {
      const silent = isSilent();
      if (wasSilent && !silent) again();
      wasSilent = silent;
    });
  }

  function again() {
    if (seen) askIn(seen.id, 0);
  }

  return { care, learn, start, again };
}

/**
 * Notes are not part of the news. News of a visit in which nothing has changed may be about its notes.
 * @param {Visit} before
 * @param {Visit} now
 */
export function mayHaveNewNotes(before, now) {
  return before.has_notes !== now.has_notes || JSON.stringify(plain(before)) === JSON.stringify(plain(now));
}

/** Without what only a snapshot has. @param {Visit} visit */
function plain(visit) {
  const { position: _, expected_start: __, ...rest } = visit;
  return rest;
}
