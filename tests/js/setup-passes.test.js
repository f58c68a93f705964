// What is signed in, in words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passWords } from '../../static/js/setup/passes.js';

const NOW = Date.parse('2026-05-10T09:00:00Z');
const pass = (more = {}) => ({
  id: 1, kind: 'session', role: 'therapist', name: 'Mia Berg', is_for_every_event: false, is_yours: false,
  created_at: '2026-05-10T07:05:00Z', last_seen_at: '2026-05-10T08:50:00Z', expires_at: '2026-05-10T23:05:00Z', ...more,
});
const words = (more) => passWords(pass(more), 'Europe/London', NOW, 'en-GB');

test('who it is, and what', () => {
  assert.equal(words().title, 'Mia Berg, Therapist');
  assert.equal(words({ role: 'organiser', name: '' }).title, 'Organiser');
  assert.equal(words({ role: 'organiser', name: 'Eve' }).title, 'Eve, Organiser');
  assert.equal(words({ kind: 'kiosk', role: 'kiosk', name: 'Kiosk' }).title, 'Kiosk tablet');
  assert.equal(words({ kind: 'token', role: 'organiser', name: '' }).title, 'Program, as organiser');
});

test('times are those of the event, with the day when it is another one', () => {
  assert.equal(words().detail, 'since 08:05 · last seen 09:50 · until 11 May, 00:05');
  assert.equal(words({ last_seen_at: null, expires_at: null }).detail, 'since 08:05');
});
