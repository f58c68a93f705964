// How long a treatment is just now: busy hours and rounds, as the kiosk, the tickets and the board tell it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lengthNow, lengthsNow, minutesNow, shorterInWords } from '../../static/js/lib/lengths.js';
import { event } from './desk-cast.js';

const [BEFORE, AFTER] = event().treatments;
const WITH_BUSY = { ...AFTER, busy_minutes: 12 };
const busy = (changes = {}) => event({ is_busy: true, treatments: [BEFORE, WITH_BUSY], ...changes });

test('as a rule everybody gets the length that was wished for', () => {
  const calm = event({ is_busy: false, treatments: [BEFORE, WITH_BUSY] });
  assert.equal(lengthNow(calm, WITH_BUSY, 25), 25);
  assert.deepEqual(lengthsNow(calm, WITH_BUSY).map((each) => each.shown), [20, 25, 30]);
  assert.equal(shorterInWords(calm), '');
});

test('in busy mode there is one length after the race, asked for as the usual one; before the race nothing changes', () => {
  assert.deepEqual(lengthsNow(busy(), WITH_BUSY), [{ asked: 20, shown: 12 }]);
  assert.deepEqual(lengthsNow(busy(), BEFORE).map((each) => each.shown), [5, 10, 15, 20]);
  assert.equal(shorterInWords(busy()), 'Massages after the race are 12 minutes just now, so that everybody gets one.');
});

test('busy mode leaves a treatment without a busy length alone, and says that only some are shorter', () => {
  assert.equal(lengthNow(busy(), AFTER, 25), 25);
  const two = busy({ treatments: [WITH_BUSY, { ...AFTER, code: 'feet', busy_minutes: 8 }] });
  assert.match(shorterInWords(two), /shorter just now/);
});

test('in rounds everybody after the race has the round, and before the race never more than was wished for', () => {
  const rounds = event({ cycle_minutes: 20, cycle_hands_on_minutes: 17 });
  assert.deepEqual(lengthsNow(rounds, AFTER), [{ asked: 20, shown: 17 }]);
  assert.deepEqual(lengthsNow(rounds, BEFORE).map((each) => each.shown), [5, 10, 15, 17]);
  assert.match(shorterInWords(rounds), /17 minutes/);
});

test('a visit knows of busy mode by itself, not of rounds', () => {
  const visit = { treatment: 'post_event', minutes: 25 };
  assert.equal(minutesNow(busy(), visit), 25, 'somebody who was given the full time all the same');
  assert.equal(minutesNow(event({ cycle_minutes: 20, cycle_hands_on_minutes: 17 }), visit), 17);
  assert.equal(minutesNow(event({ cycle_minutes: 20, cycle_hands_on_minutes: 17 }), { treatment: 'gone', minutes: 25 }), 25);
});
