// When something goes, in words. Pure.

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** @param {string} at @param {string} timezone @param {string} [locale] */
export function dateInWords(at, timezone, locale = 'en-GB') {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: timezone }).format(new Date(at));
}

/** How long until then. @param {string} at @param {number} now milliseconds */
export function untilInWords(at, now) {
  const left = Date.parse(at) - now;
  if (left <= 0) return 'now';
  const hours = Math.ceil(left / HOUR_MS);
  if (hours <= 48) return hours === 1 ? 'within an hour' : `in ${hours} hours`;
  return `in ${Math.floor(left / DAY_MS)} days`;
}

/** @param {number} count @param {string} one @param {string} many */
export function counted(count, one, many) {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
