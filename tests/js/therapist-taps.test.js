// What a tap sends, what is said, what its undo names; and what the page learns from answers while the news is away.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withAnswer } from '../../static/js/therapist/behind.js';
import { mayHaveNewNotes } from '../../static/js/therapist/health.js';
import { latestSubject, said, sent, undoOf } from '../../static/js/therapist/taps.js';
import { called, state, therapist, treating, visit } from './therapist-cast.js';

const tap = (name, runner = null, choice) => sent(name, name, { therapist: therapist(), visit: runner }, choice);

test('taps about the runner go to the visit, the others to the therapist', () => {
  assert.equal(tap('start', called()).path, '/visits/9/start');
  assert.equal(tap('next', treating()).path, '/therapists/1/next');
  assert.equal(tap('ready').path, '/therapists/1/ready');
  assert.deepEqual([tap('break', null, { minutes: 10 }).path, tap('break', null, { minutes: 10 }).body], ['/therapists/1/break', { minutes: 10 }]);
  assert.deepEqual(tap('break', null, { minutes: null }).body, {});
  assert.deepEqual(tap('extend', treating()).body, { minutes: 5 });
  assert.deepEqual(tap('transfer', treating(), { therapistId: 3 }).body, { therapist_id: 3 });
  const chosen = tap('call', null, { visit: visit({ id: 4, ticket: 'B4' }) });
  assert.deepEqual([chosen.path, chosen.body, chosen.ticket], ['/visits/4/call', { therapist_id: 1 }, 'B4']);
});

test('an undo names the visit where only the visit changed, else the therapist', () => {
  for (const name of ['start', 'recall', 'extend']) assert.deepEqual(tap(name, called()).undo, { visit_id: 9 });
  for (const name of ['miss', 'release', 'transfer', 'refer', 'finish', 'next']) {
    assert.deepEqual(tap(name, called()).undo, { therapist_id: 1 });
  }
  assert.deepEqual(tap('off').undo, { therapist_id: 1 });
  assert.deepEqual(undoOf({ visit_id: 9 }, 'Undo').body, { visit_id: 9 });
  assert.equal(said(undoOf({ visit_id: 9 }, 'Undo'), {}).undo, null);
});

test('after a reload the latest step is looked for at the runner, or at the therapist', () => {
  assert.deepEqual(latestSubject(therapist(), called()), { visit_id: 9 });
  assert.deepEqual(latestSubject(therapist(), null), { therapist_id: 1 });
});

test('“next” says who was finished and who comes, or why nobody does', () => {
  const coming = called({ id: 10, ticket: 'B3' });
  assert.deepEqual(said(tap('next', treating()), { visit: coming }), { text: 'A12 is done. B3 is called', undo: { therapist_id: 1 } });
  assert.deepEqual(said(tap('next', treating()), { visit: null, reason: 'Nobody is waiting.' }),
    { text: 'A12 is done. Nobody is waiting.', undo: { therapist_id: 1 } });
});

test('nothing can be taken back where nothing was done', () => {
  assert.deepEqual(said(tap('next'), { visit: null, reason: 'Nobody is waiting.' }), { text: 'Nobody is waiting.', undo: null });
  assert.equal(said(tap('next', called()), { visit: called() }).undo, null);
});

test('while the news is away an answer moves the page on, without health data in the state', () => {
  const before = state({ visits: [visit()] });
  const after = withAnswer(before, { visit: { ...called(), health: { cautions: ['x'] } }, reason: '' });
  assert.equal(after.visits[9].status, 'called');
  assert.equal('health' in after.visits[9], false);
  assert.deepEqual([after.therapists[1].status, after.therapists[1].visit_id], ['engaged', 9]);
  assert.equal(before.visits[9].status, 'waiting');
});

test('a visit that is over leaves its therapist', () => {
  const before = state({ visits: [treating()], therapists: [therapist({ status: 'engaged', visit_id: 9 })] });
  const after = withAnswer(before, treating({ status: 'done' }));
  assert.equal(after.therapists[1].visit_id, null);
});

test('a therapist, or all of them, can be the answer; nothing at all changes nothing', () => {
  const before = state();
  assert.equal(withAnswer(before, therapist({ status: 'break' })).therapists[1].status, 'break');
  assert.equal(withAnswer(before, { therapists: [{ id: 1, couch: '7' }] }).therapists[1].couch, '7');
  assert.equal(withAnswer(before, { undone: [], visit: null, therapist: therapist({ status: 'off' }) }).therapists[1].status, 'off');
  assert.equal(withAnswer(before, null), before);
  assert.equal(withAnswer(before, { visit: null, reason: 'Nobody is waiting.' }), before);
});

test('news of a visit in which nothing changed may be about its notes', () => {
  assert.equal(mayHaveNewNotes({ ...called(), position: 1 }, called()), true);
  assert.equal(mayHaveNewNotes(called(), called({ has_notes: true })), true);
  assert.equal(mayHaveNewNotes(called(), treating()), false);
});
