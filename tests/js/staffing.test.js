// The staffing page: what is typed and sent, what is wrong, the plan in words, and the picture.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bodyOf, draftOf, emptyWave, problemsOf, runnersOf } from '../../static/js/staffing/draft.js';
import { barOf, HEIGHT, pictureOf } from '../../static/js/staffing/picture.js';
import * as words from '../../static/js/staffing/words.js';

const place = { date: '2026-05-10', timezone: 'Europe/London' };
const known = {
  waves: [
    { name: 'Half', starts_at: '2026-05-10T08:30:00Z', runners: 600, distance: 'half', mean_minutes: null, sd_minutes: null },
    { name: 'Relay', starts_at: '2026-05-10T09:00:00Z', runners: 0, distance: null, mean_minutes: 95.5, sd_minutes: 20 },
  ],
  before_share: 0.05, after_share: 0.075, before_minutes: 10, after_minutes: 20, busy_minutes: 12, promised_wait_minutes: 30,
  turnover_minutes: 3, opens_at: '2026-05-10T07:00:00Z', closes_at: null, shortest_shift_minutes: 150, longest_shift_minutes: 480, most_at_once: 100,
};
const time = (/** @type {string} */ at) => at.slice(11, 16);

test('what is known comes back as it was, in the words of the API', () => {
  const draft = draftOf(known, place);
  assert.deepEqual(draft.waves[0].starts, { date: '2026-05-10', time: '09:30' });
  assert.equal(draft.numbers.after_share, '7.5');
  assert.equal(draft.numbers.most_at_once, '');
  assert.equal(draft.waves[1].distance, 'own');
  assert.deepEqual(problemsOf(draft), {});
  assert.deepEqual(bodyOf(draft, place), {
    waves: [
      { name: 'Half', starts_at: '2026-05-10T08:30:00Z', runners: 600, distance: 'half' },
      { name: 'Relay', starts_at: '2026-05-10T09:00:00Z', runners: 0, mean_minutes: 95.5, sd_minutes: 20 },
    ],
    before_share: 0.05, after_share: 0.075, before_minutes: 10, after_minutes: 20, busy_minutes: 12, promised_wait_minutes: 30,
    turnover_minutes: 3, opens_at: '2026-05-10T07:00:00Z', closes_at: null, shortest_shift_minutes: 150, longest_shift_minutes: 480, most_at_once: null,
  });
  assert.equal(runnersOf(draft), 600);
});

test('an event without waves begins with an empty one', () => {
  const draft = draftOf({ ...known, waves: [], busy_minutes: null, most_at_once: 6 }, place);
  assert.equal(draft.waves.length, 1);
  assert.equal(draft.numbers.most_at_once, '6');
  assert.deepEqual(Object.keys(problemsOf(draft)), ['waves.0.starts_at']);
  const timed = { ...draft, waves: [{ ...draft.waves[0], starts: { date: place.date, time: '09:00' } }] };
  assert.deepEqual(problemsOf(timed), { 'waves.0.runners': 'Say how many runners start.' });
  assert.equal(bodyOf(timed, place).busy_minutes, null);
});

test('a tent that closes after midnight, and a decimal comma', () => {
  const draft = draftOf(known, place);
  const body = bodyOf({ ...draft, closes: { date: '2026-05-10', time: '01:00' }, numbers: { ...draft.numbers, before_share: '2,5' } }, place);
  assert.equal(body.closes_at, '2026-05-11T00:00:00Z');
  assert.equal(body.before_share, 0.025);
  assert.equal(bodyOf({ ...draft, opens: { date: '', time: '' }, closes: { date: '', time: '15:00' } }, place).closes_at, '2026-05-10T14:00:00Z');
});

