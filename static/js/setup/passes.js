// What is signed in, in words. Pure.

/**
 * @typedef {object} Pass
 * @property {number} id
 * @property {'session'|'token'|'kiosk'} kind
 * @property {'organiser'|'therapist'|'kiosk'} role
 * @property {string} name
 * @property {boolean} is_for_every_event
 * @property {boolean} is_yours
 * @property {string} created_at
 * @property {string|null} last_seen_at
 * @property {string|null} expires_at
 */

/** @type {Record<string, string>} */
const ROLES = { organiser: 'Organiser', therapist: 'Therapist', kiosk: 'Kiosk' };
const ICONS = { session: 'person', token: 'settings', kiosk: 'phone' };

/**
 * @param {Pass} pass
 * @param {string} timezone
 * @param {number} now milliseconds
 * @param {string} [locale]
 */
export function passWords(pass, timezone, now, locale) {
  const time = (/** @type {string} */ instant) => when(instant, timezone, now, locale);
  const role = ROLES[pass.role];
  const what = pass.kind === 'token' ? `Program, as ${role.toLowerCase()}` : pass.kind === 'kiosk' ? 'Kiosk tablet' : role;
  const name = pass.kind === 'kiosk' || pass.name === role ? '' : pass.name;
  return {
    icon: ICONS[pass.kind],
    title: [name, what].filter(Boolean).join(', '),
    detail: [
      `since ${time(pass.created_at)}`,
      pass.last_seen_at ? `last seen ${time(pass.last_seen_at)}` : '',
      pass.expires_at ? `until ${time(pass.expires_at)}` : '',
    ].filter(Boolean).join(' · '),
  };
}

/** The time of day; on another day, with the day. @param {string} instant @param {string} timezone @param {number} now @param {string} [locale] */
function when(instant, timezone, now, locale) {
  const day = (/** @type {Date} */ at) => at.toLocaleDateString(locale, { timeZone: timezone, day: 'numeric', month: 'short' });
  const at = new Date(instant);
  const time = at.toLocaleTimeString(locale, { timeZone: timezone, hour: '2-digit', minute: '2-digit' });
  return day(at) === day(new Date(now)) ? time : `${day(at)}, ${time}`;
}
