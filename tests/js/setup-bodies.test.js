// What the set-up sections send.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as bodies from '../../static/js/setup/bodies.js';
import { therapistBody, therapistDraft, therapistProblems } from '../../static/js/setup/roster.js';
import { screeningBody } from '../../static/js/setup/screening.js';
import { treatmentDrafts, treatmentProblems, treatmentsBody, withLength, withoutLength } from '../../static/js/setup/treatments.js';
import { codeOf, letterOf, slugOf, strength } from '../../static/js/setup/names.js';
import { columnProblems, columnsBody, wavesMap, withoutStart } from '../../static/js/setup/start-list.js';
import { event, therapist } from './desk-cast.js';

/** @param {object} [changes] */
const full = (changes = {}) =>
  event({
    promised_wait_minutes: 30,
    walk_to_start_minutes: 15,
    grace_minutes: 3,
    turnover_minutes: 3,
    cool_down_minutes: 10,
    repeat_goes_last: false,
    ...changes,
  });

test('an event section sends only what changed, times in UTC', () => {
  const one = full({ opens_at: '2026-05-10T07:00:00Z' });
  const draft = bodies.eventDraft(one);
  assert.deepEqual(draft.opens, { date: '2026-05-10', time: '08:00' });
  assert.deepEqual(bodies.eventBody(one, draft), {});
  const changed = { ...draft, name: ' Spring Run ', turnover_minutes: '5', closes: { date: '2026-05-10', time: '16:00' } };
  assert.deepEqual(bodies.eventBody(one, changed), { name: 'Spring Run', turnover_minutes: 5, closes_at: '2026-05-10T15:00:00Z' });
  assert.deepEqual(bodies.eventBody(one, { ...draft, opens: { date: '2026-05-10', time: '' } }), { opens_at: null });
});

test('closing after midnight is the next day', () => {
  const draft = bodies.eventDraft(full());
  const night = { ...draft, opens: { date: '2026-05-10', time: '18:00' }, closes: { date: '2026-05-10', time: '02:00' } };
  assert.deepEqual(bodies.eventBody(full(), night), { opens_at: '2026-05-10T17:00:00Z', closes_at: '2026-05-11T01:00:00Z' });
});

test('another date takes the waves and the opening hours along', () => {
  const one = full({ opens_at: '2026-05-10T07:00:00Z' });
  const body = bodies.eventBody(one, { ...bodies.eventDraft(one), date: '2026-11-15' });
  assert.equal(body.date, '2026-11-15');
  assert.equal(body.opens_at, '2026-11-15T08:00:00Z', '08:00 local, in winter');
  assert.deepEqual(body.waves, [
    { id: 1, name: 'Wave 1', starts_at: '2026-11-15T11:00:00Z' },
    { id: 2, name: 'Wave 2', starts_at: '2026-11-15T11:30:00Z' },
  ]);
});

test('waves keep their ids; empty new lines are dropped, half-filled ones are named', () => {
  const drafts = bodies.waveDrafts(full());
  drafts.push({ key: 'n1', id: null, name: 'Fun run', starts: { date: '2026-05-10', time: '12:15' } });
  drafts.push({ key: 'n2', id: null, name: '', starts: { date: '2026-05-10', time: '' } });
  assert.deepEqual(bodies.wavesBody(drafts, full()).waves, [
    { id: 1, name: 'Wave 1', starts_at: '2026-05-10T10:00:00Z' },
    { id: 2, name: 'Wave 2', starts_at: '2026-05-10T10:30:00Z' },
    { name: 'Fun run', starts_at: '2026-05-10T11:15:00Z' },
  ]);
  assert.deepEqual(bodies.waveProblems(drafts, full()), {});
  drafts[0] = { ...drafts[0], name: 'fun RUN', starts: { date: '', time: '' } };
  assert.deepEqual(Object.keys(bodies.waveProblems(drafts, full())), ['wave-time-id1', 'wave-name-n1']);
});

test('lengths are added in order; without the usual one the nearest becomes usual', () => {
  const [before] = treatmentDrafts(full().treatments);
  assert.deepEqual(withLength(before, 12).minutes, [5, 10, 12, 15, 20]);
  assert.equal(withLength(before, 10), before);
  assert.equal(withLength(before, 0), before);
  const less = withoutLength(before, 10);
  assert.deepEqual([less.minutes, less.default_minutes], [[5, 15, 20], 5]);
  assert.equal(withoutLength({ ...before, minutes: [10] }, 10).minutes.length, 1, 'one length stays');
});

test('treatments need a name and a letter of their own', () => {
  const drafts = treatmentDrafts(full().treatments);
  assert.deepEqual(treatmentProblems(drafts), {});
  drafts[1] = { ...drafts[1], letter: 'b', name: ' ' };
  assert.deepEqual(Object.keys(treatmentProblems(drafts)), ['treatment-name-post_event', 'treatment-letter-post_event']);
  const body = treatmentsBody(treatmentDrafts(full().treatments));
  assert.deepEqual(body, { treatments: full().treatments });
});

