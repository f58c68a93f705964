// How old a backup is, in words, and when the desk warns.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { age, areAllHere, folderInWords, warning } from '../../static/js/lib/backups.js';

const NOW = Date.parse('2027-05-02T10:00:00Z');
const ago = (/** @type {number} */ minutes) => new Date(NOW - minutes * 60_000).toISOString();
const folder = (more = {}) => ({ folder: '/media/anna/STICK', last_good_at: ago(2), problem: '', is_used: true, is_fixed: false, is_clean: true, ...more });
const backups = (more = {}) => ({ folders: [folder()], last_good_at: ago(2), unsaved_since: null, is_late: false, warning: '', suggestions: [], ...more });

test('the age of a backup', () => {
  const told = [0.5, 1, 90, 24 * 60, 3 * 24 * 60 + 5].map((minutes) => age(ago(minutes), NOW));
  assert.deepEqual(told, ['less than a minute ago', '1 minute ago', '1 hour 30 minutes ago', 'a day ago', '3 days ago']);
  assert.equal(age(null, NOW), 'never yet');
});

test('the desk warns of nothing as long as all is well', () => {
  assert.equal(warning(backups(), NOW), null);
});

test('a stick that was pulled out is worth a word, changes in no backup are worth more', () => {
  const away = 'The backup folder /media/anna/STICK is not there: is the stick plugged in?';
  assert.deepEqual(warning(backups({ warning: away }), NOW), { tone: 'late', words: away });
  const late = warning(backups({ warning: away, is_late: true, last_good_at: ago(7) }), NOW);
  assert.deepEqual(late, { tone: 'stopped', words: `${away} The last good backup was made 7 minutes ago.` });
});

test('backups on this laptop alone are told apart', () => {
  assert.equal(areAllHere(backups()), true);
  assert.equal(areAllHere(backups({ folders: [folder(), folder({ folder: '/b' })] })), false);
  assert.equal(areAllHere(backups({ folders: [folder(), folder({ folder: '/b', problem: 'Away.' })] })), true);
  assert.equal(areAllHere(backups({ folders: [], is_elsewhere: true })), false);
});

test('each folder says how it is', () => {
  assert.deepEqual(folderInWords(folder(), NOW), { tone: 'called', words: 'Last good one 2 minutes ago.' });
  assert.equal(folderInWords(folder({ problem: 'It is full.' }), NOW).words, 'It is full. Last good one 2 minutes ago.');
  assert.match(folderInWords(folder({ is_used: false, is_clean: false }), NOW).words, /still holds what was purged/);
  assert.match(folderInWords(folder({ is_used: false }), NOW).words, /Old backups may lie there/);
});
