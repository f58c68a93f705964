// Who would come next, as the desk tells it: its forecast, its reasons, and nobody while one is not on duty.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { choices, NEXT_ROUND, NOT_ASKED, nextUp } from '../../static/js/therapist/next-up.js';
import { at, state, therapist, visit } from './therapist-cast.js';

const start = (seconds) => ({ at: at(seconds), low: at(seconds), high: at(seconds + 60) });
const LINE = [visit({ id: 1, due_at: at(900) }), visit({ id: 2, due_at: at(300) }), visit({ id: 3, due_at: at(600) })];
const told = (more = {}) => ({ ...state({ visits: LINE }), ...more });

test('with nobody in line it says so', () => {
  assert.deepEqual(nextUp(state(), therapist()), { visit: null, waiting: 0, reason: 'Nobody is waiting.' });
});

test('whom the forecast has soonest comes; at the same time, the first in line', () => {
  const next = (forecast) => nextUp(told({ forecast }), therapist()).visit?.id;
  assert.equal(next({ 1: start(0), 2: start(60), 3: start(120) }), 1);
  assert.equal(next({ 1: start(0), 2: start(0), 3: start(0) }), 2);
  assert.equal(next({ 2: { at: null, low: null, high: null }, 3: start(30) }), 3);
  assert.equal(next({}), undefined);
});

test('who is passed over does not come next', () => {
  const shown = told({ forecast: { 1: start(0), 2: start(0) }, passedOver: { 2: 'Waits for Kim.' } });
  assert.equal(nextUp(shown, therapist()).visit.id, 1);
});

test('when nobody would come, the reason is the one that the desk tells', () => {
  const whyIdle = { 1: 'Those waiting wish for somebody else.' };
  const found = nextUp(told({ forecast: { 2: start(0) }, whyIdle }), therapist());
  assert.deepEqual(found, { visit: null, waiting: 3, reason: 'Those waiting wish for somebody else.' });
});

test('where one has to ask for the next runner, that runner is shown, and no reason', () => {
  const found = nextUp(told({ forecast: { 2: start(0) }, whyIdle: { 1: NOT_ASKED } }), therapist());
  assert.deepEqual([found.visit.id, found.reason], [2, '']);
  assert.ok(readFileSync('eventdesk/domain/reasons.py', 'utf8').includes(`"${NOT_ASKED}"`), 'the desk says it in these words');
});

test('off duty or on a break nobody comes next, while the couch is made ready somebody does', () => {
  const shown = told({ forecast: { 2: start(0) } });
  for (const status of ['off', 'break']) {
    assert.deepEqual(nextUp(shown, therapist({ status })), { visit: null, waiting: 3, reason: '' });
  }
  assert.equal(nextUp(shown, therapist({ status: 'turnover' })).visit.id, 2);
});

test('one may choose from everybody, in order, and reads what they wish', () => {
  const wish = (more) => ({ therapist_gender: null, therapist_id: null, ...more });
  const visits = [
    visit({ id: 1, due_at: at(1), wish: wish({ therapist_id: 1 }) }),
    visit({ id: 2, due_at: at(2), wish: wish({ therapist_gender: 'woman' }) }),
    visit({ id: 3, due_at: at(3) }),
    visit({ id: 4, due_at: at(0), not_before: at(900) }),
  ];
  const found = choices({ ...state({ visits }), passedOver: { 4: 'Asked to come later.' } });
  assert.deepEqual(found.map((each) => [each.visit.id, each.note]), [
    [4, 'Asked to come later.'], [1, 'Wishes for Maria.'], [2, 'Wishes for a woman.'], [3, ''],
  ]);
});

test('whom the forecast has for this very therapist comes before whoever is soonest', () => {
  const outlook = { next: { 1: { visit_id: 3, at: at(60) } } };
  assert.equal(nextUp(told({ forecast: { 2: start(0) }, outlook }), therapist()).visit.id, 3);
  const gone = { next: { 1: { visit_id: 99, at: at(60) } } };
  assert.equal(nextUp(told({ forecast: { 2: start(0) }, outlook: gone }), therapist()).visit.id, 2);
});

test('between two rounds the next runner is shown, and no reason', () => {
  const found = nextUp(told({ forecast: { 2: start(0) }, whyIdle: { 1: NEXT_ROUND } }), therapist());
  assert.deepEqual([found.visit.id, found.reason], [2, '']);
  assert.ok(readFileSync('eventdesk/domain/reasons.py', 'utf8').includes(`"${NEXT_ROUND}"`), 'the desk says it in these words');
});
