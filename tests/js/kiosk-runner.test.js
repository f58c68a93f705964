// One runner after the other at the kiosk: late answers, double taps, lost connections, and nothing left behind.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signal } from '@preact/signals-core';
import { ApiError } from '../../static/js/lib/api.js';
import { whyClosed } from '../../static/js/kiosk/event-now.js';
import { GONE_AFTER, idleness } from '../../static/js/kiosk/idle.js';
import { letters, shortName, toldApart } from '../../static/js/kiosk/names.js';
import { createRunner } from '../../static/js/kiosk/runner.js';
import { nothingSaid } from '../../static/js/kiosk/answers.js';
import { NOW, aSetting, anna } from './kiosk-builders.js';

const ENTRANT = { bib: '214', first_name: 'Anna', wave: 'Wave 2' };
const QUOTE = { open: true, closed_reason: '', too_late: false, open_visit: null, wishes: {}, alternatives: [] };

/** A runner at a desk that answers what the test says. */
function aRunner(answersOf = {}) {
  const sent = [];
  const asking = {
    entrant: async () => ENTRANT,
    openVisit: async () => null,
    quote: async () => QUOTE,
    ...answersOf,
  };
  const send = (body) => `key ${sent.push(body)}`;
  const runner = createRunner({ setting: signal(aSetting()), asking, send });
  return { runner, sent };
}

const settled = () => new Promise((done) => setImmediate(done));

test('a bib leads to a hello', async () => {
  const { runner } = aRunner();
  runner.begin();
  runner.say({ bib: ' 214 ' });
  await runner.next();
  assert.deepEqual(runner.screen.value, { name: 'step', step: 'hello' });
  assert.equal(runner.answers.value.entrant.first_name, 'Anna');
});

test('an unknown bib stays on the pad and says so', async () => {
  const { runner } = aRunner({ entrant: async () => null });
  runner.begin();
  runner.say({ bib: '999' });
  await runner.next();
  assert.equal(runner.screen.value.step, 'bib');
  assert.match(runner.errors.value.bib[0], /999/);
});

test('a runner with an open visit is shown it and asked nothing more', async () => {
  const open = { id: 5, ticket: 'A7' };
  const { runner, sent } = aRunner({ openVisit: async () => open });
  runner.begin();
  runner.say({ bib: '214' });
  await runner.next();
  assert.deepEqual(runner.screen.value, { name: 'mine', visit: open, isSignUp: true });
  assert.deepEqual(sent, []);
});

test('a tablet that is not signed in any more says nothing of that to the runner', async () => {
  const { runner } = aRunner({ entrant: async () => Promise.reject(new ApiError({ title: 'Please sign in.', status: 401 })) });
  runner.begin();
  runner.say({ bib: '214' });
  void runner.next();
  await settled();
  assert.deepEqual(runner.problems.value, [{ field: 'bib', text: 'We can’t look that up right now. Please try again, or go on.' }]);
});

test('that the desk cannot be asked for an open visit stops nobody', async () => {
  const { runner } = aRunner({ openVisit: async () => Promise.reject(new Error('no')) });
  runner.begin();
  runner.say({ bib: '214' });
  await runner.next();
  assert.equal(runner.screen.value.step, 'hello');
});

test('an answer for the runner before never reaches the next one', async () => {
  let answer;
  const { runner } = aRunner({ entrant: () => new Promise((done) => (answer = done)) });
  runner.begin();
  runner.say({ bib: '214' });
  const asked = runner.next();
  runner.forget();
  runner.begin();
  answer(ENTRANT);
  await asked;
  assert.deepEqual(runner.screen.value, { name: 'step', step: 'bib' });
  assert.deepEqual(runner.answers.value, nothingSaid());
  assert.equal(runner.isAsking.value, false);
});

test('going back while the desk is asked stays back', async () => {
  let answer;
  const { runner } = aRunner({ quote: () => new Promise((done) => (answer = done)) });
  runner.say({ ...anna(), treatment: 'pre_event' });
  runner.go('length');
  const asked = runner.next();
  runner.back();
  answer(QUOTE);
  await asked;
  assert.equal(runner.screen.value.step, 'kind');
});

test('the wait is asked before anything about health, and too late is said at once', async () => {
  const { runner } = aRunner({ quote: async () => ({ ...QUOTE, too_late: true }) });
  runner.say({ ...anna(), treatment: 'pre_event' });
  runner.go('length');
  await runner.next();
  assert.equal(runner.screen.value.step, 'too_late');
});

test('a list that closes meanwhile is said kindly', async () => {
  const { runner } = aRunner({ quote: async () => ({ ...QUOTE, open: false, closed_reason: 'We are full.' }) });
  runner.say({ ...anna(), treatment: 'pre_event' });
  runner.go('length');
  await runner.next();
  assert.deepEqual(runner.screen.value, { name: 'closed', why: 'We are full.' });
});

test('without an answer the runner goes on, and no wait is promised', async () => {
  const { runner } = aRunner({ quote: async () => Promise.reject(new Error('gone')) });
  runner.say({ ...anna(), treatment: 'pre_event' });
  runner.go('length');
  await runner.next();
  assert.equal(runner.screen.value.step, 'areas');
  assert.equal(runner.quote.value, null);
});

