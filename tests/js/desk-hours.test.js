// The hours ahead in words: what the organiser is told, and when nothing is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closingInWords, errorInWords, lastCallHint, learnedInWords, waitsAhead } from '../../static/js/desk/hours-words.js';
import { event, NOW } from './desk-cast.js';

const time = (at) => (at ? at.slice(11, 16) : '');
const CLOSING = { closes_at: '2026-05-10T15:00:00Z', must_close_at: '2026-05-10T14:40:00Z', spare: 12, last_ticket: 'A38', last_ends_at: '2026-05-10T14:31:00Z', not_served: [] };
const facts = { isOpen: true, isBusy: false, now: NOW, time };
const ERROR = { count: 41, mean_minutes: 3.2, bias_minutes: 0.4, inside_share: 0.84, later_share: 0.07 };

test('waits tell of a wish only where it changes something', () => {
  const at = { at: '', low: '', high: '' };
  const outlook = { walk_up: {
    pre_event: { ...at, wait_minutes: 4, woman: { ...at, wait_minutes: 4 }, man: null },
    post_event: { ...at, wait_minutes: 42, woman: { ...at, wait_minutes: 55 }, man: { ...at, wait_minutes: 42 } },
  } };
  assert.deepEqual(waitsAhead(outlook, event().treatments, [{ gender: 'woman', status: 'ready' }, { gender: 'unsaid', status: 'off' }]).map(({ wait, wishes }) => [wait, wishes]), [
    ['4 min', 'no man on duty'],
    ['42 min', 'with a woman 55 min'],
  ]);
  const some = waitsAhead(outlook, event().treatments, [{ gender: 'woman', status: 'ready' }, { gender: 'unsaid', status: 'break' }]);
  assert.deepEqual(some.map((each) => each.wishes), ['', 'with a woman 55 min'], 'whoever has not said may be a man');
  assert.deepEqual(waitsAhead({ walk_up: { pre_event: null } }, event().treatments, []).map((each) => each.wait), ['not now', 'not now']);
});

test('when the list has to close, and how many there is room for', () => {
  assert.equal(closingInWords(CLOSING, facts).lead, 'Close the list at 14:40 so that the last one is done by 15:00 · room for 12 more');
  const now = Date.parse(CLOSING.must_close_at);
  assert.match(closingInWords(CLOSING, { ...facts, now }).lead, /^Close the list now/);
  assert.equal(closingInWords({ ...CLOSING, spare: 0 }, facts).lead, 'Nobody more who comes now can be done by 15:00.');
  assert.equal(closingInWords(CLOSING, { ...facts, isOpen: false }).lead, 'The last one in line is done about 14:31.');
});

test('who would not be done is named, with what may help', () => {
  assert.equal(closingInWords(CLOSING, facts).late, '');
  const not_served = Array.from({ length: 8 }, (_, at) => `A${at + 1}`);
  assert.equal(closingInWords({ ...CLOSING, not_served }, facts).lead, 'Close the list now: those in line fill the time until 15:00.', 'and no room is told of');
  assert.match(closingInWords({ ...CLOSING, not_served }, facts).late, /^A1, A2, A3, A4, A5, A6 and 2 more would not be done by 15:00\./);
});

test('shorter treatments are no advice where they are short already', () => {
  const late = (isBusy) => closingInWords({ ...CLOSING, not_served: ['A7'] }, { ...facts, isBusy }).late;
  assert.match(late(false), /Shorter treatments or one more therapist may help/);
  assert.match(late(true), /\. One more therapist may help/);
});

test('the last call is only thought of when there is hardly any room', () => {
  assert.equal(lastCallHint(null, time), '');
  assert.equal(lastCallHint(CLOSING, time), '');
  assert.equal(lastCallHint({ ...CLOSING, spare: 3 }, time), 'There is room for 3 more who can be done by 15:00.');
  assert.equal(lastCallHint({ ...CLOSING, spare: 0 }, time), 'Nobody more who comes now can be done by 15:00.');
  assert.equal(lastCallHint({ ...CLOSING, not_served: ['A7'] }, time), 'A7 would not be done by 15:00.');
  assert.equal(lastCallHint({ ...CLOSING, not_served: ['A7', 'A8'] }, time), '2 in line would not be done by 15:00.');
});

test('how well it was told, in plain words, and nothing while too few have started', () => {
  assert.equal(errorInWords(null), '');
  assert.equal(errorInWords(ERROR), 'Told times today: off by 3 min on average; 84 % came inside the told window (41 runners)');
  assert.match(errorInWords({ ...ERROR, mean_minutes: 0.4 }), /off by less than a minute/);
  assert.match(errorInWords({ ...ERROR, bias_minutes: 2.5 }), /mostly later than told/);
  assert.match(errorInWords({ ...ERROR, bias_minutes: -2.5 }), /mostly earlier than told/);
});

test('what the day has taught, once it has', () => {
  const learned = { seen: 30, length_share: 1.08, walk_minutes: 2.2, no_show_share: 0.06 };
  assert.equal(learnedInWords(learned), 'Today treatments take 8 % longer than planned, it is 2 minutes from a call to the start, 6 % of the calls come to nothing.');
  assert.equal(learnedInWords({ ...learned, length_share: 1.01, walk_minutes: 0.5, no_show_share: 0 }), 'Today treatments take as long as planned, it is under a minute from a call to the start.');
  assert.equal(learnedInWords({ ...learned, seen: 4 }), '');
});
