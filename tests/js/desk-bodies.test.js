// What the desk's forms send, and a visit's history in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { canBeQuoted, editBody, emptyForm, filled, formOf, likelyTreatment, quoteBody, registerBody, withTreatment } from '../../static/js/desk/bodies.js';
import { story } from '../../static/js/desk/story.js';
import { event, NOW, visit } from './desk-cast.js';

test('registering sends what was filled in, the consents always and force only when asked', () => {
  const form = { ...emptyForm(event()), bib: ' A123 ', first_name: 'Ada', agrees_treatment: true };
  assert.deepEqual(registerBody(form), {
    bib: 'A123',
    first_name: 'Ada',
    treatment: 'pre_event',
    minutes: 10,
    consent: { treatment: true, health_data: false },
  });
  const more = { ...form, wave: '2', wish: '7', force: true, not_before: '2026-05-10T09:10:00Z' };
  const body = registerBody(more);
  assert.equal(body.force, true);
  assert.equal(body.wave, 2);
  assert.deepEqual([body.therapist_id, body.therapist_gender, body.not_before], [7, undefined, '2026-05-10T09:10:00Z']);
  assert.deepEqual(quoteBody({ ...more, wish: 'woman' }), {
    bib: 'A123',
    not_before: '2026-05-10T09:10:00Z',
    treatment: 'pre_event',
    minutes: 10,
    wave: 2,
    therapist_gender: 'woman',
  });
});

test('another treatment brings its usual length unless the present one is offered there', () => {
  const form = emptyForm(event());
  assert.equal(withTreatment(form, event(), 'post_event').minutes, 20);
  assert.equal(withTreatment({ ...form, minutes: 20 }, event(), 'post_event').minutes, 20);
  assert.deepEqual(withTreatment(form, event(), 'nothing'), form);
});

test('before the race is proposed as long as a wave has still to start', () => {
  assert.equal(likelyTreatment(event(), NOW), 'pre_event');
  assert.equal(likelyTreatment(event(), NOW + 2 * 3600_000), 'post_event');
  assert.equal(likelyTreatment(event({ waves: [] }), NOW), 'post_event');
});

test('a wait before the race is asked for only once the start is known', () => {
  const form = emptyForm(event());
  assert.equal(canBeQuoted(form, event()), false);
  assert.equal(canBeQuoted({ ...form, wave: '1' }, event()), true);
  assert.equal(canBeQuoted({ ...form, bib: '12' }, event()), true);
  assert.equal(canBeQuoted({ ...form, treatment: 'post_event' }, event()), true);
});

test('a treatment that is switched off is not offered first', () => {
  const one = event();
  one.treatments[0].enabled = false;
  assert.equal(emptyForm(one).treatment, 'post_event');
});

test('editing sends only what differs; null takes away what was asked for', () => {
  const before = formOf(visit({ wave: 'Wave 1', wish: { therapist_gender: 'woman', therapist_id: null } }), event());
  assert.deepEqual([before.wave, before.wish, before.bib], ['1', 'woman', '101']);
  assert.deepEqual(editBody(before, before), {});
  assert.deepEqual(editBody(before, { ...before, bib: '102 ', minutes: 30 }), { bib: '102', minutes: 30 });
  assert.deepEqual(editBody(before, { ...before, bib: '' }), { bib: '' });
  assert.deepEqual(editBody(before, { ...before, wish: '' }), { therapist_gender: null, therapist_id: null });
  assert.deepEqual(editBody(before, { ...before, wish: '4' }), { therapist_gender: null, therapist_id: 4 });
  assert.deepEqual(editBody(before, { ...before, wish: 'man' }), { therapist_gender: 'man', therapist_id: null });
  assert.deepEqual(editBody(before, { ...before, wave: '2' }), { wave: 2 });
  const later = formOf({ ...visit({ not_before: '2026-05-10T09:20:00Z' }), phone: '+44 1', health: { note: 'Knee\ntaped' } }, event());
  assert.deepEqual([later.phone, later.note], ['+44 1', 'Knee\ntaped']);
  assert.deepEqual(editBody(later, { ...later, not_before: null, phone: ' ', note: '' }), { not_before: null, phone: null, note: '' });
  assert.deepEqual(editBody(later, { ...later, not_before: '2026-05-10T09:30:00Z', phone: '+44 2 ' }), { not_before: '2026-05-10T09:30:00Z', phone: '+44 2' });
  assert.deepEqual(editBody(later, { ...later }), {});
});

test('empty details are left out, zero and false stay', () => {
  assert.deepEqual(filled({ reason: ' why ', to: '  ', by: null, minutes: 0, sure: false }), { reason: 'why', minutes: 0, sure: false });
});

test('the history has the newest first and one step to take back', () => {
  const entries = [
    { seq: 1, at: 'a', actor: 'kiosk', action: 'register', subject: 'visit:5', before: {}, after: {} },
    { seq: 2, at: 'b', actor: 'dispatcher', action: 'call', subject: 'visit:5', before: {}, after: { therapist_id: 2, couch: '3' } },
    { seq: 3, at: 'b', actor: 'dispatcher', action: 'call', subject: 'therapist:2', before: {}, after: {} },
    { seq: 4, at: 'c', actor: 'therapist:2', action: 'refer', subject: 'visit:5', before: {}, after: { referred_to: 'Medical tent', reason: 'Dizzy' } },
    { seq: 5, at: 'd', actor: 'kiosk', action: 'register', subject: 'visit:6', before: {}, after: {} },
  ];
  const lines = story(entries, 5, (id) => (id === 2 ? 'Mia' : '?'));
  assert.deepEqual(
    lines.map(({ words, detail, by, canUndo }) => [words, detail, by, canUndo]),
    [
      ['Referred to medical', 'to Medical tent, Dizzy', 'Mia', true],
      ['Called', 'by Mia, couch 3', 'EventDesk, by the queue rule', false],
      ['Signed up', '', 'Kiosk', false],
    ],
  );
  assert.deepEqual(story(entries, 6, () => '').map((each) => each.canUndo), [false]);
});

test('what was taken back or only looked at is not offered again', () => {
  const step = (/** @type {number} */ seq, /** @type {string} */ action, /** @type {number|null} */ undoes = null) =>
    ({ seq, at: 'a', actor: 'organiser', action, subject: 'visit:5', before: {}, after: {}, command: seq, undoes });
  const offered = (/** @type {any[]} */ entries) => story(entries, 5, () => '').filter((each) => each.canUndo).map((each) => each.words);
  assert.deepEqual(offered([step(1, 'register'), step(2, 'move'), step(3, 'health-read')]), ['Moved in line']);
  assert.deepEqual(offered([step(1, 'register'), step(2, 'move'), step(3, 'call'), step(4, 'undo', 3)]), ['Moved in line']);
  assert.deepEqual(offered([step(1, 'register'), step(2, 'move'), step(3, 'undo', 2)]), []);
});
