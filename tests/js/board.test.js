// The board: everything fits or is paged, and each call is said once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callKey, newCalls, spokenCall } from '../../static/js/board/calls.js';
import { fit, slice } from '../../static/js/board/fit.js';
import { startInLine } from '../../static/js/board/start-in-line.js';
import { waitInWords } from '../../static/js/board/waits.js';
import { couchInWords, turnInWords } from '../../static/js/lib/words.js';

const SHAPE = { width: 6.4, height: 1.55, min: 30, max: 64 };
const BOX = { width: 990, height: 790, gap: 6 };
const NOW = Date.parse('2026-05-03T12:00:00Z');
const called = (id, secondsAgo, more = {}) => ({ id, ticket: `B${id}`, couch: '3', called_at: new Date(NOW - secondsAgo * 1000).toISOString(), ...more });

test('one cell is as large as it looks right', () => {
  assert.deepEqual(fit(1, BOX, SHAPE), { columns: 1, rows: 1, unit: 64, perPage: 1, pages: 1 });
});

test('for every number from 0 to 200, on three screens, all cells fit and everybody has a page', () => {
  const screens = [BOX, { width: 650, height: 600, gap: 4 }, { width: 338, height: 240, gap: 4 }];
  for (const box of screens) {
    const shape = { ...SHAPE, min: box.width < 400 ? 16 : 22 };
    for (let count = 0; count <= 200; count += 1) {
      const plan = fit(count, box, shape);
      assert.ok(plan.columns * (plan.unit * shape.width + box.gap) <= box.width + box.gap + 0.01, `too wide: ${count}`);
      assert.ok(plan.rows * (plan.unit * shape.height + box.gap) <= box.height + box.gap + 0.01, `too high: ${count}`);
      assert.ok(plan.columns * plan.rows >= Math.min(count, plan.perPage), `too few cells: ${count}`);
      assert.ok(plan.pages * plan.perPage >= count, `somebody has no page: ${count}`);
      assert.ok(plan.unit >= shape.min - 0.01, `too small to read: ${count}`);
    }
  }
});

test('pages share the list evenly, in order, without leaving anybody out', () => {
  const list = Array.from({ length: 131 }, (_, at) => at);
  const plan = fit(list.length, BOX, SHAPE);
  assert.ok(plan.pages > 1);
  const seen = Array.from({ length: plan.pages }, (_, page) => slice(list, plan, page)).flat();
  assert.deepEqual(seen, list);
});

test('a box too small for even one cell still shows one at a time', () => {
  const plan = fit(5, { width: 20, height: 10, gap: 4 }, SHAPE);
  assert.equal(plan.pages, 5);
  assert.equal(plan.perPage, 1);
});

test('a page that is gone shows the last one', () => {
  assert.deepEqual(slice([1, 2, 3], { columns: 1, rows: 2, unit: 1, perPage: 2, pages: 2 }, 7), [3]);
});

test('a call is new once; a recall is another call', () => {
  const call = called(1, 5);
  const heard = new Set();
  assert.deepEqual(newCalls(heard, [call], NOW), [call]);
  heard.add(callKey(call));
  assert.deepEqual(newCalls(heard, [call], NOW), []);
  const again = called(1, 0);
  assert.deepEqual(newCalls(heard, [again], NOW), [again]);
});

test('after a sleep old calls stay silent, new ones are said in the order they were made', () => {
  const calls = [called(3, 2), called(2, 20), called(1, 300)];
  assert.deepEqual(newCalls(new Set(), calls, NOW).map((each) => each.id), [2, 3]);
});

test('a call says ticket, couch and who calls', () => {
  assert.equal(spokenCall({ ticket: 'B12', couch: '3' }, 'Mia'), 'Ticket B 12. Please come to Couch 3, with Mia.');
  assert.equal(spokenCall({ ticket: 'A7', couch: '' }, 'Mia'), 'Ticket A 7. Please come to Mia.');
  assert.equal(spokenCall({ ticket: 'A7', couch: '' }, ''), 'Ticket A 7. Please come to the desk.');
  assert.equal(couchInWords('Blue corner'), 'Blue corner');
  assert.equal(couchInWords(' 12 '), 'Couch 12');
  assert.equal(turnInWords('3', 'Mia'), 'couch 3 with Mia');
  assert.equal(turnInWords('Blue corner', ''), 'Blue corner');
  assert.equal(turnInWords('', ''), 'come to the desk');
});

/** A line with one before the race (1) and one after (2), and the forecast of them. */
function aLine(forecast, walkUp = {}) {
  const treatments = [{ code: 'pre', name: 'Pre', rule: 'before_start' }, { code: 'post', name: 'Post', rule: 'promise' }];
  const due_at = new Date(NOW + 600_000).toISOString();
  const visits = { 1: { id: 1, status: 'waiting', treatment: 'pre', due_at }, 2: { id: 2, status: 'waiting', treatment: 'post', due_at } };
  return { event: { treatments }, visits, forecast, walkUp };
}
const START = { at: '2026-05-03T12:05:00Z', low: '2026-05-03T12:04:00Z', high: '2026-05-03T12:09:00Z' };
const NO_START = { at: null, low: null, high: null };
const starts = (state, since = 0, now = NOW) => [1, 2].map((id) => startInLine(state, state.visits[id], since, now));

test('whose start would be missed is told to ask; nobody else is', () => {
  const at = Date.parse(START.at);
  assert.deepEqual(starts(aLine({ 1: START, 2: START })), [at, at]);
  assert.deepEqual(starts(aLine({ 2: START })), ['ask', at]);
  assert.deepEqual(starts(aLine({ 1: NO_START, 2: START })), ['ask', at]);
  assert.deepEqual(starts(aLine({ 1: START, 2: NO_START })), [at, null]);
  assert.deepEqual(starts(aLine({ 1: START, 2: START }), 0, NOW + 601_000), ['ask', 'soon'], 'a time gone by is none to come');
});

test('while nobody is on duty, or a newcomer has not been looked at yet, no runner is worried', () => {
  assert.deepEqual(starts(aLine({})), [null, null]);
  assert.deepEqual(starts(aLine({ 2: START }), NOW - 1000), [null, Date.parse(START.at)]);
  assert.deepEqual(starts(aLine({}, { post: { ...START, wait_minutes: 5 } })), ['ask', null]);
});

test('a wait is told up to three hours', () => {
  const words = [null, 2, 7, 12, 21, 180, 181, 805].map((minutes) => waitInWords(minutes === null ? null : { ...START, wait_minutes: minutes }));
  assert.deepEqual(words, ['ask us', 'no wait', 'about 7 min', 'about 15 min', 'about 25 min', 'about 3 h', 'ask us', 'ask us']);
});
