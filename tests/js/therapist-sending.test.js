// A therapist's taps while the desk is away: kept, sent once, asked about when old, explained when refused.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { ApiError } from '../../static/js/lib/api.js';
import { createKeptBox } from '../../static/js/lib/kept-box.js';
import { inMemory } from '../../static/js/lib/kept.js';
import { createSending, OLD_MS } from '../../static/js/therapist/sending.js';
import { sent } from '../../static/js/therapist/taps.js';
import { called, therapist, treating } from './therapist-cast.js';

// What is shown for a while, or after a while, is not waited for.
mock.timers.enable({ apis: ['setTimeout'] });

const AWAY = new ApiError({ title: 'gone', status: 0 });
const START = sent('start', 'Start', { therapist: therapist(), visit: called() });
const settled = async () => {
  for (let round = 0; round < 30; round += 1) await new Promise((done) => setImmediate(done));
};

/** A phone and a desk that answers what the test says. The storage outlives the page. */
function aPhone() {
  const kept = inMemory();
  const desk = { sent: [], answer: () => treating() };
  const clock = { now: 1_000_000 };
  const heard = { answers: [], refusals: 0 };
  function page(ownId = 1) {
    const send = async (method, path, body, { key }) => {
      desk.sent.push([method, path, body, key]);
      const answer = desk.answer(path);
      if (answer instanceof Error) throw answer;
      return answer;
    };
    return createSending({
      api: { send },
      box: createKeptBox(kept, `taps spring ${ownId}`, () => clock.now),
      now: () => clock.now,
      onAnswer: (answer) => heard.answers.push(answer),
      onRefusal: () => (heard.refusals += 1),
    });
  }
  return { kept, desk, clock, heard, page };
}

test('a tap that is answered leaves nothing behind', async () => {
  const { kept, desk, heard, page } = aPhone();
  const sending = page();
  sending.tap(START);
  await settled();
  assert.deepEqual(desk.sent.map(([method, path, body]) => [method, path, body]), [['POST', '/visits/9/start', { tapped_at: '1970-01-01T00:16:40.000Z' }]]);
  assert.equal(sending.pending.value, null);
  assert.equal(heard.answers.length, 1);
  assert.equal(await kept.size(), 0);
});

test('what is kept of a tap names nobody', async () => {
  const { kept, desk, page } = aPhone();
  desk.answer = () => AWAY;
  page().tap(sent('transfer', 'Pass to a colleague', { therapist: therapist({ name: 'Mia Berg', first_name: 'Mia' }), visit: treating({ first_name: 'Wilhelmina', last_name: 'Quenneville', bib: '214' }) }, { therapistId: 3 }));
  await settled();
  const [entry] = await kept.load('taps spring 1', 0);
  assert.deepEqual(Object.keys(entry.command).sort(), ['body', 'label', 'path', 'tap', 'ticket', 'undo', 'visitId', 'wasTreating']);
  assert.doesNotMatch(JSON.stringify(entry), /Mia|Berg|Wilhelmina|Quenneville|214/);
});

test('after a reload it goes on with the same key, and is done once', async () => {
  const { desk, heard, clock, page } = aPhone();
  desk.answer = () => AWAY;
  const before = page();
  before.tap(START);
  await settled();
  assert.equal(before.pending.value.state, 'unsent');
  desk.answer = () => treating();
  clock.now += 60_000;
  const after = page();
  await after.restore();
  assert.equal(desk.sent.length, 2);
  assert.deepEqual(desk.sent[0], desk.sent[1], 'the same key and the same time of the tap');
  assert.equal(after.pending.value, null);
  assert.equal(after.word.value.tone, 'done');
  await page().restore();
  assert.equal(desk.sent.length, 2);
  assert.equal(heard.answers.length, 1);
});

test('when the world has moved on, it says what was not done and why', async () => {
  const { desk, clock, heard, page } = aPhone();
  desk.answer = () => AWAY;
  page().tap(START);
  await settled();
  desk.answer = () => new ApiError({ title: 'Not now', status: 409, code: 'action_refused', detail: 'A9 is away.' });
  clock.now += 5_000;
  const after = page();
  await after.restore();
  assert.deepEqual([after.word.value.text, after.word.value.tone], ['Not done: Start. A9 is away.', 'refused']);
  assert.equal(after.pending.value, null);
  assert.equal(heard.refusals, 1);
});