test('what is wrong is told at its field', () => {
  const draft = draftOf(known, place);
  const numbers = { ...draft.numbers, before_share: '101', after_share: '', after_minutes: '0', promised_wait_minutes: '2.5', turnover_minutes: 'x', busy_minutes: '200', most_at_once: '0' };
  const waves = [
    { ...emptyWave('a', place), runners: '-1' },
    { ...emptyWave('b', place), name: 'Relay', runners: '10', starts: { date: '', time: '10:00' }, distance: 'own', mean: '2', spread: '' },
  ];
  const found = problemsOf({ ...draft, numbers, waves });
  assert.deepEqual(Object.keys(found).sort(), [
    'after_minutes', 'after_share', 'before_share', 'busy_minutes', 'most_at_once', 'promised_wait_minutes', 'turnover_minutes',
    'waves.0.runners', 'waves.0.starts_at', 'waves.1.mean_minutes', 'waves.1.sd_minutes',
  ]);
  assert.match(found['waves.1.mean_minutes'], /^Relay: /);
});

/** @param {object} [changes] */
const team = (changes = {}) => ({ therapists: 12, at_once: 11, working_minutes: 3030, within_share: 0.934, missed_share: 0, unserved_share: 0, busy_share: 0.8, mean_wait_minutes: 7, most_wait_minutes: 22, ...changes });
/** @param {object} [changes] */
const plan = (changes = {}) => ({ is_kept: true, promised_wait_minutes: 30, before: 65, after: 91, turned_away: 0, peak: '2026-05-10T10:30:00Z', team: team(), half_hours: [], shifts: [], variants: [], busy: null, ...changes });

test('shares and waits in words', () => {
  assert.deepEqual([0, 0.004, 0.0099, 0.126, 0.9951, 1].map(words.percent), ['0%', '0.4%', '1%', '13%', '99.5%', '100%']);
  assert.deepEqual([null, 0, 22].map(words.shortWait), ['not all called', 'none', '22 min']);
  assert.deepEqual([30, 60, 3030].map(words.hours), ['0.5 hours', '1 hour', '50.5 hours']);
  assert.equal(words.nineInTen(0), 'Nine in ten do not wait at all.');
  assert.match(words.nineInTen(null), /not called/);
  assert.equal(words.counted(1, 'therapist'), '1 therapist');
  assert.equal(words.counted(1300, 'runner'), '1,300 runners');
});

test('the verdict says what holds', () => {
  assert.equal(words.verdict(plan()), 'After the race 93% are called within 30 minutes. Before the race everybody is done in time. Nine in ten wait 22 minutes at most.');
  assert.match(words.verdict(plan({ after: 0, team: team({ missed_share: 0.008 }) })), /^Before the race 0.8% miss their massage\./);
  assert.equal(words.expected(plan()), 'Expected: 65 before the race and 91 after it.');
  assert.equal(words.expected(plan({ before: 0, turned_away: 1 })), 'Expected: 91 after it. 1 more comes too early or too late.');
});

test('whether shorter treatments are worth it', () => {
  const busy = { minutes: 12, starts_at: '2026-05-10T10:00:00Z', ends_at: '2026-05-10T11:30:00Z', saved_therapists: 2, saved_minutes: 600, same: team({ most_wait_minutes: 11 }), fewer: team({ therapists: 10 }) };
  assert.equal(words.busyWords(plan(), time), null);
  const worth = words.busyWords(plan({ busy }), time);
  assert.equal(worth?.title, 'Shorter treatments at the peak save 2 therapists');
  assert.match(worth?.words ?? '', /between 10:00 and 11:30: 10 therapists .* wait 11 min at most, not 22 min\.$/);
  assert.equal(words.busyWords(plan({ busy: { ...busy, saved_therapists: 0, saved_minutes: 150 } }), time)?.title, 'Shorter treatments at the peak save 2.5 hours');
  assert.equal(words.busyWords(plan({ busy: { ...busy, saved_therapists: 0, saved_minutes: 30 } }), time)?.isWorth, false);
  assert.equal(words.busyWords(plan({ busy, is_kept: false }), time)?.title, 'Shorter treatments at the peak help');
});

