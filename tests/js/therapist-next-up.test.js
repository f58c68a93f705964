// Who would come next: in the order of the queue, and nobody is passed over without one of the known reasons.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayCall, nextUp } from '../../static/js/therapist/next-up.js';
import { at, NOW, state, therapist, visit } from './therapist-cast.js';

const next = (visits, person = therapist()) => nextUp(state({ visits }), person, NOW);
const gender = (wanted) => ({ therapist_gender: wanted, therapist_id: null });

test('the first by due time comes, whatever the order of arrival', () => {
  const found = next([visit({ id: 1, due_at: at(900) }), visit({ id: 2, due_at: at(300) })]);
  assert.deepEqual([found.visit.id, found.waiting, found.reason], [2, 2, '']);
});

test('with nobody in line it says so', () => {
  assert.deepEqual(next([]), { visit: null, waiting: 0, reason: 'Nobody is waiting.' });
});

test('each reason to pass somebody over keeps that runner out', () => {
  const soon = therapist({ breaks: [{ starts_at: at(600), ends_at: at(1200) }] });
  const cases = [
    [visit({ not_before: at(60) }), therapist()],
    [visit({ treatment: 'pre_event', due_at: at(-1) }), therapist()],
    [visit(), therapist({ skills: ['pre_event'] })],
    [visit({ wish: gender('man') }), therapist()],
    [visit({ wish: { therapist_gender: null, therapist_id: 2 } }), therapist()],
    [visit(), soon],
    [visit(), therapist({ shift_end: at(1199) })],
  ];
  for (const [waiting, person] of cases) {
    assert.deepEqual(next([waiting], person), { visit: null, waiting: 1, reason: '' });
    const other = visit({ id: 77, due_at: at(5000), minutes: 5, treatment: person.skills[0], wish: gender('woman') });
    assert.equal(next([waiting, other], person).visit.id, 77);
  }
});

test('when nobody would come, the reason is the one that the desk tells', () => {
  const told = { ...state({ visits: [visit({ wish: gender('man') })] }), whyIdle: { 1: 'Those waiting wish for somebody else.' } };
  assert.equal(nextUp(told, therapist(), NOW).reason, 'Those waiting wish for somebody else.');
});

test('what fits is not kept out', () => {
  const fits = [
    [visit({ not_before: at(0) }), therapist()],
    [visit({ treatment: 'pre_event', due_at: at(0) }), therapist()],
    [visit({ due_at: at(-600) }), therapist()],
    [visit({ wish: gender('woman') }), therapist()],
    [visit({ wish: { therapist_gender: null, therapist_id: 1 } }), therapist()],
    [visit(), therapist({ shift_end: at(1200) })],
    [visit(), therapist({ shift_end: at(-60), breaks: [{ starts_at: at(-600), ends_at: at(-300) }] })],
  ];
  for (const [waiting, person] of fits) assert.equal(next([waiting], person).visit?.id, waiting.id);
});

test('those one may choose from are all who fit, in order', () => {
  const visits = [visit({ id: 1 }), visit({ id: 2, wish: gender('man') }), visit({ id: 3, due_at: at(10) })];
  assert.deepEqual(mayCall(state({ visits }), therapist(), NOW).map((each) => each.id), [3, 1]);
});