test('a therapist: a shift over midnight, breaks, a PIN only when typed', () => {
  const draft = therapistDraft(therapist({ shift_start: '2026-05-10T19:00:00Z' }), full());
  assert.equal(draft.shift_start.time, '20:00');
  const night = {
    ...draft,
    shift_end: { date: '2026-05-10', time: '01:00' },
    breaks: [{ key: 'b', starts: { date: '2026-05-10', time: '22:00' }, ends: { date: '2026-05-10', time: '22:20' } }],
  };
  const body = therapistBody(night, full());
  assert.equal(body.shift_end, '2026-05-11T00:00:00Z');
  assert.deepEqual(body.breaks, [{ starts_at: '2026-05-10T21:00:00Z', ends_at: '2026-05-10T21:20:00Z' }]);
  assert.ok(!('pin' in body));
  assert.equal(therapistBody({ ...night, pin: '4711' }, full()).pin, '4711');
  assert.deepEqual(therapistProblems(night), {});
  const wrong = { ...night, name: '', pin: '12', skills: [] };
  assert.deepEqual(Object.keys(therapistProblems(wrong)), ['name', 'skills', 'pin']);
});

test('screening sends the questions that differ, and of those the parts that differ', () => {
  const before = [
    { key: 'fever', text: 'A fever?', outcome: 'decline', caution: '', enabled: true, group: 'now', rule: null },
    { key: 'cramp', text: 'A cramp?', outcome: 'note', caution: 'Gently', enabled: true, group: 'body', rule: null },
  ];
  assert.deepEqual(screeningBody(before, before), { screening: {} });
  const after = [before[0], { ...before[1], enabled: false, text: 'A cramp? ' }];
  assert.deepEqual(screeningBody(before, after), { screening: { cramp: { enabled: false } } });
});

test('columns that were put right are sent by meaning, with -1 for none', () => {
  const columns = [
    { index: 0, heading: 'No', meaning: null },
    { index: 1, heading: 'Chip', meaning: 'bib' },
    { index: 2, heading: 'Name', meaning: 'full_name' },
  ];
  assert.equal(columnsBody(columns, {}), null);
  assert.equal(columnsBody(columns, { 1: 'bib' }), null);
  assert.deepEqual(columnsBody(columns, { 0: 'bib', 1: '' }), { bib: 0 });
  assert.deepEqual(columnsBody(columns, { 1: '', 0: 'bib' }), { bib: 0 });
  assert.deepEqual(columnsBody(columns, { 2: '' }), { full_name: -1 });
  assert.equal(columnProblems(columns, { 1: '' }).length, 1);
  assert.equal(columnProblems(columns, { 0: 'bib' }).length, 1);
  assert.deepEqual(columnProblems(columns, {}), []);
});

test('each wave of the file gets a wave, a start, or nothing', () => {
  const waves = [{ name: 'A', known: true }, { name: 'B', known: false }, { name: 'C', known: false }, { name: 'D', known: false }];
  const chosen = { B: { id: 2 }, C: { time: '10:15' } };
  assert.deepEqual(wavesMap(waves, chosen, full()), { B: 2, C: '2026-05-10T09:15:00Z' });
  assert.deepEqual(withoutStart(waves, chosen), ['D']);
});

test('names become slugs, codes and letters', () => {
  assert.equal(slugOf('Zürich Marathon 2026!'), 'zurich-marathon-2026');
  assert.equal(slugOf('  Großer   Lauf '), 'grosser-lauf');
  assert.equal(slugOf('東京'), '');
  assert.match(slugOf('x'.repeat(39) + ' yy'), /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
  assert.equal(codeOf('Foot care', ['foot_care']), 'foot_care_2');
  assert.equal(letterOf('Between legs', ['B', 'A']), 'E');
});

test('a passphrase is judged by its length before its odd characters', () => {
  assert.equal(strength('').level, 0);
  assert.equal(strength('abc').words, '5 more characters');
  assert.equal(strength('password1').level, 1);
  assert.equal(strength('aaaaaaaaaaaaaaaaaa').level, 1);
  assert.equal(strength('Tr4in-set').level, 2);
  assert.equal(strength('green kettle on monday').level, 3);
});

test('the busy length is within the lengths, and goes with the promised wait', () => {
  const [before, after] = treatmentDrafts(event().treatments);
  const problem = (busy_minutes) => treatmentProblems([before, { ...after, busy_minutes }])[`treatment-busy-${after.key}`];
  assert.deepEqual([null, 5, 12, 20].map(problem), [undefined, undefined, undefined, undefined]);
  for (const wrong of [4, 21, 12.5]) assert.match(problem(wrong), /From 5 minutes up to the shortest length, 20\./);
  assert.equal(treatmentsBody([{ ...after, busy_minutes: 12 }]).treatments[0].busy_minutes, 12);
  assert.equal(treatmentsBody([{ ...after, rule: 'before_start', busy_minutes: 12 }]).treatments[0].busy_minutes, null);
});

test('the last call and the limit of busy mode are sent when they change', () => {
  const saved = full({ busy_limit_minutes: 30, last_call: false });
  const draft = bodies.eventDraft(saved);
  assert.deepEqual(bodies.eventBody(saved, draft), {});
  assert.deepEqual(bodies.eventBody(saved, { ...draft, busy_limit_minutes: '45', last_call: true }), { busy_limit_minutes: 45, last_call: true });
});
