// Notes, passwords and the countdown, without a page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted, dateInWords, untilInWords } from '../../static/js/privacy/words.js';
import { newPassword } from '../../static/js/records/password.js';

const NOW = Date.parse('2026-05-03T08:00:00Z');

test('how long until something goes', () => {
  assert.equal(untilInWords('2026-05-10T23:00:00Z', NOW), 'in 7 days');
  assert.equal(untilInWords('2026-05-05T08:00:00Z', NOW), 'in 48 hours');
  assert.equal(untilInWords('2026-05-03T08:20:00Z', NOW), 'within an hour');
  assert.equal(untilInWords('2026-05-03T07:00:00Z', NOW), 'now');
});

test('a date is that of the place of the event', () => {
  assert.match(dateInWords('2026-05-10T23:30:00Z', 'Europe/London'), /11 May 2026/);
  assert.match(dateInWords('2026-05-10T23:30:00Z', 'UTC'), /10 May 2026/);
});

test('one and many', () => {
  assert.deepEqual([0, 1, 2].map((count) => counted(count, 'visit', 'visits')), ['0 visits', '1 visit', '2 visits']);
});

test('a made-up password has letters that are not mistaken for each other, and differs each time', () => {
  const made = Array.from({ length: 50 }, () => newPassword());
  assert.equal(new Set(made).size, 50);
  for (const each of made) assert.match(each, /^([a-hj-km-np-z2-9]{5}-){3}[a-hj-km-np-z2-9]{5}$/);
});

test('a byte that would make some letters likelier is not used', () => {
  let calls = 0;
  const random = /** @type {Crypto} */ (/** @type {unknown} */ ({
    /** @param {Uint8Array} bytes */
    getRandomValues(bytes) {
      calls += 1;
      return bytes.fill(calls === 1 ? 255 : 0);
    },
  }));
  assert.equal(newPassword(random), 'aaaaa-aaaaa-aaaaa-aaaaa');
  assert.equal(calls, 2);
});
