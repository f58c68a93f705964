// Sign-ups on their way: sealed and kept before they are sent, in order, each once, over reloads and sign-outs.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import nacl from 'tweetnacl';
import { ApiError } from '../../static/js/lib/api.js';
import { createKeptBox } from '../../static/js/lib/kept-box.js';
import { inMemory } from '../../static/js/lib/kept.js';
import { sealed } from '../../static/js/lib/sealing.js';
import { createSending } from '../../static/js/kiosk/sending.js';

// What is shown for a while, or after a while, is not waited for.
mock.timers.enable({ apis: ['setTimeout'] });

const ANNA = { first_name: 'Anna', screening: { blood_thinners: true } };
const AWAY = new ApiError({ title: 'gone', status: 0 });
const refusal = (status, code = '') => new ApiError({ title: 'No', status, code });
const settled = async () => {
  for (let round = 0; round < 30; round += 1) await new Promise((done) => setImmediate(done));
};

/** A tablet and a desk that answers what the test says. The storage outlives the page. */
function aTablet({ kept = inMemory(), event = 'spring', count = 0 } = {}) {
  const desk = { sent: [], answer: (body) => ({ slip: body.slip, visit: { ticket: 'A1' }, reason: '' }) };
  const heard = { answers: [], refusals: [] };
  const clock = { now: 1_000_000 };
  const shown = new Set();
  let keys = 0;
  function page() {
    const send = async (method, path, body, { key }) => {
      desk.sent.push({ key, path, ...body });
      const answer = desk.answer(body, key);
      if (answer instanceof Error) throw answer;
      return answer;
    };
    return createSending({
      api: { send },
      event,
      slips: { key: '', tablet: 3, count },
      box: createKeptBox(kept, `signups ${event}`, () => clock.now),
      isShown: (key) => shown.has(key),
      onAnswer: (key, taken) => heard.answers.push([key, taken.slip, taken.reason]),
      onRefusal: (key, error) => heard.refusals.push([key, error.code]),
      now: () => clock.now,
      makeKey: () => `k${(keys += 1)}`,
      seal: (_, said) => `sealed ${said.slip}`,
    });
  }
  return { desk, heard, clock, shown, kept, page };
}

test('what is sealed only the desk can open, and its length tells nothing', () => {
  const desk = nacl.box.keyPair();
  const key = Buffer.from(desk.publicKey).toString('base64');
  const text = sealed(key, ANNA);
  const raw = new Uint8Array(Buffer.from(text, 'base64'));
  assert.equal(raw[0], 1);
  const opened = nacl.box.open(raw.slice(57), raw.slice(33, 57), raw.slice(1, 33), desk.secretKey);
  assert.deepEqual(JSON.parse(Buffer.from(opened).toString()), ANNA);
  assert.equal(sealed(key, { a: 1 }).length, text.length);
  assert.notEqual(sealed(key, ANNA), text, 'another pair of keys each time');
});

test('an answered sign-up leaves nothing behind', async () => {
  const { desk, heard, kept, shown, page } = aTablet();
  const sending = page();
  shown.add(sending.send(ANNA));
  await settled();
  assert.deepEqual(desk.sent, [{ key: 'k1', path: '/slips', slip: '3-01', sealed: 'sealed 3-01', made_seconds_ago: 0, runner_is_here: true }]);
  assert.deepEqual(heard.answers, [['k1', '3-01', '']]);
  assert.deepEqual(sending.unsent.value, []);
  assert.equal(await kept.size(), 0);
});

test('while the desk is away all are kept, with numbers of their own, and go in order', async () => {
  const { desk, heard, clock, kept, page } = aTablet();
  desk.answer = () => AWAY;
  const sending = page();
  for (let runner = 0; runner < 3; runner += 1) sending.send(ANNA);
  await settled();
  assert.deepEqual(sending.unsent.value.map(({ slip, isLate }) => [slip, isLate]), [['3-01', true], ['3-02', false], ['3-03', false]]);
  assert.equal(await kept.size(), 3);
  desk.answer = (body) => ({ slip: body.slip, visit: { ticket: 'A1' }, reason: '' });
  desk.sent.length = 0;
  clock.now += 60_000;
  await sending.tryNow();
  await settled();
  assert.deepEqual(desk.sent.map((each) => [each.key, each.slip, each.made_seconds_ago, each.runner_is_here]),
    [['k1', '3-01', 60, false], ['k2', '3-02', 60, false], ['k3', '3-03', 60, false]]);
  assert.equal(heard.answers.length, 3);
  assert.equal(await kept.size(), 0);
});

