// The line on the organiser's desk: order, flags, drops, search.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { attention } from '../../static/js/desk/attention.js';
import { offers } from '../../static/js/desk/lifecycle.js';
import { byDue, flagsNow, inLine, landing, matching } from '../../static/js/desk/line.js';
import { whyDue } from '../../static/js/desk/why-due.js';
import { queueOrder } from '../../static/js/lib/store.js';
import { event, NOW, visit } from './desk-cast.js';

test('the line is in order of due time, to the microsecond, then of registration', () => {
  const late = visit({ id: 1, due_at: '2026-05-10T10:00:00Z' });
  const moved = visit({ id: 9, due_at: '2026-05-10T09:59:59.999999Z' });
  const sameDue = visit({ id: 2, due_at: '2026-05-10T10:00:00Z', registered_at: '2026-05-10T08:00:00Z' });
  const away = visit({ id: 3, status: 'away', due_at: '2026-05-10T07:00:00Z' });
  assert.deepEqual(inLine([late, moved, sameDue, away]).map((each) => each.id), [9, 2, 1]);
  const inFront = visit({ id: 8, due_at: '2026-05-10T10:00:00.000001Z' });
  assert.ok(byDue(late, inFront) < 0, 'a fraction of a millisecond counts');
});

test('flags follow the clock and the forecast, not the moment of the patch', () => {
  const before = visit({ treatment: 'pre_event', due_at: '2026-05-10T09:05:00Z' });
  assert.deepEqual(flagsNow(before, event(), NOW), []);
  const expected = { at: '2026-05-10T09:06:00Z', low: '2026-05-10T09:01:00Z', high: '2026-05-10T09:10:00Z' };
  assert.deepEqual(flagsNow({ ...before, expected_start: expected }, event(), NOW), ['will_miss_start']);
  assert.deepEqual(flagsNow(before, event(), NOW + 60_000), ['will_miss_start'], 'nobody will be free before it is too late');
  assert.deepEqual(flagsNow({ ...before, expected_start: { ...expected, at: '2026-05-10T09:04:00Z' } }, event(), NOW + 60_000), []);
  assert.deepEqual(flagsNow(before, event(), NOW + 6 * 60_000), ['too_late']);
  const stale = visit({ flags: ['overdue', 'repeat'], due_at: '2026-05-10T09:30:00Z' });
  assert.deepEqual(flagsNow(stale, event(), NOW), ['repeat']);
  assert.deepEqual(flagsNow(stale, event(), NOW + 31 * 60_000), ['overdue', 'repeat']);
  const treating = visit({ status: 'treating', ends_at: '2026-05-10T08:59:00Z' });
  assert.deepEqual(flagsNow(treating, event(), NOW), ['overtime']);
  const called = visit({ status: 'called', grace_until: '2026-05-10T09:00:30Z' });
  assert.deepEqual(flagsNow(called, event(), NOW), ['late_call']);
  assert.deepEqual(flagsNow({ ...called, grace_until: '2026-05-10T09:02:30Z' }, event(), NOW), []);
});

test('a drop lands in front of the one below it; on its own place it changes nothing', () => {
  const line = [1, 2, 3].map((id) => visit({ id, due_at: `2026-05-10T10:0${id}:00Z` }));
  assert.deepEqual(landing(line, 3, 0), { before: 1 });
  assert.deepEqual(landing(line, 1, 2), { before: 3 });
  assert.equal(landing(line, 2, 1), null);
  assert.equal(landing(line, 2, 2), null);
  assert.deepEqual(landing(line, 1, 3), { due_at: '2026-05-10T10:03:01.000Z' });
  assert.equal(landing(line, 99, 0), null, 'gone while it was dragged');
});

test('everybody who needs somebody stands in one group, the most pressing', () => {
  const groups = attention(
    [
      visit({ id: 1, status: 'held', registered_at: '2026-05-10T08:50:00Z' }),
      visit({ id: 2, status: 'held', registered_at: '2026-05-10T08:40:00Z' }),
      visit({ id: 3, due_at: '2026-05-10T08:00:00Z' }),
      visit({ id: 4, due_at: '2026-05-10T09:30:00Z' }),
      visit({ id: 5, status: 'treating', ends_at: '2026-05-10T08:55:00Z' }),
      visit({ id: 6, treatment: 'pre_event', due_at: '2026-05-10T08:59:00Z' }),
    ],
    event(),
    NOW,
  );
  assert.deepEqual(
    groups.map((group) => [group.kind, group.visits.map((each) => each.id)]),
    [['held', [2, 1]], ['overtime', [5]], ['too_late', [6]], ['overdue', [3]]],
  );
  assert.deepEqual(attention([], event(), NOW), []);
});

