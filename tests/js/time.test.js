// Time: a clock that follows the server, and times and lengths as people read them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createClock, expectedInWords, lengthInWords, minutesUntil, race, secondsUntil, shortLength, shortTime, stopwatch, timeOfDay,
  timeWithSeconds, windowInWords,
} from '../../static/js/lib/time.js';

const NOW = Date.parse('2026-05-03T12:00:00Z');
const plain = (text) => text.replace(/\u202f|\u00a0/g, ' ');

test('the clock follows the server, not the device', () => {
  let ticks = 1000;
  const clock = createClock(() => ticks);
  clock.sync('2026-05-03T12:00:00Z');
  assert.equal(clock.now(), NOW);
  ticks += 2500;
  assert.equal(clock.now(), NOW + 2500);
});

test('a message that took long does not turn the clock back, one that was quick sets it right', () => {
  let ticks = 0;
  const clock = createClock(() => ticks);
  clock.sync(NOW);
  ticks = 10_000;
  clock.sync(NOW + 9_200); // was 800 ms on its way
  assert.equal(clock.now(), NOW + 10_000);
  clock.sync(NOW + 10_300); // the first had been late by 300 ms
  assert.equal(clock.now(), NOW + 10_300);
});

test('after a large difference the server is believed, also backwards', () => {
  const clock = createClock(() => 0);
  clock.sync(NOW);
  clock.sync(NOW - 60_000);
  assert.equal(clock.now(), NOW - 60_000);
});

test('times are local to the event, written as the reader writes them', () => {
  assert.equal(timeOfDay('2026-05-03T12:05:00Z', 'Europe/Berlin', 'en-GB'), '14:05');
  assert.equal(plain(timeOfDay('2026-05-03T12:05:00Z', 'America/New_York', 'en-US')), '8:05 AM');
  assert.equal(shortTime('2026-05-03T12:05:00Z', 'America/New_York', 'en-US'), '8:05');
  assert.equal(timeWithSeconds('2026-05-03T12:02:10Z', 'Europe/Berlin', 'en-GB'), '14:02:10');
  assert.equal(timeOfDay('2026-10-25T01:30:00.123456Z', 'Europe/Berlin', 'en-GB'), '2:30', 'the hour that comes twice');
});

test('minutes and seconds left are rounded up, and negative once over', () => {
  assert.equal(minutesUntil(NOW + 61_000, NOW), 2);
  assert.equal(minutesUntil(NOW + 1, NOW), 1);
  assert.equal(minutesUntil(NOW, NOW), 0);
  assert.ok(Object.is(minutesUntil(NOW - 30_000, NOW), 0), 'less than a minute over is not "-0"');
  assert.equal(minutesUntil(NOW - 121_000, NOW), -2);
  assert.equal(secondsUntil(NOW + 1500, NOW), 2);
  assert.equal(secondsUntil(NOW - 3000, NOW), -3);
});

test('a stopwatch face', () => {
  assert.equal(stopwatch(42), '0:42');
  assert.equal(stopwatch(754), '12:34');
  assert.equal(stopwatch(3723), '1:02:03');
  assert.equal(stopwatch(-42), '−0:42');
});

test('lengths in words', () => {
  assert.deepEqual([0, 1, 25, 60, 61, 70, 120, 125].map(lengthInWords), [
    'under a minute', '1 minute', '25 minutes', '1 hour', '1 hour 1 minute', '1 hour 10 minutes', '2 hours', '2 hours 5 minutes',
  ]);
  assert.deepEqual([0, 12, 60, 65].map(shortLength), ['now', '12 min', '1 h', '1 h 05']);
});

test('an expected start says its window, unless there is none', () => {
  const expected = { at: '2026-05-03T12:20:00Z', low: '2026-05-03T12:15:00Z', high: '2026-05-03T12:35:00Z' };
  assert.equal(expectedInWords(expected, 'Europe/Berlin', 'en-GB'), 'about 14:20, between 14:15 and 14:35');
  const sure = { ...expected, low: expected.at, high: expected.at };
  assert.equal(expectedInWords(sure, 'Europe/Berlin', 'en-GB'), 'about 14:20');
  assert.equal(windowInWords(sure, 'Europe/Berlin', 'en-GB'), '');
});

test('the race clock runs from the first start, and the next wave is the nearest to come', () => {
  const wave = (id, minutes) => ({ id, name: `Wave ${id}`, starts_at: new Date(NOW + minutes * 60_000).toISOString() });
  const waves = [wave(3, 40), wave(1, -20), wave(2, 15)];
  assert.equal(race(waves, NOW).next.id, 2);
  assert.equal(race(waves, NOW).startedAt, waves[1].starts_at);
  assert.deepEqual(race([wave(1, 5)], NOW).startedAt, null);
  assert.deepEqual(race([], NOW), { next: null, startedAt: null });
});
