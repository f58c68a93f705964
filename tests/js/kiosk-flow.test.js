// The way through the kiosk: which steps a runner gets, in which order, and what stops one of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nothingSaid } from '../../static/js/kiosk/answers.js';
import { PHASES, problemsAt, problemsFrom, progressAt, stepAfter, stepBefore, stepsOf } from '../../static/js/kiosk/flow.js';
import { aSetting, anna, byHand } from './kiosk-builders.js';

const LATE = { too_late: true };

test('a runner on the start list is asked before the race', () => {
  const answers = { ...anna(), treatment: 'pre_event' };
  assert.deepEqual(stepsOf(aSetting(), answers), [
    'bib', 'hello', 'kind', 'length', 'areas', 'now', 'body', 'about_you', 'wish', 'consent', 'check',
  ]);
});

test('after the race the finish is asked, and when to come back if there was none', () => {
  const answers = { ...anna(), treatment: 'post_event' };
  assert.deepEqual(stepsOf(aSetting(), answers).slice(2, 5), ['kind', 'finished', 'length']);
  const later = { ...answers, finished: 'not_yet' };
  assert.deepEqual(stepsOf(aSetting(), later).slice(2, 6), ['kind', 'finished', 'back_at', 'length']);
});

test('nothing is asked where there is only one choice', () => {
  const setting = aSetting();
  setting.event.treatments = [{ ...setting.event.treatments[0], minutes: [10] }];
  assert.deepEqual(stepsOf(setting, anna()).slice(0, 3), ['bib', 'hello', 'areas']);
});

test('without a start list the name comes by hand, and the wave is asked only before the race', () => {
  assert.deepEqual(stepsOf(aSetting(), { ...byHand(), treatment: 'pre_event' }).slice(0, 5), [
    'bib', 'by_hand', 'kind', 'wave', 'length',
  ]);
  assert.ok(!stepsOf(aSetting(), { ...byHand(), treatment: 'post_event' }).includes('wave'));
});

test('the wave step stays while it is being answered', () => {
  const answers = { ...byHand(), treatment: 'pre_event', wave: 'Wave 2' };
  assert.ok(stepsOf(aSetting(), answers).includes('wave'));
  assert.equal(stepBefore(aSetting(), answers, null, 'length'), 'wave');
});

test('a wave that nobody knows the start of is asked for', () => {
  const answers = { ...anna(), treatment: 'pre_event', entrant: { bib: '214', first_name: 'Anna', wave: 'Elite' } };
  assert.ok(stepsOf(aSetting(), answers).includes('wave'));
});

test('a yes that needs a person leads to the team, with the agreement and nothing else', () => {
  const answers = { ...anna(), treatment: 'pre_event', yes: { chest_pain: true } };
  const steps = stepsOf(aSetting(), answers);
  assert.deepEqual(steps.slice(steps.indexOf('now')), ['now', 'stop', 'consent']);
  assert.equal(stepAfter(aSetting(), answers, null, 'consent'), null);
});

test('a yes that the event only notes goes on as usual', () => {
  const setting = aSetting();
  setting.screening[0].needs_person = false;
  const answers = { ...anna(), treatment: 'pre_event', yes: { chest_pain: true } };
  assert.ok(!stepsOf(setting, answers).includes('stop'));
});

test('a question of the other kind of treatment does not count', () => {
  const answers = { ...anna(), treatment: 'pre_event', yes: { dark_urine: true } };
  assert.ok(!stepsOf(aSetting(), answers).includes('stop'));
  assert.ok(stepsOf(aSetting(), { ...answers, treatment: 'post_event' }).includes('stop'));
});

test('a minor is asked for a parent or guardian', () => {
  const answers = { ...anna(), treatment: 'pre_event', yes: { under_18: true } };
  assert.equal(stepAfter(aSetting(), answers, null, 'about_you'), 'guardian');
  assert.equal(stepAfter(aSetting(), answers, null, 'guardian'), 'wish');
});

