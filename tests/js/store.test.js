// The store: patches in order, gaps seen, nothing lost however the messages arrive.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  applyForecast, applyPatch, applyPatches, catchUp, counts, expectedStart, fromSnapshot, inStatus, NEXT_ROUND, queueOrder,
  roomShape, therapistOf, therapistsInOrder, visitById, whyPassedOver,
} from '../../static/js/lib/store.js';

const visit = (id, status = 'waiting', more = {}) => ({
  id, ticket: `A${id}`, label: '', treatment: 'post_event', status, couch: '', due_at: `2026-05-03T10:${String(id).padStart(2, '0')}:00Z`,
  called_at: null, ends_at: null, ...more,
});

const snapshot = (more = {}) => ({
  seq: 10, at: '2026-05-03T09:00:00Z', event: { name: 'Race', is_open: true },
  called: [], treating: [], waiting: [visit(1), visit(2)], away: [], counts: { waiting: 2, called: 0, treating: 0, away: 0, done: 7 },
  therapists: [{ id: 1, first_name: 'Mia', couch: '3', status: 'ready', visit_id: null }],
  forecast: { visits: { 1: { at: 'a', low: 'l', high: 'h' } }, walk_up: { post_event: null } }, ...more,
});

const patch = (seq, ...changes) => ({ seq, at: `2026-05-03T09:00:${seq}Z`, changes });

test('a patch that follows is applied, with the time it was said', () => {
  const before = fromSnapshot(snapshot());
  const { state, gap } = applyPatch(before, patch(11, { visit: visit(3) }));
  assert.equal(gap, false);
  assert.equal(state.seq, 11);
  assert.equal(state.at, '2026-05-03T09:00:11Z');
  assert.deepEqual(inStatus(state, 'waiting').map((each) => each.id), [1, 2, 3]);
  assert.deepEqual(inStatus(before, 'waiting').map((each) => each.id), [1, 2], 'the old state is untouched');
});

test('an empty patch only counts on', () => {
  const before = fromSnapshot(snapshot());
  const { state } = applyPatch(before, patch(11));
  assert.equal(state.seq, 11);
  assert.equal(state.visits, before.visits);
});

test('a patch that was already known changes nothing', () => {
  const before = fromSnapshot(snapshot());
  for (const seq of [1, 9, 10]) {
    const step = applyPatch(before, patch(seq, { visit: visit(1, 'done') }));
    assert.equal(step.state, before);
    assert.equal(step.gap, false);
  }
});

test('a patch after a hole is not applied, and the hole is told', () => {
  const before = fromSnapshot(snapshot());
  const { state, gap } = applyPatch(before, patch(12, { visit: visit(9) }));
  assert.equal(state, before);
  assert.equal(gap, true);
});

test('patches of a bundle may come in any order', () => {
  const before = fromSnapshot(snapshot());
  const called = visit(1, 'called', { couch: '3', called_at: '2026-05-03T09:00:11Z' });
  const { state, gap } = applyPatches(before, [
    patch(13, { visit: { ...called, status: 'treating' } }),
    patch(11, { visit: called }),
    patch(12, { therapist: { id: 1, first_name: 'Mia', couch: '3', status: 'engaged', visit_id: 1 } }),
  ]);
  assert.equal(gap, false);
  assert.equal(state.seq, 13);
  assert.equal(state.visits[1].status, 'treating');
  assert.equal(state.therapists[1].visit_id, 1);
});

test('a bundle with a hole applies what comes before the hole', () => {
  const { state, gap } = applyPatches(fromSnapshot(snapshot()), [patch(11, { visit: visit(3) }), patch(13, { visit: visit(4) })]);
  assert.equal(gap, true);
  assert.equal(state.seq, 11);
  assert.ok(state.visits[3]);
  assert.equal(state.visits[4], undefined);
});

