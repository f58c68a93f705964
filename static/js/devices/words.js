// What is signed in, in words: who or which device, when it was seen, whether its clock is right. Pure.

import { timeOfDay } from '../lib/time.js';

/**
 * @typedef {object} Pass
 * @property {number} id
 * @property {'session'|'token'|'kiosk'|'device'} kind
 * @property {'organiser'|'lead'|'therapist'|'kiosk'|'board'} role
 * @property {string} name
 * @property {string} device
 * @property {boolean} is_for_every_event
 * @property {boolean} is_yours
 * @property {string} created_at
 * @property {string|null} last_seen_at
 * @property {string|null} expires_at
 * @property {number|null} clock_ahead_seconds
 */
/** @typedef {'devices'|'people'|'programs'} Group */

/** @type {Record<string, string>} */
export const ROLES = { organiser: 'Organiser', lead: 'Line lead', therapist: 'Therapist', kiosk: 'Kiosk', board: 'Board' };
/** @type {Record<string, string>} */
const ICONS = { organiser: 'person', therapist: 'person', lead: 'megaphone', kiosk: 'phone', board: 'couch' };

/** Whoever was seen within this time is there. It is written down once a minute. */
const HERE_MS = 150_000;
/** From here on a clock is so wrong that times on that screen mislead. */
const CLOCK_MATTERS_SECONDS = 20;

/** @param {Pass} pass @returns {Group} */
export function groupOf({ kind }) {
  if (kind === 'token') return 'programs';
  return kind === 'session' ? 'people' : 'devices';
}

/**
 * @param {Pass} pass
 * @param {string} timezone
 * @param {number} now milliseconds
 * @param {string} [locale]
 */
export function passWords(pass, timezone, now, locale) {
  const time = (/** @type {string} */ instant) => when(instant, timezone, now, locale);
  const role = ROLES[pass.role];
  const what = pass.kind === 'token' ? `Program, as ${role.toLowerCase()}` : role;
  const name = pass.name === role ? '' : pass.name;
  const isHere = pass.last_seen_at !== null && now - Date.parse(pass.last_seen_at) < HERE_MS;
  return {
    icon: pass.kind === 'token' ? 'settings' : ICONS[pass.role],
    title: [name, what].filter(Boolean).join(', '),
    isHere,
    seen: isHere ? 'Here now' : pass.last_seen_at ? `Last seen ${time(pass.last_seen_at)}` : 'Not seen yet',
    detail: [
      pass.device,
      pass.is_for_every_event ? 'every event' : '',
      `since ${time(pass.created_at)}`,
      pass.expires_at ? `until ${time(pass.expires_at)}` : '',
    ].filter(Boolean).join(' · '),
    clock: clockWords(pass.clock_ahead_seconds),
  };
}

/** Empty while the clock is near enough. @param {number|null} ahead seconds */
export function clockWords(ahead) {
  if (ahead === null || Math.abs(ahead) < CLOCK_MATTERS_SECONDS) return '';
  const seconds = Math.abs(ahead);
  const length = seconds < 90 ? `${seconds} seconds` : seconds < 5400 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
  return `Its clock is ${length} ${ahead > 0 ? 'ahead' : 'behind'}`;
}

/** The time of day; on another day, with the day. @param {string} instant @param {string} timezone @param {number} now @param {string} [locale] */
function when(instant, timezone, now, locale) {
  const day = (/** @type {Date} */ at) => at.toLocaleDateString(locale, { timeZone: timezone, day: 'numeric', month: 'short' });
  const at = new Date(instant);
  const time = timeOfDay(instant, timezone, locale);
  return day(at) === day(new Date(now)) ? time : `${day(at)}, ${time}`;
}
