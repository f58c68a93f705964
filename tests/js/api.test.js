// Commands: one key for all tries, errors one can read, no retry of what was refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, createApi } from '../../static/js/lib/api.js';
import { newKey } from '../../static/js/lib/key.js';

/** A desk that answers what it is told to, and keeps what it was asked. */
function desk(...answers) {
  const asked = [];
  const fetch = async (url, request) => {
    asked.push({ url, ...request });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return new Response(answer.body ?? '{}', { status: answer.status ?? 200, headers: answer.headers });
  };
  const paused = [];
  const api = createApi({ base: '/api/v1/events/race', fetch, pause: async (ms) => paused.push(ms) });
  return { api, asked, paused };
}

const problem = (status, more) => ({ status, body: JSON.stringify({ title: 'No', status, ...more }), headers: { 'Content-Type': 'application/problem+json' } });

test('a POST carries JSON and a key', async () => {
  const { api, asked } = desk({ body: '{"id": 3}' });
  assert.deepEqual(await api.post('/visits', { bib: '7' }), { id: 3 });
  assert.equal(asked[0].url, '/api/v1/events/race/visits');
  assert.equal(asked[0].body, '{"bib":"7"}');
  assert.match(asked[0].headers['Idempotency-Key'], /^[0-9a-f]{32}$/);
});

test('a path of the API is taken as it is, and a GET has no key', async () => {
  const { api, asked } = desk({});
  await api.get('/api/v1/health');
  assert.equal(asked[0].url, '/api/v1/health');
  assert.equal(asked[0].headers['Idempotency-Key'], undefined);
});

test('when no answer comes, the same key is sent again', async () => {
  const { api, asked, paused } = desk(new TypeError('no network'), problem(503), { body: '{"ok": true}' });
  assert.deepEqual(await api.post('/visits/1/call', {}), { ok: true });
  assert.equal(asked.length, 3);
  assert.equal(new Set(asked.map((each) => each.headers['Idempotency-Key'])).size, 1);
  assert.deepEqual(paused, [600, 1200]);
});

test('after three tries it says so in words', async () => {
  const { api, asked } = desk(new TypeError('a'), new TypeError('b'), new TypeError('c'));
  await assert.rejects(api.post('/visits', {}), (error) => {
    assert.ok(error instanceof ApiError && error.isUnreachable && error.mayPass);
    assert.match(error.message, /cannot be reached/);
    return true;
  });
  assert.equal(asked.length, 3);
});

test('a refusal is not repeated, and keeps its code, state and fields', async () => {
  const { api, asked } = desk(problem(422, { code: 'invalid', detail: 'Please check.', errors: { bib: ['Too long.'] } }));
  await assert.rejects(api.post('/visits', {}), (error) => {
    assert.equal(error.status, 422);
    assert.equal(error.code, 'invalid');
    assert.equal(error.message, 'Please check.');
    assert.deepEqual(error.errors, { bib: ['Too long.'] });
    assert.equal(error.mayPass, false);
    return true;
  });
  assert.equal(asked.length, 1);
});

test('too often: it waits as long as it is told', async () => {
  const { api, paused } = desk({ ...problem(429), headers: { 'Retry-After': '4' } }, {});
  await api.post('/sign-in', {});
  assert.deepEqual(paused, [4000]);
});

test('an answer that is no JSON is still an error one can show', async () => {
  const { api } = desk({ status: 500, body: '<h1>oops</h1>' });
  await assert.rejects(api.get('/board'), /Something went wrong/);
});

test('keys are 32 hex digits from the random source given', () => {
  assert.equal(newKey({ getRandomValues: (bytes) => bytes.fill(10) }), '0a'.repeat(16));
  assert.notEqual(newKey(), newKey());
});

test('what somebody else answered in the place of the desk is no answer', async () => {
  const portal = { body: '<html>Welcome to the Wi-Fi of the sports hall</html>' };
  const { api, asked } = desk(portal, { body: '{"id": 3}' });
  assert.deepEqual(await api.post('/slips', {}), { id: 3 });
  assert.equal(asked[0].headers['Idempotency-Key'], asked[1].headers['Idempotency-Key']);
  const { api: away } = desk(portal);
  await assert.rejects(away.post('/slips', {}, { tries: 1 }), (error) => error.isUnreachable && error.mayPass);
  const { api: silent } = desk({ body: '' });
  assert.deepEqual(await silent.post('/x', {}), {});
});
