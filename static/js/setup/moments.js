// Times of day as typed on the set-up's forms ↔ instants. Pure.

import { endAfter, toInstant, toLocal } from './zone.js';

/**
 * @typedef {{date: string, timezone: string}} Place the event's date and timezone
 * @typedef {{date: string, time: string}} Moment as typed
 */

/** @param {string|null|undefined} instant @param {Place} place @returns {Moment} */
export function momentOf(instant, place) {
  return instant ? toLocal(instant, place.timezone) : { date: place.date, time: '' };
}

/** @param {Moment} moment @param {Place} place @returns {string|null} */
export function instantOf(moment, place) {
  return moment.time ? toInstant(moment.date || place.date, moment.time, place.timezone) : null;
}

/** An end that is not after its begin is on the next day. @param {Moment} begin @param {Moment} end @param {Place} place */
export function endInstant(begin, end, place) {
  if (!end.time) return null;
  return endAfter(instantOf(begin, place), end.date || place.date, end.time, place.timezone);
}
