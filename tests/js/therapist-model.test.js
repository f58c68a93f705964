// The therapist's screen: for every state one large button, a true clock, and a warning before the end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attention, buzz, colleagues, headline, screenOf } from '../../static/js/therapist/model.js';
import { at, called, NOW, therapist, treating, visit } from './therapist-cast.js';

const NOBODY = { visit: null, waiting: 0, reason: 'Nobody is waiting.' };
const show = (person, runner = null, more = {}) =>
  screenOf({ therapist: person, visit: runner, mode: 'on_request', next: NOBODY, now: NOW, ...more });
const taps = (acts) => acts.map((act) => act.tap);

test('every state has its one large button', () => {
  const main = (screen) => [screen.kind, screen.main.label, screen.main.tap];
  const engaged = therapist({ status: 'engaged', visit_id: 9 });
  assert.deepEqual(main(show(therapist({ status: 'off' }))), ['off', 'I’m ready', 'ready']);
  assert.deepEqual(main(show(therapist({ status: 'break' }))), ['break', 'I’m ready', 'ready']);
  assert.deepEqual(main(show(therapist({ status: 'ready' }))), ['ready', 'Call next', 'next']);
  assert.deepEqual(main(show(therapist({ status: 'turnover', turnover_until: at(60) }))), ['turnover', 'Ready now', 'ready']);
  assert.deepEqual(main(show(engaged, called())), ['called', 'Start', 'start']);
  assert.deepEqual(main(show(engaged, treating())), ['treating', 'Finish and next', 'next']);
});

test('what a state allows stands beside the button or in the sheet, and nothing else', () => {
  const engaged = therapist({ status: 'engaged', visit_id: 9 });
  assert.deepEqual(taps(show(engaged, called()).quick), ['recall', 'miss']);
  assert.deepEqual(taps(show(engaged, called()).more), ['refer', 'recall', 'miss', 'release', 'transfer']);
  assert.deepEqual(taps(show(engaged, treating()).quick), ['extend', 'refer']);
  assert.deepEqual(taps(show(engaged, treating()).more), ['refer', 'finish', 'extend', 'transfer']);
  assert.deepEqual(taps(show(therapist()).more), ['choose', 'break', 'off']);
  assert.deepEqual(taps(show(therapist({ status: 'off' })).more), []);
});

test('an event that calls by itself says that one waits, why nobody comes, and keeps the button', () => {
  const reason = 'Those waiting asked to come later.';
  const screen = show(therapist(), null, { mode: 'auto', next: { visit: null, waiting: 3, reason } });
  assert.equal(screen.title, 'Waiting for the next runner');
  assert.equal(screen.hint, reason);
  assert.equal(screen.main.tap, 'next');
  assert.equal(show(therapist(), null, { mode: 'auto', next: { visit: visit(), waiting: 1, reason: '' } }).hint, '');
});

test('a call counts down, warns in its last half minute, and says when the time is up', () => {
  const engaged = therapist({ status: 'engaged', visit_id: 9 });
  const calm = show(engaged, called());
  assert.deepEqual([calm.urgency, calm.title, calm.clock.seconds], ['calm', 'Called now', 140]);
  assert.ok(Math.abs(calm.clock.share - 140 / 180) < 1e-9);
  assert.equal(show(engaged, called({ grace_until: at(30) })).urgency, 'soon');
  const over = show(engaged, called({ grace_until: at(-5), calls: 2 }));
  assert.deepEqual([over.urgency, over.title, over.hint], ['over', 'Called a second time', 'The time to come is up.']);
});

test('a treatment warns two minutes before its end, and asks past it', () => {
  const engaged = therapist({ status: 'engaged', visit_id: 9 });
  const left = (seconds) => show(engaged, treating({ ends_at: at(seconds) }));
  assert.deepEqual([left(121).urgency, left(121).title], ['calm', 'On the couch']);
  assert.deepEqual([left(120).urgency, left(120).title, left(120).hint], ['soon', 'Coming to the end', '2 minutes left']);
  assert.equal(left(120).second, null);
  const over = left(0);
  assert.deepEqual([over.urgency, over.title, over.hint], ['over', 'Still treating?', 'The planned end was just now.']);
  assert.equal(over.second.tap, 'extend');
  assert.equal(over.main.tap, 'next');
  assert.ok(!taps(over.quick).includes('extend'), 'five more minutes stand there once');
  assert.equal(left(-200).hint, 'The planned end was 3 minutes ago.');
  assert.equal(left(-200).clock.seconds, -200);
});

test('turnover and breaks count down; an open break does not, a break that is over says so', () => {
  assert.equal(show(therapist({ status: 'turnover', turnover_until: at(90) })).clock.seconds, 90);
  assert.equal(show(therapist({ status: 'break', break_until: null })).clock, null);
  assert.equal(show(therapist({ status: 'break', break_until: at(240) })).title, 'On a break');
  const over = show(therapist({ status: 'break', break_until: at(-1) }));
  assert.deepEqual([over.urgency, over.title], ['over', 'Your break is over']);
});

test('after more than twenty minutes of waiting one asks again how the runner feels', () => {
  const engaged = therapist({ status: 'engaged', visit_id: 9 });
  const waited = (minutes) => show(engaged, called({ called_at: at(0), registered_at: at(-minutes * 60) })).waited;
  assert.equal(waited(20), 0);
  assert.equal(waited(21), 21);
  assert.equal(show(engaged, treating({ registered_at: at(-9000) })).waited, 0);
});

test('the phone shakes for a new call, two minutes before the end and at the end, each once', () => {
  const engaged = therapist({ status: 'engaged', visit_id: 9 });
  const seen = (runner) => attention(show(engaged, runner), runner);
  const idle = attention(show(therapist()), null);
  const [calm, soon, over] = [900, 100, -1].map((seconds) => seen(treating({ ends_at: at(seconds) })));
  assert.ok(buzz(idle, seen(called())));
  assert.equal(buzz(seen(called()), seen(called({ grace_until: at(10) }))), null);
  assert.equal(buzz(seen(called()), calm), null);
  assert.ok(buzz(calm, soon));
  assert.equal(buzz(soon, soon), null);
  assert.ok(buzz(soon, over).length > buzz(calm, soon).length);
  assert.equal(buzz(over, idle), null);
  assert.ok(buzz(over, seen(called({ id: 10 }))));
});

test('a runner can be passed to everybody who has none, those who are ready first', () => {
  const people = [
    therapist(), therapist({ id: 2, status: 'off' }), therapist({ id: 3, status: 'engaged' }), therapist({ id: 4 }),
    therapist({ id: 5, is_listed: false }),
  ];
  const student = therapist({ id: 5, grade: 'student' });
  const boss = therapist({ id: 6, grade: 'supervisor', status: 'break' });
  const free = (/** @type {any[]} */ ...team) => colleagues(team, 1).filter(({ isFree }) => isFree).map(({ therapist: each }) => each.id);
  assert.deepEqual(free(student), [], 'the desk would refuse');
  assert.deepEqual(free(student, boss), [5, 6]);
  assert.deepEqual(colleagues(people, 1).map(({ therapist: each, isFree }) => [each.id, isFree]), [[4, true], [2, true], [3, false]]);
});

test('the headline names the ticket', () => {
  assert.equal(headline(show(therapist({ status: 'engaged' }), called()), called()), 'A12: Called now');
  assert.equal(headline(show(therapist({ status: 'off' })), null), 'You are off duty');
});
