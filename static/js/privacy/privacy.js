// What the privacy page knows: what is held, what goes when, whose records are here, and what could not be done yet.

import { signal } from '../lib/ui.js';

/**
 * @typedef {{therapist_id: number|null, name: string, records: number, with_note: number, locked: number, keep_until: string}} Keeper
 * @typedef {object} Shown
 * @property {string|null} due_at when the desk deletes by itself
 * @property {string|null} purged_at
 * @property {number} purge_after_days
 * @property {'hand_over'|'keep'} records
 * @property {number} record_years
 * @property {{visits: number, open_visits: number, start_list: number}} holds
 * @property {Keeper[]} keepers
 * @property {number} handed_over
 * @property {Record<string, any>|null} figures
 * @property {string[]} set_aside folders that a restore moved aside: they go with the older backups
 */
/** @typedef {ReturnType<typeof createPrivacy>} Privacy */

/**
 * @param {import('../lib/types.js').First & Record<string, any>} first
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} api
 */
export function createPrivacy(first, api) {
  /** @type {import('@preact/signals-core').Signal<Shown>} */
  const shown = signal(first.privacy);
  /** @type {import('@preact/signals-core').Signal<string[]>} */
  const undone = signal([]);

  async function read() {
    shown.value = await api.get('/privacy');
  }

  /** @param {Record<string, unknown>} body */
  async function save(body) {
    await api.patch('/event', body);
    await read();
  }

  /** @param {string} confirm the event's short name, typed */
  async function purge(confirm) {
    const done = await api.post('/purge', { confirm, early: true }, { timeout: 60_000, tries: 1 });
    undone.value = done.undone;
    await read();
  }

  return { first, api, base: /** @type {string} */ (first.api), event: first.event, shown, undone, read, save, purge };
}