test('an old tap is asked about, and sent only when somebody says so', async () => {
  const { desk, clock, page } = aPhone();
  desk.answer = () => AWAY;
  page().tap(START);
  await settled();
  desk.sent.length = 0;
  desk.answer = () => treating();
  clock.now += OLD_MS + 1;
  const after = page();
  await after.restore();
  assert.equal(after.pending.value.state, 'old');
  assert.deepEqual(desk.sent, []);
  after.hurry();
  await settled();
  assert.equal(desk.sent.length, 1);
  assert.equal(after.pending.value, null);
});

test('an old tap that nobody wants any more is gone for good', async () => {
  const { kept, desk, clock, page } = aPhone();
  desk.answer = () => AWAY;
  page().tap(START);
  await settled();
  desk.sent.length = 0;
  clock.now += OLD_MS + 1;
  const after = page();
  await after.restore();
  after.giveUp();
  await settled();
  assert.equal(after.pending.value, null);
  assert.equal(await kept.size(), 0);
  assert.deepEqual(desk.sent, []);
});

test('somebody who was signed out keeps the tap until signing in again', async () => {
  const { desk, heard, clock, page } = aPhone();
  desk.answer = () => new ApiError({ title: 'No', status: 401, code: 'not_signed_in' });
  const before = page();
  before.tap(START);
  await settled();
  assert.equal(before.signedOut.value, true);
  assert.equal(heard.refusals, 0);
  desk.answer = () => treating();
  clock.now += 5_000;
  await page().restore();
  assert.equal(heard.answers.length, 1);
});

test('a colleague who signs in on the same phone sends nobody else’s taps', async () => {
  const { desk, page } = aPhone();
  desk.answer = () => AWAY;
  page(1).tap(START);
  await settled();
  desk.sent.length = 0;
  desk.answer = () => treating();
  const other = page(2);
  await other.restore();
  assert.deepEqual(desk.sent, []);
  assert.equal(other.pending.value, null);
});

test('a refusal that comes at once is told as it is', async () => {
  const { desk, page } = aPhone();
  desk.answer = () => new ApiError({ title: 'Not now', status: 409, detail: 'Mia already took her.' });
  const sending = page();
  sending.tap(START);
  await settled();
  assert.equal(sending.word.value.text, 'Mia already took her.');
});

test('a tap right after the page was loaded does not hide an old one, which would hold it up for ever', async () => {
  const { desk, clock, page } = aPhone();
  desk.answer = () => AWAY;
  page().tap(START);
  await settled();
  clock.now += OLD_MS + 1;
  const after = page();
  const restoring = after.restore();
  const extend = sent('extend', '+5 minutes', { therapist: therapist(), visit: treating() });
  after.tap(extend); // before storage has answered
  await restoring;
  await settled();
  assert.deepEqual([after.pending.value.sent.tap, after.pending.value.state], ['start', 'old'], 'it is asked about first');
  desk.answer = () => treating();
  desk.sent.length = 0;
  after.giveUp();
  assert.equal(after.pending.value.sent.tap, 'extend');
  after.hurry();
  await settled();
  assert.deepEqual(desk.sent.map(([, path]) => path), ['/visits/9/extend']);
  assert.equal(after.pending.value, null);
});

test('of two taps of two pages each old one is asked about', async () => {
  const { desk, clock, page } = aPhone();
  desk.answer = () => AWAY;
  page().tap(START);
  await settled();
  clock.now += 1000;
  page().tap(sent('extend', '+5 minutes', { therapist: therapist(), visit: treating() }));
  await settled();
  clock.now += OLD_MS + 1;
  const after = page();
  await after.restore();
  desk.answer = () => treating();
  desk.sent.length = 0;
  assert.deepEqual([after.pending.value.sent.tap, after.pending.value.state], ['start', 'old']);
  after.hurry();
  await settled();
  assert.deepEqual([after.pending.value.sent.tap, after.pending.value.state], ['extend', 'old']);
  after.hurry();
  await settled();
  assert.deepEqual(desk.sent.map(([, path]) => path), ['/visits/9/start', '/visits/9/extend']);
  assert.equal(after.pending.value, null);
});
