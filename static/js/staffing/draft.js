// What the organiser expects, while somebody types, and what is sent. Pure.

import { endInstant, instantOf, momentOf } from '../setup/moments.js';

/** @typedef {import('../setup/moments.js').Place} Place */
/** @typedef {import('../setup/moments.js').Moment} Moment */

/**
 * @typedef {{key: string, name: string, starts: Moment, runners: string, distance: string, mean: string, spread: string}} WaveDraft
 * @typedef {{waves: WaveDraft[], opens: Moment, closes: Moment, numbers: Record<string, string>}} Draft
 */

export const OWN = 'own';

/** @type {[string, string][]} */
export const DISTANCES = [['5k', '5 km'], ['10k', '10 km'], ['half', 'Half marathon'], ['marathon', 'Marathon'], [OWN, 'Own times…']];

const SHARES = ['before_share', 'after_share'];
const LENGTHS = ['before_minutes', 'after_minutes', 'promised_wait_minutes', 'turnover_minutes', 'shortest_shift_minutes', 'longest_shift_minutes'];
const MAY_BE_EMPTY = ['busy_minutes', 'most_at_once'];
const ALL_COUCHES = 100;

/** @param {Record<string, any>} known @param {Place} place @returns {Draft} */
export function draftOf(known, place) {
  /** @type {Record<string, string>} */
  const numbers = {};
  for (const name of SHARES) numbers[name] = String(Math.round(known[name] * 1000) / 10);
  for (const name of LENGTHS) numbers[name] = String(known[name]);
  numbers.busy_minutes = known.busy_minutes === null ? '' : String(known.busy_minutes);
  numbers.most_at_once = known.most_at_once >= ALL_COUCHES ? '' : String(known.most_at_once);
  const waves = known.waves.map((/** @type {any} */ each, /** @type {number} */ index) => ({
    ...emptyWave(`wave${index}`, place),
    name: each.name,
    starts: momentOf(each.starts_at, place),
    runners: each.runners ? String(each.runners) : '',
    distance: each.mean_minutes === null ? (each.distance ?? 'half') : OWN,
    mean: each.mean_minutes === null ? '' : String(each.mean_minutes),
    spread: each.sd_minutes === null ? '' : String(each.sd_minutes),
  }));
  return {
    waves: waves.length ? waves : [emptyWave('wave0', place)],
    opens: momentOf(known.opens_at, place),
    closes: momentOf(known.closes_at, place),
    numbers,
  };
}

/** @param {string} key @param {Place} place @returns {WaveDraft} */
export function emptyWave(key, place) {
  return { key, name: '', starts: { date: place.date, time: '' }, runners: '', distance: 'half', mean: '', spread: '' };
}

/** @param {Draft} draft @param {Place} place */
export function bodyOf(draft, place) {
  /** @type {Record<string, any>} */
  const body = {
    waves: draft.waves.map((each) => waveBody(each, place)),
    opens_at: instantOf(draft.opens, place),
    closes_at: draft.opens.time ? endInstant(draft.opens, draft.closes, place) : instantOf(draft.closes, place),
  };
  for (const name of SHARES) body[name] = numberOf(draft.numbers[name]) / 100;
  for (const name of LENGTHS) body[name] = numberOf(draft.numbers[name]);
  for (const name of MAY_BE_EMPTY) body[name] = draft.numbers[name] ? numberOf(draft.numbers[name]) : null;
  return body;
}

/** @param {WaveDraft} wave @param {Place} place */
function waveBody(wave, place) {
  const isOwn = wave.distance === OWN;
  return {
    name: wave.name.trim(),
    starts_at: instantOf(wave.starts, place),
    runners: wave.runners ? numberOf(wave.runners) : 0,
    ...(isOwn ? { mean_minutes: numberOf(wave.mean), sd_minutes: numberOf(wave.spread) } : { distance: wave.distance }),
  };
}

/** @param {string} typed */
function numberOf(typed) {
  return Number(typed.replace(',', '.'));
}

/** A number within the two ends, ends included. @param {string} typed @param {number} least @param {number} most @param {boolean} [isWhole] */
function isBetween(typed, least, most, isWhole = true) {
  const value = numberOf(typed);
  return typed.trim() !== '' && value >= least && value <= most && (!isWhole || Number.isInteger(value));
}

/** @type {Record<string, [number, number, string]>} */
const RANGES = {
  before_minutes: [1, 180, 'Length before the race'],
  after_minutes: [1, 180, 'Length after the race'],
  promised_wait_minutes: [0, 240, 'Promised wait'],
  turnover_minutes: [0, 30, 'Turnover'],
};

/** What is missing or wrong, by the id of the field. @param {Draft} draft @returns {Record<string, string>} */
export function problemsOf(draft) {
  const { numbers } = draft;
  /** @type {Record<string, string>} */
  const found = {};
  draft.waves.forEach((each, place) => Object.assign(found, waveProblems(each, `waves.${place}`)));
  if (!draft.waves.some((each) => Number(each.runners) > 0) && !Object.keys(found).length) found['waves.0.runners'] = 'Say how many runners start.';
  for (const name of SHARES) if (!isBetween(numbers[name], 0, 100, false)) found[name] = 'Give a share between 0 and 100%.';
  for (const [name, [least, most, label]] of Object.entries(RANGES)) if (!isBetween(numbers[name], least, most)) found[name] = `${label}: ${least} to ${most} minutes.`;
  if (numbers.busy_minutes && !isBetween(numbers.busy_minutes, 1, 180)) found.busy_minutes = 'Shorter length: 1 to 180 minutes, or nothing.';
  if (numbers.most_at_once && !isBetween(numbers.most_at_once, 1, ALL_COUCHES)) found.most_at_once = `Couches: 1 to ${ALL_COUCHES}, or nothing.`;
  return found;
}

/** @param {WaveDraft} wave @param {string} id @returns {Record<string, string>} */
function waveProblems(wave, id) {
  const name = wave.name.trim() || 'The wave';
  /** @type {Record<string, string>} */
  const found = {};
  if (wave.runners && !isBetween(wave.runners, 0, 100_000)) found[`${id}.runners`] = `${name}: runners are a whole number, 100,000 at most.`;
  if (!wave.starts.time) found[`${id}.starts_at`] = `${name}: say when it starts.`;
  if (wave.distance !== OWN) return found;
  if (!isBetween(wave.mean, 5, 1440, false)) found[`${id}.mean_minutes`] = `${name}: the mean time is 5 to 1,440 minutes.`;
  if (!isBetween(wave.spread, 0.5, 480, false)) found[`${id}.sd_minutes`] = `${name}: the spread is 0.5 to 480 minutes.`;
  return found;
}

/** All runners. @param {Draft} draft */
export function runnersOf(draft) {
  return draft.waves.reduce((sum, each) => sum + (Number(each.runners) || 0), 0);
}