test('numbers with the same shift are one line, names are not', () => {
  const early = { shift_start: '2026-05-10T08:00:00Z', shift_end: '2026-05-10T11:00:00Z', breaks: [] };
  const late = { ...early, shift_end: '2026-05-10T12:00:00Z' };
  const names = (/** @type {any[]} */ shifts, /** @type {any[]} */ roster) => words.shiftGroups(shifts, roster).map((each) => each.name);
  assert.deepEqual(names([early, early, early, early, late], [{ name: 'Mia Berg' }, { name: 'Tom Okafor' }]), ['Mia Berg', 'Tom Okafor', 'Therapists 3–4', 'Therapist 5']);
  assert.deepEqual(names([early, late, early], []), ['Therapist 1', 'Therapist 2', 'Therapist 3']);
  assert.deepEqual(words.shiftGroups([early, late], [])[1].shift, late);
});

test('names, shifts and changes in words', () => {
  assert.deepEqual([-2, -1, 0, 1, 2].map(words.changeWords), ['Two fewer', 'One fewer', 'This plan', 'One more', 'Two more']);
  const shift = { shift_start: '2026-05-10T08:00:00Z', shift_end: '2026-05-10T12:00:00Z', breaks: [{ starts_at: '2026-05-10T10:00:00Z', ends_at: '2026-05-10T10:15:00Z' }] };
  assert.equal(words.shiftWords(shift, time), '08:00–12:00, break 10:00–10:15');
  assert.equal(words.shiftWords({ shift_start: null, shift_end: null, breaks: [] }, time), 'all day');
  assert.equal(words.shiftWords({ ...shift, shift_end: null, breaks: [] }, time), 'from 08:00');
  assert.equal(words.shiftWords({ ...shift, shift_start: null, breaks: [] }, time), 'until 12:00');
  assert.equal(words.shiftWords(null, time), 'new');
});

const halves = [
  { at: '2026-05-10T08:00:00Z', before: 6, after: 0, therapists: 2, on_break: 0 },
  { at: '2026-05-10T08:30:00Z', before: 4, after: 8, therapists: 4, on_break: 1 },
  { at: '2026-05-10T09:00:00Z', before: 0, after: 0, therapists: 0, on_break: 0 },
];

test('the tallest bars fill the picture, and the parts stand on each other', () => {
  const { columns, ground, below, height, hasNumbers } = pictureOf(halves, 300, time);
  assert.deepEqual(columns.map((each) => each.x), [0, 100, 200]);
  assert.equal(columns[1].tall, HEIGHT.above);
  assert.equal(columns[1].top, ground - HEIGHT.above);
  assert.equal(columns[0].tall, HEIGHT.above / 2);
  assert.equal(columns[1].before.tall + columns[1].after.tall, HEIGHT.below);
  assert.equal(columns[1].before.y, columns[1].after.y + columns[1].after.tall);
  assert.equal(columns[1].before.y + columns[1].before.tall, below);
  assert.deepEqual(columns.map((each) => each.count), [6, 12, 0]);
  assert.deepEqual(columns.map((each) => each.isHour), [true, false, true]);
  assert.ok(height > below);
  assert.ok(hasNumbers);
});

test('labels leave each other room', () => {
  const long = Array.from({ length: 36 }, () => halves[0]);
  assert.equal(pictureOf(long, 1000, time).everyHours, 1);
  assert.equal(pictureOf(long, 360, time).everyHours, 3);
  assert.equal(pictureOf(long, 60, time).everyHours, 12);
  assert.equal(pictureOf(long, 360, time).hasNumbers, false);
  assert.deepEqual(pictureOf([], 300, time).columns, []);
});

test('a shift is a part of the day', () => {
  const bar = barOf({ shift_start: '2026-05-10T09:00:00Z', shift_end: '2026-05-10T11:00:00Z', breaks: [{ starts_at: '2026-05-10T10:00:00Z', ends_at: '2026-05-10T10:30:00Z' }] }, '2026-05-10T08:00:00Z', '2026-05-10T12:00:00Z');
  assert.deepEqual(bar, { x: 0.25, width: 0.5, breaks: [{ x: 0.5, width: 0.125 }] });
});
