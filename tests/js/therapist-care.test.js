// The care notes of the runner one has now: never those of an earlier time, and asked for again after silence.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { signal } from '@preact/signals-core';
import { createCare } from '../../static/js/therapist/health.js';
import { called, treating } from './therapist-cast.js';

mock.timers.enable({ apis: ['setTimeout'] });

const health = (/** @type {string} */ note) => ({ cautions: [], focus: [], avoid: [], note, guardian: '', answers: [] });

/** A therapist with a runner, and a desk that tells the notes as they are now. */
function aTherapist() {
  const visit = signal(called());
  const isSilent = signal(false);
  const desk = { note: 'the left knee', asked: 0 };
  const get = async () => ((desk.asked += 1), { visit: { ...called(), health: health(desk.note) } });
  const care = createCare({ api: { get }, therapistId: 1, visit: () => visit.value, mayAsk: () => true, isSilent: () => isSilent.value });
  care.start();
  const soon = async () => {
    mock.timers.tick(300);
    for (let round = 0; round < 10; round += 1) await new Promise((done) => setImmediate(done));
  };
  return { care, desk, visit, isSilent, soon, shown: () => care.care.value?.health?.note };
}

test('the answer of a tap may come before its news, and is not asked for again', async () => {
  const { care, desk, visit, soon, shown } = aTherapist();
  visit.value = null;
  care.learn({ ...called(), health: health('from the answer') });
  visit.value = called();
  assert.equal(shown(), 'from the answer');
  await soon();
  assert.equal(desk.asked, 0);
});

test('a runner who was with somebody else in between has perhaps other notes by now', async () => {
  const { desk, visit, soon, shown } = aTherapist();
  await soon();
  assert.equal(shown(), 'the left knee');
  visit.value = null;
  desk.note = 'leave the left knee alone';
  visit.value = called();
  assert.equal(shown(), undefined, 'nothing rather than what was true before');
  await soon();
  assert.equal(shown(), 'leave the left knee alone');
});

test('after a silence they are asked for again, whatever else has changed meanwhile', async () => {
  const { desk, visit, isSilent, soon, shown } = aTherapist();
  await soon();
  isSilent.value = true;
  desk.note = 'leave the left knee alone';
  visit.value = treating();
  await soon();
  assert.equal(shown(), 'the left knee', 'what is known stays meanwhile');
  isSilent.value = false;
  await soon();
  assert.equal(shown(), 'leave the left knee alone');
});