test('a reload in between changes nothing: the same keys, the same sealed text, the numbers go on', async () => {
  const tablet = aTablet();
  tablet.desk.answer = () => AWAY;
  const before = tablet.page();
  before.send(ANNA);
  before.send(ANNA);
  await settled();
  tablet.desk.answer = (body) => ({ slip: body.slip, visit: { ticket: 'A1' }, reason: '' });
  tablet.desk.sent.length = 0;
  tablet.clock.now += 5_000;
  const after = tablet.page();
  await after.restore();
  assert.deepEqual(tablet.desk.sent.map(({ key, sealed: text }) => [key, text]), [['k1', 'sealed 3-01'], ['k2', 'sealed 3-02']]);
  after.send(ANNA);
  await settled();
  assert.equal(tablet.desk.sent.at(-1).slip, '3-03');
  await tablet.page().restore();
  assert.equal(tablet.desk.sent.length, 3, 'once');
});

test('a tablet that forgot its count goes on where the desk has seen it', async () => {
  const { desk, page } = aTablet({ count: 11 });
  page().send(ANNA);
  await settled();
  assert.equal(desk.sent[0].slip, '3-12');
});

test('sign-ups of another event stay for that event', async () => {
  const spring = aTablet();
  spring.desk.answer = () => AWAY;
  spring.page().send(ANNA);
  await settled();
  const autumn = aTablet({ kept: spring.kept, event: 'autumn' });
  await autumn.page().restore();
  assert.deepEqual(autumn.desk.sent, []);
  assert.equal(await spring.kept.size(), 1);
});

for (const status of [401, 403]) {
  test(`a tablet that is signed out (${status}) keeps everything until it is let in again`, async () => {
    const tablet = aTablet();
    tablet.desk.answer = () => refusal(status);
    const before = tablet.page();
    before.send(ANNA);
    await settled();
    assert.equal(before.isSignedOut.value, true);
    assert.deepEqual(tablet.heard.refusals, []);
    tablet.desk.answer = (body) => ({ slip: body.slip, visit: { ticket: 'A1' }, reason: '' });
    const after = tablet.page();
    await after.restore();
    assert.equal(after.isSignedOut.value, false);
    assert.deepEqual(tablet.heard.answers, [['k1', '3-01', '']]);
  });
}

test('a runner who is here is told of a refusal and can mend it; nothing of it is kept', async () => {
  const { desk, heard, kept, shown, page } = aTablet();
  desk.answer = () => refusal(409, 'list_closed');
  const sending = page();
  shown.add(sending.send(ANNA));
  await settled();
  assert.deepEqual(heard.refusals, [['k1', 'list_closed']]);
  assert.deepEqual(sending.unsent.value, []);
  assert.equal(await kept.size(), 0);
});

test('who has walked away while it was refused is told of at the desk', async () => {
  const { desk, heard, clock, shown, page } = aTablet();
  desk.answer = (body, key) => {
    if (!body.runner_is_here) return { slip: body.slip, visit: null, reason: 'The list is closed.' };
    shown.delete(key);
    return refusal(409, 'list_closed');
  };
  const sending = page();
  shown.add(sending.send(ANNA));
  await settled();
  clock.now += 4000;
  await sending.work();
  assert.deepEqual(heard.refusals, []);
  assert.deepEqual(heard.answers, [['k1', '3-01', 'The list is closed.']]);
});

test('a fault of the desk with one sign-up throws nothing away and holds up nobody', async () => {
  const { desk, heard, kept, page } = aTablet();
  desk.answer = (body) => (body.slip === '3-01' ? refusal(500, 'internal') : { slip: body.slip, visit: { ticket: 'A1' }, reason: '' });
  const sending = page();
  sending.send(ANNA);
  sending.send(ANNA);
  await settled();
  assert.deepEqual(heard.answers, [['k2', '3-02', '']]);
  assert.deepEqual(sending.unsent.value.map((each) => each.slip), ['3-01']);
  assert.equal(await kept.size(), 1);
});

test('where nothing can be kept it goes on in memory, and says so', async () => {
  const broken = inMemory();
  broken.put = broken.load = broken.count = async () => Promise.reject(new Error('full'));
  const { desk, heard, clock, page } = aTablet({ kept: broken });
  desk.answer = () => AWAY;
  const sending = page();
  await sending.restore();
  sending.send(ANNA);
  await settled();
  assert.equal(sending.lasts.value, false);
  desk.answer = (body) => ({ slip: body.slip, visit: { ticket: 'A1' }, reason: '' });
  clock.now += 4000;
  await sending.work();
  assert.deepEqual(heard.answers, [['k1', '3-01', '']]);
});