test('what is missing keeps the runner on the step, and nothing is sent', () => {
  const { runner, sent } = aRunner();
  runner.say({ ...anna(), treatment: 'pre_event' });
  runner.go('consent');
  runner.next();
  assert.equal(runner.screen.value.step, 'consent');
  assert.deepEqual(Object.keys(runner.errors.value), ['consent.treatment']);
  assert.deepEqual(sent, []);
});

test('a second tap on the last button sends nothing more', () => {
  const { runner, sent } = aRunner();
  runner.say({ ...anna(), treatment: 'pre_event', agreesTreatment: true });
  runner.go('check');
  runner.next();
  runner.next();
  assert.equal(sent.length, 1);
  assert.deepEqual(runner.screen.value, { name: 'sending', key: 'key 1' });
});

test('the last tap counts also while the wait is asked once more, and its answer changes nothing then', async () => {
  let answer;
  const { runner, sent } = aRunner({ quote: () => new Promise((done) => (answer = done)) });
  runner.say({ ...anna(), treatment: 'pre_event', agreesTreatment: true });
  runner.go('check');
  const asked = runner.askQuote();
  runner.next();
  answer({ ...QUOTE, open: false, closed_reason: 'We are full.' });
  await asked;
  assert.equal(sent.length, 1);
  assert.deepEqual(runner.screen.value, { name: 'sending', key: 'key 1' });
});

test('who needs a person is sent with the agreement, without being asked on', () => {
  const { runner, sent } = aRunner();
  runner.say({ ...anna(), treatment: 'pre_event', yes: { chest_pain: true }, agreesTreatment: true });
  runner.go('consent');
  runner.next();
  assert.deepEqual(sent[0].screening, { chest_pain: true });
});

test('a refused field leads back to its step with its words', () => {
  const { runner } = aRunner();
  runner.say({ ...anna(), treatment: 'pre_event' });
  runner.refused(new ApiError({ title: 'Invalid', status: 422, code: 'invalid', errors: { minutes: ['Choose 5 or 10 minutes.'] } }));
  assert.deepEqual(runner.screen.value, { name: 'step', step: 'length' });
  assert.deepEqual(runner.errors.value, { minutes: ['Choose 5 or 10 minutes.'] });
});

test('every refusal has a screen', () => {
  const { runner } = aRunner();
  runner.say({ ...anna(), treatment: 'pre_event' });
  const shown = (problem) => {
    runner.refused(new ApiError({ title: 'No', ...problem }));
    return runner.screen.value.step ?? runner.screen.value.name;
  };
  assert.equal(shown({ status: 409, code: 'open_visit_exists', visit: { id: 1, ticket: 'B1' } }), 'mine');
  assert.equal(shown({ status: 409, code: 'list_closed', detail: 'Full.' }), 'closed');
  assert.equal(shown({ status: 401, code: 'not_signed_in' }), 'signed_out');
  assert.equal(shown({ status: 500, code: 'internal', detail: 'A fault.' }), 'check');
  assert.deepEqual(runner.errors.value, { form: ['A fault.'] });
});

test('back from the first step forgets everything', () => {
  const { runner } = aRunner();
  runner.begin();
  runner.say({ bib: '214' });
  runner.back();
  assert.deepEqual(runner.screen.value, { name: 'welcome' });
  assert.deepEqual(runner.answers.value, nothingSaid());
});

test('after twenty seconds the kiosk asks, after thirty it forgets', () => {
  assert.deepEqual(idleness(0), { asking: false, left: GONE_AFTER, gone: false });
  assert.equal(idleness(19.9).asking, false);
  assert.deepEqual(idleness(20), { asking: true, left: 10, gone: false });
  assert.deepEqual(idleness(29.5), { asking: true, left: 1, gone: false });
  assert.deepEqual(idleness(3600), { asking: true, left: 0, gone: true });
});

test('opening hours close the kiosk without a message', () => {
  const event = { ...aSetting().event, state: 'open', opens_at: '2026-05-10T05:00:00Z', closes_at: '2026-05-10T08:00:00Z' };
  assert.equal(whyClosed(event, NOW), '');
  assert.match(whyClosed(event, NOW - 2 * 3600_000), /^We open at/);
  assert.match(whyClosed(event, NOW + 2 * 3600_000), /closed for today/);
  assert.equal(whyClosed({ ...event, state: 'closed', closed_reason: 'Full.' }, NOW), 'Full.');
  assert.match(whyClosed({ ...event, treatments: [] }, NOW), /No massages/);
});

test('a name found by search tells no more than it must', () => {
  const tom = { bib: '117', first_name: 'Tom', last_name: 'Berg', wave: 'Wave 1' };
  assert.equal(shortName(tom), 'Tom B.');
  assert.equal(shortName({ ...tom, last_name: '' }), 'Tom');
  assert.equal(shortName({ ...tom, last_name: 'österlund' }), 'Tom Ö.');
  assert.deepEqual(toldApart([tom]).map((each) => each.bibEnd), ['']);
  const other = { ...tom, bib: '2045', last_name: 'Bauer' };
  assert.deepEqual(toldApart([tom, other]).map((each) => each.bibEnd), ['17', '45']);
  assert.deepEqual([letters('Jo'), letters("O'N"), letters('Ö1ü2ß'), letters('Nguyễn')], [2, 2, 3, 6]);
});