test('too late is said after the length, and not gone back to', () => {
  const answers = { ...anna(), treatment: 'pre_event' };
  assert.equal(stepAfter(aSetting(), answers, LATE, 'length'), 'too_late');
  assert.equal(stepBefore(aSetting(), answers, LATE, 'too_late'), 'length');
  assert.equal(stepBefore(aSetting(), answers, LATE, 'areas'), 'length');
});

test('back leads step by step to the welcome', () => {
  const answers = { ...anna(), treatment: 'post_event', finished: 'just_now' };
  const seen = [];
  for (let step = 'check'; step; step = stepBefore(aSetting(), answers, null, step)) seen.unshift(step);
  assert.deepEqual(seen, stepsOf(aSetting(), answers));
});

test('every step belongs to exactly one phase, in order, and the progress never goes back', () => {
  const answers = { ...anna(), treatment: 'post_event', finished: 'not_yet', yes: { under_16: true } };
  let before = -1;
  for (const step of stepsOf(aSetting(), answers)) {
    const { phase, done, steps } = progressAt(aSetting(), answers, null, step);
    const at = phase + done / steps;
    assert.ok(at > before, `${step} is not further than the step before`);
    assert.equal(PHASES.filter((each) => each.steps.includes(step)).length, 1);
    before = at;
  }
});

test('what is missing is named with its field', () => {
  const fields = (step, answers) => problemsAt(aSetting(), answers, step).map((each) => each.field);
  assert.deepEqual(fields('bib', nothingSaid()), ['bib']);
  assert.deepEqual(fields('by_hand', { ...nothingSaid(), firstName: '  ' }), ['first_name']);
  assert.deepEqual(fields('kind', nothingSaid()), ['treatment']);
  assert.deepEqual(fields('wave', byHand()), ['wave']);
  assert.deepEqual(fields('finished', anna()), ['finished']);
  assert.deepEqual(fields('back_at', anna()), ['back_at']);
  assert.deepEqual(fields('guardian', anna()), ['guardian', 'guardian_here']);
  assert.deepEqual(fields('wish', { ...anna(), wish: 'named' }), ['wish']);
  assert.deepEqual(fields('consent', { ...anna(), agreesHealth: true }), ['consent.treatment']);
});

test('what is there is not complained about', () => {
  const answers = {
    ...anna(), treatment: 'post_event', finished: 'just_now', guardian: 'Eva', guardianHere: true, agreesTreatment: true,
  };
  for (const step of stepsOf(aSetting(), answers)) assert.deepEqual(problemsAt(aSetting(), answers, step), [], step);
});

test("the server's errors lead to the step where they are mended", () => {
  const steps = stepsOf(aSetting(), { ...byHand(), treatment: 'pre_event' });
  const errors = { wave: ['There is no such wave.'], 'consent.treatment': ['Tick it.'], surprise: ['What?', 'Why?'] };
  assert.deepEqual(problemsFrom(errors, steps, 'check'), [
    { field: 'wave', text: 'There is no such wave.', step: 'wave' },
    { field: 'consent.treatment', text: 'Tick it.', step: 'consent' },
    { field: 'surprise', text: 'What? Why?', step: 'check' },
  ]);
  assert.equal(problemsFrom({ guardian: ['Too long.'] }, steps, 'check')[0].step, 'check');
});

test('in busy mode there is no length to choose, also when it is switched on while a runner chooses', () => {
  const answers = { ...anna(), treatment: 'post_event', finished: 'just_now' };
  const usual = aSetting();
  const treatments = usual.event.treatments.map((each) => (each.rule === 'promise' ? { ...each, busy_minutes: 12 } : each));
  const busy = { ...usual, event: { ...usual.event, is_busy: true, treatments } };
  assert.ok(stepsOf(usual, answers).includes('length'));
  assert.ok(!stepsOf(busy, answers).includes('length'));
  assert.equal(stepAfter(busy, answers, null, 'length'), stepAfter(usual, answers, null, 'length'));
  assert.equal(stepBefore(busy, answers, null, 'length'), stepBefore(usual, answers, null, 'length'));
});
