// What a device keeps: a storage that opens and then falls silent, and a desk whose clock is wrong for a moment.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createKeptBox } from '../../static/js/lib/kept-box.js';
import { createKept, inMemory } from '../../static/js/lib/kept.js';

mock.timers.enable({ apis: ['setTimeout'] });

const DAY = 24 * 60 * 60_000;
const settled = async () => {
  for (let round = 0; round < 10; round += 1) await new Promise((done) => setImmediate(done));
};

/** Some tablets' browsers do that after a sleep. @returns {any} */
function fallsSilent() {
  const store = { get: () => ({}), put: () => ({}), count: () => ({}), delete: () => ({}), index: () => ({ getAll: () => ({}) }) };
  const database = { transaction: () => ({ objectStore: () => store }) };
  return {
    open() {
      const request = { result: database };
      setImmediate(() => /** @type {any} */ (request).onsuccess());
      return request;
    },
  };
}

test('a storage that never answers holds nobody up', async () => {
  const box = createKeptBox(createKept(fallsSilent()), 'signups spring', () => 1000);
  /** @type {number[]} */
  const counted = [];
  void box.count('3', 1).then((next) => counted.push(next));
  await settled();
  assert.deepEqual(counted, []);
  mock.timers.tick(3000);
  await settled();
  assert.deepEqual(counted, [1]);
  assert.equal(box.lasts.value, false, 'and it is said that nothing outlives the page');
});

test('what is kept outlives a desk whose clock is ahead for a moment, and goes when the days have really gone by', async () => {
  let asked = 0;
  const kept = { ...inMemory(), load: async (/** @type {string} */ _, /** @type {number} */ now) => ((asked = now), []) };
  const today = Date.now();
  await createKeptBox(kept, 'signups spring', () => today + 30 * DAY).load();
  assert.ok(asked < today + DAY, 'this device knows better');
  await createKeptBox(kept, 'signups spring', () => today - 30 * DAY).load();
  assert.ok(asked < today - DAY);
});
