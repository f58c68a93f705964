// The live connection: a pass that is gone ends it, a refusal that passes does not, and nothing missed stays missed.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { watchRoom } from '../../static/js/lib/live.js';

const AT = '2026-05-03T09:00:00Z';
const FIRST = { seq: 10, at: AT, event: {}, called: [], treating: [], waiting: [], away: [], counts: {}, therapists: [] };

/** A page that can be looked at again, and a socket that does what the test says. */
function aRoom() {
  const page = new EventTarget();
  globalThis.document = Object.assign(page, { visibilityState: 'visible' });
  globalThis.window = page;
  const heard = {};
  const asked = [];
  const socket = {
    connected: false,
    connects: 0,
    on: (name, handler) => (heard[name] = handler),
    timeout: () => ({ emit: (_, wanted, answer) => asked.push({ wanted, answer }) }),
    connect() {
      this.connects += 1;
      this.connected = true;
    },
    disconnect() {
      this.connected = false;
    },
  };
  live = watchRoom({ event: 'spring', room: 'staff', first: FIRST, connect: () => socket });
  socket.connected = true;
  heard.connect();
  return { live, socket, asked, say: (name, message) => heard[name](message), page };
}

let live;
afterEach(() => live?.stop());

/** The room answers the first question: nothing has happened. */
function welcomed() {
  const room = aRoom();
  room.asked[0].answer(null, { seq: 10, at: AT, patches: [] });
  return room;
}

test('who is dismissed is told so, and the page connects no more', () => {
  const { live, socket, asked, say, page } = welcomed();
  assert.equal(live.connection.value.status, 'live');
  say('dismissed', { error: 'not_signed_in', detail: 'Please sign in.' });
  assert.equal(live.connection.value.status, 'dismissed');
  assert.equal(socket.connected, false);
  for (const name of ['visibilitychange', 'pageshow', 'online']) page.dispatchEvent(new Event(name));
  live.refresh();
  assert.deepEqual([socket.connects, asked.length, live.connection.value.status], [0, 1, 'dismissed']);
});

test('who may not watch any more after a lost connection is dismissed too', () => {
  const { live, socket, asked } = aRoom();
  asked[0].answer(null, { error: 'not_signed_in', detail: 'Please sign in.' });
  assert.deepEqual([live.connection.value.status, live.connection.value.why, socket.connected], ['dismissed', 'not_signed_in', false]);
});

test('a refusal that passes is not the end: the page asks again', () => {
  const { live, asked } = aRoom();
  asked[0].answer(null, { error: 'store_unavailable', detail: 'Try again.' });
  assert.equal(live.connection.value.status, 'connecting');
  live.refresh();
  assert.equal(asked.length, 2);
});

test('a forecast that knows of more than the page makes it ask for what it missed', () => {
  const { live, asked, say } = welcomed();
  say('forecast', { at: AT, seq: 10, visits: {} });
  assert.equal(asked.length, 1);
  say('forecast', { at: AT, seq: 12, visits: {} });
  assert.deepEqual(asked[1].wanted, { event: 'spring', room: 'staff', since: 10 });
  say('forecast', { at: AT, seq: 12, visits: {} });
  assert.equal(asked.length, 2, 'not while it is asking already');
  asked[1].answer(null, { seq: 12, at: AT, patches: [11, 12].map((seq) => ({ seq, at: AT, changes: [] })) });
  assert.equal(live.state.value.seq, 12);
  say('forecast', { at: AT, seq: 12, visits: {} });
  assert.equal(asked.length, 2);
});

test('a forecast that comes while a whole state is on its way is not undone by it', () => {
  const { live, asked, say } = welcomed();
  const at = (/** @type {number} */ second) => `2026-05-03T09:00:${10 + second}Z`;
  const window = (/** @type {number} */ minute) => ({ at: `2026-05-03T09:${minute}:00Z`, low: '', high: '' });
  live.refresh();
  say('forecast', { at: at(1), seq: 10, visits: { 7: window(20) } });
  say('forecast', { at: at(4), seq: 10, visits: { 8: window(30) } });
  const snapshot = { ...FIRST, at: at(2), forecast: { visits: { 7: window(25), 8: window(35) }, walk_up: {} } };
  asked[1].answer(null, { seq: 10, at: at(2), snapshot });
  assert.equal(live.state.value.forecast[7].at, window(25).at, 'older than the state');
  assert.equal(live.state.value.forecast[8].at, window(30).at, 'younger than the state');
});
