// One box of what this device keeps: what fails is not kept, and `lasts` says so, but nothing that was asked for stops.

import { signal } from '@preact/signals-core';
import { inMemory } from './kept.js';

/** @typedef {ReturnType<typeof createKeptBox>} KeptBox */

/**
 * @param {import('./kept.js').Kept} kept
 * @param {string} box
 * @param {() => number} now milliseconds
 */
export function createKeptBox(kept, box, now) {
  /** Whether what is put in here outlives the page. */
  const lasts = signal(true);
  const spare = inMemory();
  let order = 0;
  // What is old is thrown away: one clock that is wrong for a moment must not do that.
  const surely = () => Math.min(now(), Date.now());

  /** @template T @param {(kept: import('./kept.js').Kept) => Promise<T>} work @returns {Promise<T>} */
  async function tried(work) {
    try {
      return await work(kept);
    } catch {
      lasts.value = false;
      return work(spare);
    }
  }

  return {
    lasts,
    load: () => tried((each) => each.load(box, surely())),
    /** @param {{key: string, command: any, addedAt: number}} entry */
    put({ key, command, addedAt }) {
      order = Math.max(order + 1, now());
      const entry = { key, box, addedAt, order, command };
      return tried((each) => each.put(entry));
    },
    /** @param {string} key */
    drop: (key) => tried((each) => each.drop(key)),
    /** The next number of this box, `least` or more. @param {string} name @param {number} least */
    count: (name, least) => tried((each) => each.count(`${box} ${name}`, least)),
    /** How much other boxes of this device hold. */
    async others() {
      return tried(async (each) => (await each.size()) - (await each.load(box, surely())).length);
    },
  };
}
