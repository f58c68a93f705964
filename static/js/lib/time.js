// Time: the server's clock, kept without trusting the device's, and instants and lengths in words. Pure.

/** @typedef {import('./types.js').Instant} Instant */
/** @typedef {import('./types.js').Expected} Expected */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const JUMP = 1500; // more than this is a wrong clock or a sleep, not the network's delay

/**
 * A clock that follows the server. `monotonic` counts milliseconds and never jumps.
 * @param {() => number} [monotonic]
 */
export function createClock(monotonic = () => performance.now()) {
  /** @type {number|null} */
  let offset = null;
  return {
    /**
     * Tells the clock what the server's time is. A message is always late by its way here, so the largest offset
     * is the truest; a big difference means that the device slept.
     * @param {Instant|number} at
     */
    sync(at) {
      const found = toMs(at) - monotonic();
      if (offset === null || found > offset || offset - found > JUMP) offset = found;
    },
    /** The server's time now, in milliseconds since 1970. */
    now() {
      return offset === null ? Date.now() : monotonic() + offset;
    },
  };
}

/**
 * @param {Instant|number} at
 * @returns {number} milliseconds since 1970
 */
export function toMs(at) {
  return typeof at === 'number' ? at : new Date(at).getTime();
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {string} timezone
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string|undefined} locale
 */
