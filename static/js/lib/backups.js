// Backups in words: how old, and whether anybody has to do something. Pure.

import { lengthInWords } from './time.js';

/**
 * @typedef {object} BackupFolder
 * @property {string} folder
 * @property {string|null} last_good_at
 * @property {string} problem
 * @property {boolean} is_used
 * @property {boolean} is_fixed
 * @property {boolean} is_clean
 */
/**
 * @typedef {object} Backups
 * @property {BackupFolder[]} folders
 * @property {string|null} last_good_at
 * @property {string|null} unsaved_since
 * @property {boolean} is_late
 * @property {string} warning
 * @property {string[]} suggestions
 * @property {boolean} [is_elsewhere] the race days are on a database server
 */

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** @param {string|null} at @param {number} now milliseconds */
export function age(at, now) {
  if (!at) return 'never yet';
  const minutes = Math.floor((now - Date.parse(at)) / MINUTE_MS);
  if (minutes < 1) return 'less than a minute ago';
  if (minutes < DAY_MINUTES) return `${lengthInWords(minutes)} ago`;
  const days = Math.floor(minutes / DAY_MINUTES);
  return days === 1 ? 'a day ago' : `${days} days ago`;
}

/**
 * What the desk warns of; null when all is well.
 * @param {Backups} backups @param {number} now milliseconds
 * @returns {{tone: 'late'|'stopped', words: string}|null}
 */
export function warning(backups, now) {
  if (!backups.warning) return null;
  if (!backups.is_late) return { tone: 'late', words: backups.warning };
  return { tone: 'stopped', words: `${backups.warning} The last good backup was made ${age(backups.last_good_at, now)}.` };
}

/** Whether losing the laptop would lose all backups as well: none goes anywhere but into its own data folder. @param {Backups} backups */
export function areAllHere(backups) {
  return !backups.is_elsewhere && backups.folders.filter((each) => each.is_used && !each.problem).length < 2;
}

/**
 * The latest state of one folder.
 * @param {BackupFolder} folder @param {number} now milliseconds
 * @returns {{tone: 'called'|'late'|'neutral', words: string}}
 */
export function folderInWords(folder, now) {
  if (!folder.is_used) {
    return { tone: 'neutral', words: `Not used any more. ${folder.is_clean ? 'Old backups may lie there.' : 'It was away during a purge and still holds what was purged: plug it in once more.'}` };
  }
  if (folder.problem) return { tone: 'late', words: `${folder.problem} Last good one ${age(folder.last_good_at, now)}.` };
  return { tone: 'called', words: `Last good one ${age(folder.last_good_at, now)}.` };
}
