// What the page of devices knows: who is signed in, asked for again every few seconds.

import { toast } from '../lib/components.js';
import { signal } from '../lib/ui.js';

/** @typedef {import('./words.js').Pass} Pass */
/** @typedef {ReturnType<typeof createDevices>} Devices */

const LOOK_EVERY_MS = 10_000;

/** @param {any} first @param {ReturnType<typeof import('../lib/api.js').createApi>} api */
export function createDevices(first, api) {
  const event = /** @type {import('../lib/types.js').EventPublic} */ (first.event);
  /** @type {import('@preact/signals-core').Signal<Pass[]>} */
  const passes = signal(first.passes);
  /** What could not be asked for. */
  const problem = signal('');

  async function look() {
    try {
      passes.value = (await api.get('/passes', { tries: 1 })).passes;
      problem.value = '';
    } catch (error) {
      problem.value = /** @type {Error} */ (error).message;
    }
  }

  /** @param {Pass} pass */
  async function end(pass) {
    try {
      await api.post(`/passes/${pass.id}/revoke`);
      toast('Signed out');
    } catch (error) {
      toast(/** @type {Error} */ (error).message, { tone: 'stopped', seconds: 10 });
    }
    await look();
  }

  /** @param {Pass} pass @param {string} name */
  async function name(pass, name) {
    await api.patch(`/passes/${pass.id}`, { name });
    await look();
  }

  /** @returns {() => void} stops it */
  function watch() {
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }

  return { api, event, slug: event.slug, passes, problem, therapists: first.therapists, pins: new Set(first.pins), look, end, name, watch };
}
