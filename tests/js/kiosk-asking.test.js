// What the kiosk asks on the way: a question whose answer gets lost lets the runner go on.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signal } from '@preact/signals-core';
import { createAsking } from '../../static/js/kiosk/asking.js';
import { createRunner } from '../../static/js/kiosk/runner.js';
import { ApiError, createApi } from '../../static/js/lib/api.js';
import { aSetting, anna } from './kiosk-builders.js';

const settled = () => new Promise((done) => setImmediate(done));

/** Lets the time pass, second by second. */
async function pass(timers, seconds) {
  for (let gone = 0; gone < seconds; gone += 0.5) {
    timers.tick(500);
    await settled();
  }
}

/** A network that takes every question and never says anything, not even when asked to stop. */
const silence = () => new Promise(() => {});

/** A network that answers one thing: to wait a long time. */
const tooMany = async () => new Response('{"title": "Too many."}', { status: 429, headers: { 'Retry-After': '60' } });

for (const [name, fetch] of [['falls silent', silence], ['asks for patience', tooMany]]) {
  test(`while the network ${name}, the last step waits eight seconds at most, and the runner is registered`, async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const sent = [];
    const asking = createAsking(createApi({ fetch }));
    const runner = createRunner({ setting: signal(aSetting()), asking, send: (body) => `key ${sent.push(body)}` });
    runner.say({ ...anna(), treatment: 'pre_event', agreesTreatment: true });
    runner.go('check');
    const asked = runner.askQuote();
    await pass(t.mock.timers, 3);
    assert.equal(runner.isAsking.value, true);
    await pass(t.mock.timers, 5);
    await asked;
    assert.equal(runner.isAsking.value, false);
    assert.equal(runner.quote.value, null);
    assert.deepEqual(runner.screen.value, { name: 'step', step: 'check' });
    runner.next();
    assert.equal(sent.length, 1);
    assert.deepEqual(runner.screen.value, { name: 'sending', key: 'key 1' });
  });
}

test('while the desk is known to be away nobody waits long to hear it again', async () => {
  const patience = [];
  let fails = true;
  const api = {
    async get(path, options) {
      patience.push([options.tries, options.timeout]);
      if (fails) throw new ApiError({ title: 'gone', status: 0 });
      return { bib: '214' };
    },
  };
  let isSilent = false;
  const asking = createAsking(api, () => isSilent);
  await assert.rejects(asking.entrant('214'));
  await assert.rejects(asking.entrant('214'));
  fails = false;
  await asking.entrant('214');
  await asking.entrant('214');
  isSilent = true;
  await asking.entrant('214');
  assert.deepEqual(patience, [[2, 5000], [1, 1500], [1, 1500], [2, 5000], [1, 1500]]);
});

test('a slip’s number that the desk has not heard of is no fault', async () => {
  const answers = [{ visit: { id: 1, ticket: 'A1' }, reason: '' }, new ApiError({ title: 'No', status: 404, code: 'no_such_slip' })];
  const asked = [];
  const api = {
    async get(path) {
      asked.push(path);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const asking = createAsking(api);
  assert.equal((await asking.slip('3-07')).visit.ticket, 'A1');
  assert.equal(await asking.slip('3-08'), null);
  assert.deepEqual(asked, ['/slips/3-07', '/slips/3-08']);
});