test('names are found by each word, capitals and accents aside', () => {
  const zoe = visit({ id: 1, first_name: 'Zoë', last_name: 'Müller-Lüdenscheidt', bib: 'A123', ticket: 'B12' });
  const tom = visit({ id: 2, first_name: 'Tom', last_name: 'Zola', bib: '12', ticket: 'A7' });
  const found = (/** @type {string} */ text) => matching([zoe, tom], text).map((each) => each.id);
  assert.deepEqual(found('zo'), [1, 2]);
  assert.deepEqual(found('zoe mull'), [1]);
  assert.deepEqual(found('LUDEN'), [1]);
  assert.deepEqual(found('a7'), [2]);
  assert.deepEqual(found('a123'), [1]);
  assert.deepEqual(found('  '), []);
});

test('the due time is explained', () => {
  const time = (/** @type {string} */ instant) => instant.slice(11, 16);
  const before = visit({ treatment: 'pre_event', minutes: 10, start_at: '2026-05-10T10:00:00Z', due_at: '2026-05-10T09:35:00Z' });
  assert.equal(
    whyDue(before, event(), time),
    'Has to begin by 09:35: starts at 10:00, less 10 min massage and 15 min to walk there',
  );
  const after = visit({ registered_at: '2026-05-10T08:55:00Z', due_at: '2026-05-10T09:25:00Z' });
  assert.equal(whyDue(after, event(), time), 'Due at 09:25: signed up at 08:55, promised within 30 min');
  const later = { ...after, not_before: '2026-05-10T09:10:00Z', due_at: '2026-05-10T09:40:00Z' };
  assert.equal(whyDue(later, event(), time), 'Due at 09:40: asked for 09:10, promised within 30 min');
  const moved = { ...after, flags: ['moved'], reason: 'Has a train' };
  assert.equal(whyDue(moved, event(), time), 'Moved by hand to 09:25: Has a train');
});

test('the desk offers what the lifecycle allows', () => {
  const names = (/** @type {string} */ status) => offers(status).map((each) => each.action);
  assert.deepEqual(names('held'), ['clear', 'edit', 'refer', 'decline', 'withdraw']);
  assert.deepEqual(names('away'), ['return', 'edit', 'refer', 'withdraw']);
  assert.deepEqual(names('done'), ['edit']);
  assert.deepEqual(names('unheard'), []);
});

test('the board and the desk agree on the order', () => {
  const line = [
    visit({ id: 1, due_at: '2026-05-10T10:00:00Z' }),
    visit({ id: 7, due_at: '2026-05-10T09:59:59.999999Z' }),
    visit({ id: 8, due_at: '2026-05-10T09:59:59.999998Z' }),
    visit({ id: 9, due_at: '2026-05-10T10:00:00.000001Z' }),
    visit({ id: 2, due_at: '2026-05-10T10:00:00Z' }),
  ];
  const ids = (/** @type {any[]} */ visits) => visits.map((each) => each.id);
  assert.deepEqual(ids([...line].sort(byDue)), [8, 7, 1, 2, 9]);
  assert.deepEqual(ids([...line].sort(queueOrder)), [8, 7, 1, 2, 9]);
});

test('whom a therapist sent to medical from the couch comes first, for a quarter of an hour', () => {
  const sent = visit({ id: 7, status: 'referred', therapist_id: 3, finished_at: '2026-05-10T08:50:00Z' });
  const byTheDesk = visit({ id: 8, status: 'referred', therapist_id: null, finished_at: '2026-05-10T08:50:00Z' });
  const done = visit({ id: 9, status: 'done', therapist_id: 3, finished_at: '2026-05-10T08:50:00Z' });
  const held = visit({ id: 1, status: 'held', registered_at: '2026-05-10T08:40:00Z' });
  const groups = attention([held, done, byTheDesk, sent], event(), NOW);
  assert.deepEqual(groups.map((each) => [each.kind, each.visits.map((one) => one.id)]), [['referred', [7]], ['held', [1]]]);
  assert.deepEqual(attention([sent], event(), NOW + 5 * 60_000), []);
});