test('catching up takes the snapshot, then what came while it was on its way', () => {
  const old = fromSnapshot(snapshot({ seq: 3 }));
  const answer = { seq: 10, at: 'now', snapshot: snapshot() };
  const { state, gap } = catchUp(old, answer, [patch(9, { visit: visit(8) }), patch(11, { visit: visit(3) })], roomShape);
  assert.equal(gap, false);
  assert.equal(state.seq, 11);
  assert.deepEqual(Object.keys(state.visits), ['1', '2', '3']);
});

test('catching up with patches joins them to those that came meanwhile, each once', () => {
  const old = fromSnapshot(snapshot());
  const answer = { seq: 12, at: 'now', patches: [patch(11, { visit: visit(3) }), patch(12)] };
  const { state, gap } = catchUp(old, answer, [patch(12), patch(13, { visit: visit(4) })], roomShape);
  assert.equal(gap, false);
  assert.equal(state.seq, 13);
  assert.equal(Object.keys(state.visits).length, 4);
});

test('a snapshot wins even when it counts less, as after a restored backup', () => {
  const { state } = catchUp(fromSnapshot(snapshot({ seq: 99 })), { seq: 10, at: 'now', snapshot: snapshot() }, [], roomShape);
  assert.equal(state.seq, 10);
});

test('who is done leaves the board, with the forecast, and is counted', () => {
  const { state } = applyPatch(fromSnapshot(snapshot()), patch(11, { visit: visit(1, 'done') }));
  assert.equal(state.visits[1], undefined);
  assert.equal(state.forecast[1], undefined);
  assert.deepEqual(state.ended, []);
  assert.equal(counts(state).over, 8);
  assert.equal(counts(state).waiting, 1);
});

test('staff keep the latest thirty that are over, newest first, and one that comes back is no longer among them', () => {
  let state = fromSnapshot(snapshot({ held: [], ended: [], waiting: [] }));
  for (let id = 1; id <= 31; id += 1) state = applyPatch(state, patch(10 + id, { visit: visit(id, 'left') })).state;
  assert.equal(state.ended.length, 30);
  assert.equal(state.ended[0].id, 31);
  assert.equal(visitById(state, 31).status, 'left');
  assert.equal(visitById(state, 1), null);
  state = applyPatch(state, patch(42, { visit: visit(31) })).state;
  assert.equal(state.ended.some((each) => each.id === 31), false);
  assert.equal(state.visits[31].status, 'waiting');
});

test('the queue is in order of due time, ties by registration, whatever the fractions look like', () => {
  const visits = [
    visit(5, 'waiting', { due_at: '2026-05-03T10:00:00.500000Z' }),
    visit(4, 'waiting', { due_at: '2026-05-03T10:00:00Z' }),
    visit(2, 'waiting', { due_at: '2026-05-03T10:00:01Z' }),
    visit(3, 'waiting', { due_at: '2026-05-03T10:00:00Z' }),
  ];
  assert.deepEqual(visits.sort(queueOrder).map((each) => each.id), [3, 4, 5, 2]);
});

test('called are shown newest first, treating by planned end', () => {
  const state = fromSnapshot(snapshot({
    called: [visit(1, 'called', { called_at: '2026-05-03T09:00:00Z' }), visit(2, 'called', { called_at: '2026-05-03T09:01:00Z' })],
    treating: [visit(3, 'treating', { ends_at: '2026-05-03T09:30:00Z' }), visit(4, 'treating', { ends_at: '2026-05-03T09:20:00Z' })],
    waiting: [],
  }));
  assert.deepEqual(inStatus(state, 'called').map((each) => each.id), [2, 1]);
  assert.deepEqual(inStatus(state, 'treating').map((each) => each.id), [4, 3]);
});

test('a change of the event or a therapist keeps what was known besides', () => {
  const { state } = applyPatches(fromSnapshot(snapshot()), [
    patch(11, { event: { is_open: false, closed_reason: 'Full' } }),
    patch(12, { therapist: { id: 1, status: 'break' } }),
  ]);
  assert.equal(state.event.name, 'Race');
  assert.equal(state.event.is_open, false);
  assert.equal(state.therapists[1].first_name, 'Mia');
  assert.equal(state.therapists[1].status, 'break');
});