function formatter(timezone, options, locale) {
  const key = `${locale}|${timezone}|${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { timeZone: timezone, ...options });
    formats.set(key, found);
  }
  return found;
}

/**
 * The time of day at the event, as the reader's device writes times: "14:05" or "2:05 PM".
 * @param {Instant|number} at
 * @param {string} timezone
 * @param {string} [locale]
 */
export function timeOfDay(at, timezone, locale) {
  return formatter(timezone, { hour: 'numeric', minute: '2-digit' }, locale).format(toMs(at));
}

/**
 * As `timeOfDay` where there is little room: "14:05" or "2:05pm".
 * @param {Instant|number} at
 * @param {string} timezone
 * @param {string} [locale]
 */
export function shortTime(at, timezone, locale) {
  const { half, face, isAfter } = shortParts(at, timezone, locale);
  return isAfter ? face + half : half + face;
}

/**
 * From one short time to another: "14:05–14:20", "2:05–2:20pm", "11:50am–12:10pm".
 * @param {Instant|number} from
 * @param {Instant|number} to
 * @param {string} timezone
 * @param {string} [locale]
 */
export function shortRange(from, to, timezone, locale) {
  const [first, last] = [from, to].map((each) => shortParts(each, timezone, locale));
  const isSaidOnce = first.half === last.half && last.isAfter;
  return `${isSaidOnce ? first.face : shortTime(from, timezone, locale)}–${shortTime(to, timezone, locale)}`;
}

/**
 * "2:05" and "pm", which some languages put in front; `half` is empty with a clock of 24 hours.
 * @param {Instant|number} at
 * @param {string} timezone
 * @param {string|undefined} locale
 */
function shortParts(at, timezone, locale) {
  const parts = formatter(timezone, { hour: 'numeric', minute: '2-digit' }, locale).formatToParts(toMs(at));
  const half = parts.find((part) => part.type === 'dayPeriod')?.value.toLocaleLowerCase(locale) ?? '';
  const face = parts.filter((part) => part.type !== 'dayPeriod').map((part) => part.value).join('').trim();
  return { half, face, isAfter: parts[0].type !== 'dayPeriod' };
}

/**
 * With seconds: "14:05:09".
 * @param {Instant|number} at
 * @param {string} timezone
 * @param {string} [locale]
 */
export function timeWithSeconds(at, timezone, locale) {
  return formatter(timezone, { hour: 'numeric', minute: '2-digit', second: '2-digit' }, locale).format(toMs(at));
}

/**
 * Whole minutes until `at`, rounded up; negative once it is over by a minute or more.
 * @param {Instant|number} at
 * @param {number} now milliseconds
 */
export function minutesUntil(at, now) {
  const left = (toMs(at) - now) / MINUTE;
  const whole = left > 0 ? Math.ceil(left) : Math.trunc(left);
  return whole === 0 ? 0 : whole;
}

/**
 * Whole seconds until `at`, rounded up; negative once it is over.
 * @param {Instant|number} at
 * @param {number} now milliseconds
 */
export function secondsUntil(at, now) {
  const whole = Math.ceil((toMs(at) - now) / SECOND);
  return whole === 0 ? 0 : whole;
}

/**
 * A stopwatch's face: "0:42", "12:34", "1:02:03".
 * @param {number} seconds
 */
export function stopwatch(seconds) {
  const total = Math.abs(Math.trunc(seconds));
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const hours = Math.trunc(total / 3600);
  const minutes = Math.trunc((total % 3600) / 60);
  const face = hours ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
  return seconds < 0 ? `−${face}` : face;
}

/**
 * A length in words: "under a minute", "1 minute", "25 minutes", "1 hour 10 minutes".
 * @param {number} minutes
 */
export function lengthInWords(minutes) {
  if (minutes < 1) return 'under a minute';
  const whole = Math.round(minutes);
  if (whole < 60) return whole === 1 ? '1 minute' : `${whole} minutes`;
  const hours = Math.trunc(whole / 60);
  const rest = whole % 60;
  const inHours = hours === 1 ? '1 hour' : `${hours} hours`;
  return rest ? `${inHours} ${rest === 1 ? '1 minute' : `${rest} minutes`}` : inHours;
}

/**
 * A length where there is little room: "now", "12 min", "1 h 10".
 * @param {number} minutes
 */
export function shortLength(minutes) {
  if (minutes < 1) return 'now';
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  const rest = whole % 60;
  return rest ? `${Math.trunc(whole / 60)} h ${String(rest).padStart(2, '0')}` : `${whole / 60} h`;
}

/**
 * An expected start as it may be told now.
 * @typedef {object} Told
 * @property {number} at milliseconds, like the others
 * @property {number} low
 * @property {number} high
 * @property {boolean} isNow the time has come: it may be any moment, and is no time to come any more
 */

/** Further away than this, a minute would be a false minute. */
const NEAR = 10 * MINUTE;
const STEP = 5 * MINUTE;

/**
 * What may be said of an expected start: to five minutes as long as it is more than ten away, the window opened to both
 * sides; to the minute when it is near; and never a time that has gone by as one to come.
 * @param {Expected} expected
 * @param {number} now milliseconds
 * @returns {Told}
 */
export function told({ at, low, high }, now) {
  const step = toMs(at) - now > NEAR ? STEP : MINUTE;
  const about = Math.round(toMs(at) / step) * step;
  return { at: about, low: Math.floor(toMs(low) / step) * step, high: Math.ceil(toMs(high) / step) * step, isNow: about <= now };
}

/**
 * An expected start in words: "about 14:20, between 14:15 and 14:35"; "any moment now" once the time has come.
 * @param {Expected} expected
 * @param {string} timezone
 * @param {number} now milliseconds
 * @param {string} [locale]
 */
export function expectedInWords(expected, timezone, now, locale) {
  const about = startInWords(expected, timezone, now, locale);
  const window = windowInWords(expected, timezone, now, locale);
  return window ? `${about}, ${window}` : about;
}

/**
 * The start alone: "about 14:20", or "any moment now".
 * @param {Expected} expected
 * @param {string} timezone
 * @param {number} now milliseconds
 * @param {string} [locale]
 */
export function startInWords(expected, timezone, now, locale) {
  const { at, isNow } = told(expected, now);
  return isNow ? 'any moment now' : `about ${timeOfDay(at, timezone, locale)}`;
}

/**
 * The window alone: "between 14:15 and 14:35", "by 14:35" where it has begun; empty where both ends are the same, or over.
 * @param {Expected} expected
 * @param {string} timezone
 * @param {number} now milliseconds
 * @param {string} [locale]
 */
export function windowInWords(expected, timezone, now, locale) {
  const { low, high } = told(expected, now);
  if (low === high || high <= now) return '';
  const end = timeOfDay(high, timezone, locale);
  return low > now ? `between ${timeOfDay(low, timezone, locale)} and ${end}` : `most likely by ${end}`;
}

/**
 * A wait as it may be told: from ten minutes on to five, and never shorter than expected.
 * @param {number} minutes
 */
export function toldWait(minutes) {
  return minutes < 10 ? minutes : Math.ceil(minutes / 5) * 5;
}

/**
 * The wave that starts next, and the first that has started.
 * @param {import('./types.js').Wave[]} waves
 * @param {number} now
 */
export function race(waves, now) {
  const inOrder = [...waves].sort((a, b) => toMs(a.starts_at) - toMs(b.starts_at));
  const first = inOrder[0] ?? null;
  return {
    next: inOrder.find((wave) => toMs(wave.starts_at) > now) ?? null,
    startedAt: first && toMs(first.starts_at) <= now ? first.starts_at : null,
  };
}
