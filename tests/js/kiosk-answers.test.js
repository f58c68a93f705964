// What follows from a runner's answers: start, earliest call, areas, and the bodies that are sent.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answered, backTimes, finishChoices, meetsPersonFirst, notBefore, nothingSaid, startOf, treatmentOf } from '../../static/js/kiosk/answers.js';
import { areasMarked, marked, tapped } from '../../static/js/kiosk/areas.js';
import { AREAS, nameOf } from '../../static/js/lib/areas.js';
import { askForOpenVisit, quoteBody, visitBody } from '../../static/js/kiosk/bodies.js';
import { NOW, aSetting, anna, byHand } from './kiosk-builders.js';

const MINUTE = 60_000;
const { event } = aSetting();

test('a start comes from the wave picked here, else from the start list, else from the clock', () => {
  assert.equal(startOf(event, anna()), Date.parse('2026-05-10T07:30:00Z'));
  assert.equal(startOf(event, { ...anna(), wave: 'wave 1 ' }), Date.parse('2026-05-10T07:00:00Z'));
  assert.equal(startOf(event, { ...byHand(), startTime: '10:15' }), Date.parse('2026-05-10T08:15:00Z'));
  assert.equal(startOf(event, byHand()), null);
});

test('a treatment that is switched off is nobody’s, and an only one is everybody’s', () => {
  assert.equal(treatmentOf(event, { ...anna(), treatment: 'taping' }), null);
  const single = { ...event, treatments: event.treatments.slice(0, 1) };
  assert.equal(treatmentOf(single, anna())?.code, 'pre_event');
});

test('a tap marks for work, then to leave alone, then not at all', () => {
  const once = tapped({}, 'neck');
  const twice = tapped(once, 'neck');
  assert.deepEqual([once, twice, tapped(twice, 'neck')], [{ neck: 'work' }, { neck: 'avoid' }, {}]);
  assert.deepEqual(marked({ neck: 'work' }, 'left_calf', 'avoid'), { neck: 'work', left_calf: 'avoid' });
});

test('marked areas are named from head to foot', () => {
  const areas = { left_foot: 'work', neck: 'work', left_knee: 'avoid' };
  assert.deepEqual(areasMarked(areas, 'work'), ['neck', 'left_foot']);
  assert.equal(nameOf('left_thigh_front'), 'Left thigh, front');
  assert.equal(new Set(AREAS).size, 23);
});

test('nobody is in two age groups', () => {
  const answers = answered(answered(anna(), 'under_16'), 'under_18');
  assert.deepEqual(answers.yes, { under_18: true });
  assert.deepEqual(answered(answers, 'under_18').yes, {});
});

test('after the race nobody is called before the cool down', () => {
  const finished = { ...anna(), treatment: 'post_event', finished: 'just_now', finishedAt: NOW };
  assert.equal(notBefore(event, finished), NOW + 10 * MINUTE);
  assert.equal(notBefore(event, { ...finished, treatment: 'pre_event' }), null);
  assert.equal(notBefore(event, { ...finished, finished: 'not_yet', backAt: NOW + 90 * MINUTE }), NOW + 90 * MINUTE);
});

test('a short cool down has no half', () => {
  assert.deepEqual(finishChoices(event).map((each) => each.minutes), [0, 5, 10, null]);
  assert.deepEqual(finishChoices({ ...event, cool_down_minutes: 2 }).map((each) => each.minutes), [0, 2, null]);
});

test('times to come back at begin after the start and end when the tent closes', () => {
  const times = backTimes({ ...event, closes_at: '2026-05-10T09:00:00Z' }, anna(), NOW);
  const shown = times.map((at) => new Date(at).toISOString().slice(11, 16));
  assert.deepEqual(shown, ['07:45', '08:00', '08:30']);
  assert.equal(backTimes(event, byHand(), NOW + MINUTE)[0], NOW + 30 * MINUTE);
  assert.deepEqual(backTimes({ ...event, closes_at: '2026-05-10T06:00:00Z' }, anna(), NOW), []);
});

