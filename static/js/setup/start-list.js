// The start list between upload and import: columns put right, waves given a start.

import { toInstant } from './zone.js';

/**
 * @typedef {{index: number, heading: string, meaning: string|null, reason?: string}} Column
 * @typedef {{name: string, known: boolean, lines?: number, start_time?: string}} FileWave
 */

export const MEANINGS = /** @type {const} */ ([
  ['', 'Leave out'],
  ['bib', 'Bib'],
  ['first_name', 'First name'],
  ['last_name', 'Last name'],
  ['full_name', 'Whole name'],
  ['wave', 'Wave or contest'],
  ['start_time', 'Start time'],
  ['status', 'Status (DNS …)'],
]);

/**
 * What is sent as `columns`: each meaning that was put right with its column, -1 for none; null when nothing was.
 * @param {Column[]} columns as understood
 * @param {Record<number, string>} chosen by the organiser, by column index
 * @returns {Record<string, number>|null}
 */
export function columnsBody(columns, chosen) {
  /** @type {Record<string, number>} */
  const body = {};
  for (const column of columns) {
    const meaning = column.meaning ?? '';
    const wanted = chosen[column.index] ?? meaning;
    if (wanted === meaning) continue;
    if (meaning && !(meaning in body)) body[meaning] = -1;
    if (wanted) body[wanted] = column.index;
  }
  return Object.keys(body).length ? body : null;
}

/** What still stands in the way of an import, in words. @param {Column[]} columns @param {Record<number, string>} chosen */
export function columnProblems(columns, chosen) {
  const meanings = columns.map((each) => chosen[each.index] ?? each.meaning ?? '').filter(Boolean);
  /** @type {string[]} */
  const problems = [];
  if (!meanings.includes('bib')) problems.push('No column is marked as the bib. Choose it below.');
  const twice = meanings.filter((each, index) => meanings.indexOf(each) !== index);
  for (const meaning of new Set(twice)) {
    const words = MEANINGS.find(([name]) => name === meaning)?.[1] ?? meaning;
    problems.push(`Two columns are marked as “${words}”. Leave one of them out.`);
  }
  return problems;
}

/**
 * What is sent as `waves`: the names in the file that were given a wave's id or a start. The others are matched by
 * name, or made from the file's own start times.
 * @param {FileWave[]} waves
 * @param {Record<string, {id?: number|null, time?: string}>} chosen by name
 * @param {{date: string, timezone: string}} place
 */
export function wavesMap(waves, chosen, place) {
  /** @type {Record<string, number|string|null>} */
  const map = {};
  for (const { name } of waves) {
    const choice = chosen[name];
    if (choice?.id) map[name] = choice.id;
    else if (choice?.time) map[name] = toInstant(place.date, choice.time, place.timezone);
  }
  return map;
}

/** Names in the file that have no start yet: those runners can't be put before the race. @param {FileWave[]} waves @param {Record<string, {id?: number|null, time?: string}>} chosen */
export function withoutStart(waves, chosen) {
  return waves.filter(({ name, known }) => !known && !chosen[name]?.id && !chosen[name]?.time).map(({ name }) => name);
}
