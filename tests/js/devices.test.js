// What is signed in, in words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockWords, groupOf, passWords } from '../../static/js/devices/words.js';

const NOW = Date.parse('2026-05-10T09:00:00Z');
const pass = (more = {}) => ({
  id: 1, kind: 'session', role: 'therapist', name: 'Mia Berg', device: 'iPhone, Safari', is_for_every_event: false, is_yours: false,
  created_at: '2026-05-10T07:05:00Z', last_seen_at: '2026-05-10T08:50:00Z', expires_at: '2026-05-10T23:05:00Z', clock_ahead_seconds: null, ...more,
});
const words = (more) => passWords(pass(more), 'Europe/London', NOW, 'en-GB');

test('who it is, and what', () => {
  assert.equal(words().title, 'Mia Berg, Therapist');
  assert.equal(words({ role: 'organiser', name: '' }).title, 'Organiser');
  assert.equal(words({ role: 'organiser', name: 'Eve' }).title, 'Eve, Organiser');
  assert.equal(words({ kind: 'kiosk', role: 'kiosk', name: 'Kiosk' }).title, 'Kiosk');
  assert.equal(words({ kind: 'device', role: 'lead', name: 'North door' }).title, 'North door, Line lead');
  assert.equal(words({ kind: 'device', role: 'board', name: 'Board' }).title, 'Board');
  assert.equal(words({ kind: 'token', role: 'organiser', name: '' }).title, 'Program, as organiser');
});

test('people, devices and programs stand apart', () => {
  assert.deepEqual(['session', 'kiosk', 'device', 'token'].map((kind) => groupOf(pass({ kind }))), ['people', 'devices', 'devices', 'programs']);
});

test('times are those of the event, with the day when it is another one', () => {
  assert.equal(words().seen, 'Last seen 9:50');
  assert.equal(words().detail, 'iPhone, Safari · since 8:05 · until 11 May, 0:05');
  const bare = words({ last_seen_at: null, expires_at: null, device: '', is_for_every_event: true });
  assert.deepEqual([bare.seen, bare.detail], ['Not seen yet', 'every event · since 8:05']);
  assert.match(passWords(pass(), 'Europe/London', NOW, 'en-US').seen, /^Last seen 9:50\sAM$/);
});

test('whoever was seen a moment ago is here', () => {
  const here = words({ last_seen_at: '2026-05-10T08:58:30Z' });
  assert.deepEqual([here.isHere, here.seen], [true, 'Here now']);
  assert.equal(words().isHere, false);
});

test('a clock is told of once it misleads', () => {
  assert.deepEqual([null, 0, -19, 20, -80, 400, -7300].map(clockWords), [
    '', '', '', 'Its clock is 20 seconds ahead', 'Its clock is 80 seconds behind', 'Its clock is 7 minutes ahead', 'Its clock is 2 hours behind',
  ]);
});
