// The runner's page: the same rules for gaps, one visit, and what it says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyForecast, applyPatches } from '../../static/js/lib/ticket-store.js';
import { backBy, laterInWords, ordinal, placeInWords, titleOf, waitInWords, waitingAdvice } from '../../static/js/ticket/telling.js';

const start = { seq: 5, at: 't5', event: { name: 'Race' }, visit: { id: 9, ticket: 'A9', status: 'waiting', position: 4, due_at: '2026-05-03T10:00:00Z', expected_start: null } };
const NOW = Date.parse('2026-05-03T09:00:00Z');
const expected = (low, at, high) => ({ low: `2026-05-03T09:${low}:00Z`, at: `2026-05-03T09:${at}:00Z`, high: `2026-05-03T09:${high}:00Z` });

test('only the own visit is taken over, and keys that a patch leaves out stay', () => {
  const { state, gap } = applyPatches(start, [
    { seq: 6, at: 't6', changes: [{ visit: { id: 1, status: 'called' } }] },
    { seq: 7, at: 't7', changes: [{ visit: { id: 9, status: 'called', couch: '3' } }] },
  ]);
  assert.equal(gap, false);
  assert.equal(state.visit.id, 9);
  assert.equal(state.visit.status, 'called');
  assert.equal(state.visit.position, 4);
});

test('a hole is told and nothing behind it applied', () => {
  const { state, gap } = applyPatches(start, [{ seq: 8, at: 't8', changes: [{ visit: { id: 9, status: 'done' } }] }]);
  assert.equal(gap, true);
  assert.equal(state, start);
});

test('a forecast brings place and time; one about others only the sign of life', () => {
  const next = applyForecast(start, { at: 't', visits: { 9: { ...expected('10', '15', '30'), position: 2 } } });
  assert.equal(next.visit.position, 2);
  assert.equal(next.visit.expected_start.at, '2026-05-03T09:15:00Z');
  assert.equal(applyForecast(start, { at: 't', visits: { 3: {} } }).visit, start.visit);
});

test('places read as people say them', () => {
  assert.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 22, 111, 112].map(ordinal), ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '111th', '112th']);
  assert.equal(placeInWords(1), 'You are next');
  assert.equal(placeInWords(null), 'You are in line');
});

test('what to do now follows the time', () => {
  const visit = { ...start.visit, expected_start: expected('30', '40', '55') };
  assert.equal(waitingAdvice(visit, NOW), 'time_left');
  assert.equal(waitingAdvice({ ...visit, expected_start: expected('09', '12', '20') }, NOW), 'be_here');
  assert.equal(waitingAdvice({ ...visit, expected_start: null }, NOW), 'be_here');
  assert.equal(waitingAdvice({ ...visit, not_before: '2026-05-03T09:20:00Z' }, NOW), 'not_yet');
  assert.equal(waitingAdvice({ ...visit, due_at: '2026-05-03T08:59:00Z' }, NOW, true), 'too_late');
  assert.equal(waitingAdvice({ ...visit, due_at: '2026-05-03T08:59:00Z' }, NOW, false), 'time_left', 'a promise that ran over does not send anybody away');
});

test('the wait in words, and the tab', () => {
  assert.equal(waitInWords({ ...start.visit, expected_start: expected('20', '25', '30') }, NOW), 'in about 25 minutes');
  assert.equal(waitInWords({ ...start.visit, expected_start: expected('15', '22', '30') }, NOW), 'in about 20 minutes', 'as coarse as the time');
  assert.equal(waitInWords({ ...start.visit, expected_start: expected('03', '07', '09') }, NOW), 'in about 7 minutes');
  assert.equal(waitInWords({ ...start.visit, expected_start: expected('00', '00', '09') }, NOW), 'any moment now');
  assert.equal(waitInWords(start.visit, NOW), '');
  assert.equal(titleOf({ ...start.visit, status: 'called' }), '● A9 · Come now!');
  assert.equal(titleOf(start.visit), 'A9 · You are 4th in line');
});

test('why it is later is told with the new time, in words that stay the same while the clock goes on', () => {
  assert.equal(laterInWords(expected('20', '25', '30'), 'UTC', 'en-GB'), null);
  const moved = { ...expected('31', '34', '46'), why: 'Treatments are taking a little longer.' };
  assert.deepEqual(laterInWords(moved, 'UTC', 'en-GB'), { when: 'Now about 9:35.', why: moved.why });
});

test('a forecast brings the reason along, and one without takes it away', () => {
  const later = applyForecast(start, { visits: { 9: { ...expected('20', '25', '30'), why: 'Fewer therapists are working just now.', position: 4 } } });
  assert.equal(later.visit.expected_start.why, 'Fewer therapists are working just now.');
  const earlier = applyForecast(later, { visits: { 9: { ...expected('10', '15', '20'), position: 4 } } });
  assert.equal(earlier.visit.expected_start.why, undefined);
});

test('one is asked back five minutes before the window that was told', () => {
  const at = backBy({ ...start.visit, expected_start: expected('23', '27', '34') }, NOW);
  assert.equal(new Date(at).toISOString(), '2026-05-03T09:15:00.000Z');
});
