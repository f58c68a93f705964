// Times of day at the event's place, across the changes of the clocks.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { endAfter, findTimezones, moved, toInstant, toLocal } from '../../static/js/setup/zone.js';

test('a local time is an instant in UTC and back', () => {
  for (const [date, time, timezone, instant] of [
    ['2026-05-10', '09:30', 'Europe/London', '2026-05-10T08:30:00Z'],
    ['2026-01-10', '09:30', 'Europe/London', '2026-01-10T09:30:00Z'],
    ['2026-05-10', '07:00', 'America/New_York', '2026-05-10T11:00:00Z'],
    ['2026-05-10', '07:00:15', 'Asia/Kolkata', '2026-05-10T01:30:15Z'],
    ['2026-05-10', '06:00', 'Pacific/Auckland', '2026-05-09T18:00:00Z'],
    ['2026-05-10', '00:00', 'Pacific/Chatham', '2026-05-09T11:15:00Z'],
    ['2026-05-10', '23:59', 'Pacific/Pago_Pago', '2026-05-11T10:59:00Z'],
  ]) {
    assert.equal(toInstant(date, time, timezone), instant, `${date} ${time} ${timezone}`);
    assert.deepEqual(toLocal(instant, timezone), { date, time });
  }
});

test('on the morning of the change to summer time, times before and after are right', () => {
  // Berlin, 29 March 2026: 02:00 becomes 03:00.
  assert.equal(toInstant('2026-03-29', '01:59', 'Europe/Berlin'), '2026-03-29T00:59:00Z');
  assert.equal(toInstant('2026-03-29', '03:00', 'Europe/Berlin'), '2026-03-29T01:00:00Z');
  assert.equal(toInstant('2026-03-29', '09:30', 'Europe/Berlin'), '2026-03-29T07:30:00Z');
  assert.equal(toInstant('2026-03-29', '02:30', 'Europe/Berlin'), '2026-03-29T01:30:00Z', 'skipped: counts on, 03:30');
});

test('on the morning of the change back, a time that comes twice is the first', () => {
  // New York, 1 November 2026: 02:00 becomes 01:00.
  assert.equal(toInstant('2026-11-01', '01:30', 'America/New_York'), '2026-11-01T05:30:00Z');
  assert.equal(toInstant('2026-11-01', '02:00', 'America/New_York'), '2026-11-01T07:00:00Z');
  assert.equal(toInstant('2026-11-01', '00:59', 'America/New_York'), '2026-11-01T04:59:00Z');
});

test('what is not a complete date and time is no instant', () => {
  for (const [date, time] of [['', '09:00'], ['2026-05-10', ''], ['2026-5-1', '09:00'], ['2026-05-10', '9:00'], ['2026-05-10', '25:00']])
    assert.equal(toInstant(date, time, 'Europe/London'), null, `${date} ${time}`);
});

test('an end that is not after its begin is on the next day', () => {
  const begin = '2026-05-10T21:00:00Z';
  assert.equal(endAfter(begin, '2026-05-10', '06:00', 'UTC'), '2026-05-11T06:00:00Z');
  assert.equal(endAfter(begin, '2026-05-10', '23:00', 'UTC'), '2026-05-10T23:00:00Z');
  assert.equal(endAfter(null, '2026-05-10', '06:00', 'UTC'), '2026-05-10T06:00:00Z');
});

test('a wave keeps its time of day when the event moves', () => {
  const from = { date: '2026-05-10', timezone: 'Europe/London' };
  assert.equal(moved('2026-05-10T08:30:00Z', from, { ...from, date: '2026-11-15' }), '2026-11-15T09:30:00Z');
  assert.equal(moved('2026-05-11T08:30:00Z', from, { ...from, date: '2026-06-01' }), '2026-06-02T08:30:00Z', 'the day after stays the day after');
  assert.equal(moved('2026-05-10T08:30:00Z', from, { ...from, timezone: 'Europe/Paris' }), '2026-05-10T07:30:00Z');
  assert.equal(moved(null, from, from), null);
});

test('timezones are found by city first', () => {
  const names = ['America/New_York', 'Europe/London', 'Europe/Berlin', 'Asia/Yekaterinburg', 'America/North_Dakota/New_Salem'];
  assert.deepEqual(findTimezones('new y', names), ['America/New_York']);
  assert.deepEqual(findTimezones('ber', names), ['Europe/Berlin']);
  assert.deepEqual(findTimezones('europe', names), ['Europe/Berlin', 'Europe/London']);
  assert.deepEqual(findTimezones('', names), names);
  assert.deepEqual(findTimezones('atlantis', names), []);
});
