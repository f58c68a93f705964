// Time: a clock that follows the server, and times and lengths as people read them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createClock, expectedInWords, lengthInWords, minutesUntil, race, secondsUntil, shortLength, shortRange, shortTime, startInWords, stopwatch,
  timeOfDay, timeWithSeconds, told, toldWait, windowInWords,
} from '../../static/js/lib/time.js';
import { nextRoundAt } from '../../static/js/lib/rounds.js';

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
  assert.equal(shortTime('2026-05-03T12:05:00Z', 'America/New_York', 'en-US'), '8:05am');
  assert.equal(shortTime('2026-05-03T23:05:00Z', 'America/New_York', 'en-US'), '7:05pm', 'seven in the evening is not seven in the morning');
  assert.equal(shortTime('2026-05-03T12:05:00Z', 'Europe/Berlin', 'en-GB'), '14:05');
  assert.match(shortTime('2026-05-03T12:05:00Z', 'Asia/Seoul', 'ko'), /^\D+9:05$/, 'some languages put it in front');
  const range = (/** @type {string} */ low, /** @type {string} */ high, locale = 'en-US') => shortRange(`2026-05-03T${low}Z`, `2026-05-03T${high}Z`, 'UTC', locale);
  assert.equal(range('14:05:00', '14:20:00'), '2:05–2:20pm');
  assert.equal(range('11:50:00', '12:10:00'), '11:50am–12:10pm');
  assert.equal(range('14:05:00', '14:20:00', 'en-GB'), '14:05–14:20');
  assert.match(range('14:05:00', '14:20:00', 'ko'), /^(\D+)2:05–\1(2:20)$/);
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

/** An expected start in minutes from now, told in Berlin unless somewhere else. */
const expected = (low, at, high) => Object.fromEntries(Object.entries({ low, at, high }).map(([name, minutes]) => [name, new Date(NOW + minutes * 60_000).toISOString()]));
const inBerlin = (window, now = NOW) => expectedInWords(window, 'Europe/Berlin', now, 'en-GB');

test('far ahead nobody is told a false minute: five minutes, and the window opened to both sides', () => {
  assert.equal(inBerlin(expected(15, 20, 35)), 'about 14:20, between 14:15 and 14:35');
  assert.equal(inBerlin(expected(17.2, 21.9, 31.1)), 'about 14:20, between 14:15 and 14:35');
  assert.equal(inBerlin(expected(12.6, 12.6, 12.6)), 'about 14:15, between 14:10 and 14:15');
});

test('with ten minutes to go it is the minute', () => {
  assert.equal(inBerlin(expected(5.8, 10, 13.2)), 'about 14:10, between 14:05 and 14:14');
  assert.equal(inBerlin(expected(3, 7.6, 11)), 'about 14:08, between 14:03 and 14:11');
});

test('a time that has gone by is no time to come', () => {
  assert.equal(inBerlin(expected(-4, -1, 6)), 'any moment now, most likely by 14:06');
  assert.equal(inBerlin(expected(-9, -5, -1)), 'any moment now');
  assert.equal(inBerlin(expected(-3, 0.3, 6)), 'any moment now, most likely by 14:06');
  assert.equal(inBerlin(expected(-3, 4, 9)), 'about 14:04, most likely by 14:09', 'the window has begun');
  for (let late = 0; late < 60; late += 1) {
    const { at, isNow } = told(expected(-5, 5, 20), NOW + late * 20_000);
    assert.ok(isNow || at > NOW + late * 20_000);
  }
});

test('a start that is sure has no window', () => {
  const sure = expected(20, 20, 20);
  assert.equal(inBerlin(sure), 'about 14:20');
  assert.equal(windowInWords(sure, 'Europe/Berlin', NOW, 'en-GB'), '');
  assert.equal(startInWords(sure, 'Europe/Berlin', NOW, 'en-GB'), 'about 14:20');
});

test('an expected start over midnight, and with a clock of twelve hours', () => {
  const late = { low: '2026-05-03T21:57:00Z', at: '2026-05-03T22:03:00Z', high: '2026-05-03T22:11:00Z' };
  const evening = Date.parse('2026-05-03T21:30:00Z');
  assert.equal(expectedInWords(late, 'Europe/Berlin', evening, 'de-DE').replace('about', '~'), '~ 0:05, between 23:55 and 0:15');
  assert.equal(plain(expectedInWords(late, 'Europe/Berlin', evening, 'en-US')), 'about 12:05 AM, between 11:55 PM and 12:15 AM');
  assert.equal(plain(expectedInWords(expected(15, 20, 35), 'Asia/Kathmandu', NOW, 'en-US')), 'about 6:05 PM, between 6:00 PM and 6:20 PM');
});

test('a wait is told to the minute when it is short, else to five, and never shorter', () => {
  assert.deepEqual([0, 4, 9, 10, 11, 25, 42].map(toldWait), [0, 4, 9, 10, 15, 25, 45]);
});

test('the next round counts on from the last that was heard of', () => {
  const rounds = { cycle_minutes: 20, next_cycle_at: new Date(NOW).toISOString() };
  const minutes = (at) => (nextRoundAt(rounds, NOW + at * 60_000) - NOW) / 60_000;
  assert.deepEqual([-30, -1, 0, 1, 19.9, 20, 70].map(minutes), [0, 0, 20, 20, 20, 40, 80]);
  assert.equal(nextRoundAt({ cycle_minutes: 0, next_cycle_at: null }, NOW), null);
  assert.equal(nextRoundAt({}, NOW), null);
});

test('the race clock runs from the first start, and the next wave is the nearest to come', () => {
  const wave = (id, minutes) => ({ id, name: `Wave ${id}`, starts_at: new Date(NOW + minutes * 60_000).toISOString() });
  const waves = [wave(3, 40), wave(1, -20), wave(2, 15)];
  assert.equal(race(waves, NOW).next.id, 2);
  assert.equal(race(waves, NOW).startedAt, waves[1].starts_at);
  assert.deepEqual(race([wave(1, 5)], NOW).startedAt, null);
  assert.deepEqual(race([], NOW), { next: null, startedAt: null });
});