test('a quote says what is wished for and nothing about health', () => {
  const answers = { ...anna(), treatment: 'pre_event', minutes: 15, wish: 'woman', yes: { chest_pain: true }, areas: { neck: 'work' } };
  assert.deepEqual(quoteBody(aSetting(), answers, NOW), {
    bib: '214', treatment: 'pre_event', minutes: 15, wave: 2, therapist_gender: 'woman',
  });
});

test('a named wish is sent as that and nothing else', () => {
  const answers = { ...anna(), treatment: 'post_event', wish: 'named', therapistId: 7 };
  const { therapist_id, therapist_gender } = quoteBody(aSetting(), answers, NOW);
  assert.deepEqual([therapist_id, therapist_gender], [7, undefined]);
});

test('a finish that is long over asks for no later call', () => {
  const answers = { ...anna(), treatment: 'post_event', finished: 'long_ago', finishedAt: NOW - 10 * MINUTE };
  assert.equal('not_before' in quoteBody(aSetting(), answers, NOW), false);
  const fresh = { ...answers, finishedAt: NOW };
  assert.equal(quoteBody(aSetting(), fresh, NOW).not_before, '2026-05-10T06:10:00.000Z');
});

test('looking for an open visit needs no start where something is offered after the race', () => {
  assert.deepEqual(askForOpenVisit(event, ' 214 ', NOW), { treatment: 'post_event', bib: '214' });
  const before = { ...event, treatments: event.treatments.slice(0, 1) };
  assert.equal(askForOpenVisit(before, '214', NOW).start_at, '2026-05-10T06:00:00.000Z');
});

test('the registration carries everything the runner said', () => {
  const answers = {
    ...byHand(), treatment: 'pre_event', wave: 'Wave 1', areas: { neck: 'work', left_knee: 'avoid' },
    yes: { painkillers: true, under_18: true }, guardian: ' Eva ', guardianHere: true, wish: 'man',
    agreesTreatment: true, agreesHealth: true,
  };
  assert.deepEqual(visitBody(aSetting(), answers, NOW, 'en'), {
    treatment: 'pre_event', minutes: 10, wave: 1, therapist_gender: 'man', first_name: 'Ben', guardian: 'Eva',
    language: 'en', focus: ['neck'], avoid: ['left_knee'], screening: { painkillers: true, under_18: true },
    consent: { treatment: true, health_data: true, version: 3 },
  });
});

test('whoever is on the start list keeps the name that is written there', () => {
  const answers = { ...anna(), firstName: 'Somebody else', treatment: 'pre_event' };
  assert.equal('first_name' in visitBody(aSetting(), answers, NOW), false);
});

test('areas stay here when they may not be kept, and no guardian is claimed who is not there', () => {
  const answers = {
    ...anna(), treatment: 'pre_event', areas: { neck: 'work' }, yes: { under_16: true }, guardian: 'Eva',
    agreesTreatment: true,
  };
  const body = visitBody(aSetting(), answers, NOW);
  assert.equal('focus' in body || 'avoid' in body || 'guardian' in body, false);
  assert.deepEqual(body.consent, { treatment: true, health_data: false, version: 3 });
});

test('nothing is agreed to before anybody ticked it', () => {
  assert.deepEqual(visitBody(aSetting(), nothingSaid(), NOW).consent, { treatment: false, health_data: false, version: 3 });
});

test('who will be talked with first is told so before confirming', () => {
  const agreed = { ...anna(), treatment: 'pre_event', agreesHealth: true };
  const meets = (said) => meetsPersonFirst(aSetting(), { ...agreed, ...said });
  assert.equal(meets({ yes: { painkillers: true } }), false);
  assert.equal(meets({ agreesHealth: false }), true);
  assert.equal(meets({ yes: { chest_pain: true } }), true);
  assert.equal(meets({ yes: { dark_urine: true } }), false, 'not asked before the race');
  assert.equal(meets({ yes: { under_18: true } }), true);
  assert.equal(meets({ yes: { under_18: true }, guardian: 'Eva', guardianHere: true }), false);
});
