// What the set-up sections share: the event as saved, the roster, and which sections hold something unsaved.

import { signal } from '../lib/ui.js';

/** @typedef {ReturnType<typeof createSetup>} Setup */
/** @typedef {import('../lib/types.js').TherapistStaff} Therapist */

/**
 * @param {import('../lib/types.js').First} first
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} api
 */
export function createSetup(first, api) {
  /** @type {import('@preact/signals-core').Signal<any>} */
  const event = signal(first.event_full);
  /** @type {import('@preact/signals-core').Signal<Therapist[]>} */
  const therapists = signal(/** @type {Therapist[]} */ (first.therapists ?? []));
  /** @type {import('@preact/signals-core').Signal<Set<string>>} */
  const unsaved = signal(new Set());

  /** @param {string} section @param {boolean} isUnsaved */
  function mark(section, isUnsaved) {
    if (unsaved.value.has(section) === isUnsaved) return;
    const next = new Set(unsaved.value);
    if (isUnsaved) next.add(section);
    else next.delete(section);
    unsaved.value = next;
  }

  /** @param {Record<string, unknown>} body */
  async function saveEvent(body) {
    event.value = { ...event.value, ...(await api.patch('/event', body)) };
  }

  async function readEvent() {
    event.value = { ...event.value, ...(await api.get('/event')) };
  }

  async function readTherapists() {
    therapists.value = (await api.get('/therapists')).therapists;
  }

  return { first, api, event, therapists, unsaved, mark, saveEvent, readEvent, readTherapists, slug: first.event.slug };
}