test('a forecast adds to the one known; without visits it is only a sign of life', () => {
  const before = fromSnapshot(snapshot());
  const beat = applyForecast(before, { at: 'later', visits: {} });
  assert.equal(beat.at, 'later');
  assert.equal(beat.forecast, before.forecast);
  const next = applyForecast(before, { at: 'later', visits: { 2: { at: 'x', low: 'y', high: 'z' } }, walk_up: { post_event: { wait_minutes: 4 } } });
  assert.equal(expectedStart(next, next.visits[1]).at, 'a');
  assert.equal(expectedStart(next, next.visits[2]).at, 'x');
  assert.equal(next.walkUp.post_event.wait_minutes, 4);
  assert.equal(next.seq, before.seq);
});

test('reasons come with the snapshot, stay with patches, and are replaced as a whole', () => {
  const therapists = [{ id: 1, first_name: 'Mia', couch: '3', status: 'ready', visit_id: null, why_idle: 'Wishes.' }, { id: 2, first_name: 'Tom', why_idle: '' }];
  const start = fromSnapshot(snapshot({ therapists, held: [], passed_over: { 1: 'Waits for a woman.' } }));
  assert.deepEqual([start.passedOver, start.whyIdle], [{ 1: 'Waits for a woman.' }, { 1: 'Wishes.' }]);
  const { state: patched } = applyPatch(start, patch(11, { visit: visit(3) }));
  const beat = applyForecast(patched, { at: 'later', visits: {} });
  assert.deepEqual([beat.passedOver, beat.whyIdle], [{ 1: 'Waits for a woman.' }, { 1: 'Wishes.' }]);
  const told = applyForecast(beat, { at: 'later', visits: {}, passed_over: { 3: 'Asked to come later.' }, why_idle: {} });
  assert.deepEqual([told.passedOver, told.whyIdle], [{ 3: 'Asked to come later.' }, {}]);
  assert.deepEqual([start.passedOver, start.whyIdle], [{ 1: 'Waits for a woman.' }, { 1: 'Wishes.' }], 'the old state is untouched');
  const board = fromSnapshot(snapshot());
  assert.deepEqual([board.passedOver, board.whyIdle], [{}, {}]);
});

test('the therapist of a visit is found by either end', () => {
  const therapists = [
    { id: 1, first_name: 'Mia', couch: '10', status: 'engaged', visit_id: 1 },
    { id: 2, first_name: 'Ben', couch: '2', status: 'ready', visit_id: null },
  ];
  const state = fromSnapshot(snapshot({ therapists }));
  assert.equal(therapistOf(state, state.visits[1]).first_name, 'Mia');
  assert.equal(therapistOf(state, { ...state.visits[2], therapist_id: 2 }).first_name, 'Ben');
  assert.equal(therapistOf(state, state.visits[2]), null);
  assert.deepEqual(therapistsInOrder(state).map((each) => each.couch), ['2', '10']);
});

test('the outlook comes with the snapshot, is replaced whole, and stays when a message has none', () => {
  const one = { walk_up: {}, next: {} };
  const before = fromSnapshot({ ...snapshot(), outlook: one });
  assert.equal(before.outlook, one);
  assert.equal(applyForecast(before, { visits: {} }).outlook, one);
  const two = { walk_up: {}, next: { 1: { visit_id: 2, at: 'a' } } };
  assert.equal(applyForecast(before, { visits: {}, outlook: two }).outlook, two);
  assert.equal(fromSnapshot(snapshot()).outlook, null, 'the board has none');
});

test('who only waits for the next round is passed over by nobody', () => {
  const state = fromSnapshot({ ...snapshot(), passed_over: { 1: NEXT_ROUND, 2: 'Wishes for a woman.' } });
  assert.deepEqual([1, 2, 3].map((id) => whyPassedOver(state, visit(id))), ['', 'Wishes for a woman.', '']);
  assert.ok(readFileSync('eventdesk/domain/dispatch.py', 'utf8').includes(`"${NEXT_ROUND}"`), 'the desk says it in these words');
});
