// Times of day at the event's place ↔ instants (UTC), also across the change to and from summer time.

const MINUTE = 60_000;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} timezone */
function format(timezone) {
  let made = formats.get(timezone);
  if (!made) {
    made = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timezone, made);
  }
  return made;
}

/**
 * The date and the time of day of an instant, as the place's clocks show it.
 * @param {string} instant UTC, ISO 8601
 * @param {string} timezone IANA name
 * @returns {{date: string, time: string}} `YYYY-MM-DD`, `HH:MM` (`HH:MM:SS` when there are seconds)
 */
export function toLocal(instant, timezone) {
  const parts = Object.fromEntries(format(timezone).formatToParts(new Date(instant)).map((p) => [p.type, p.value]));
  const seconds = parts.second === '00' ? '' : `:${parts.second}`;
  return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}${seconds}` };
}

/** How far the place's clocks are ahead of UTC at an instant. @param {number} at ms @param {string} timezone */
function offset(at, timezone) {
  const whole = Math.floor(at / 1000) * 1000;
  const { date, time } = toLocal(new Date(whole).toISOString(), timezone);
  return Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`) - whole;
}

/**
 * The instant at which the place's clocks show this date and time. A time that the clocks skip in
 * spring counts on from the hour before (02:30 is 03:30); one they show twice in autumn is the first.
 * @param {string} date `YYYY-MM-DD`
 * @param {string} time `HH:MM` or `HH:MM:SS`
 * @param {string} timezone
 * @returns {string|null} UTC, ISO 8601 with `Z`; null when date or time are not complete
 */
export function toInstant(date, time, timezone) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}(:\d{2})?$/.test(time)) return null;
  const shown = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`);
  if (Number.isNaN(shown)) return null;
  const day = 24 * 60 * MINUTE;
  const candidates = [offset(shown - day, timezone), offset(shown + day, timezone)].map((each) => shown - each);
  const exact = candidates.filter((each) => each + offset(each, timezone) === shown);
  const at = exact.length ? Math.min(...exact) : Math.max(...candidates);
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** The next day. @param {string} date `YYYY-MM-DD` */
export function dayAfter(date) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 24 * 60 * MINUTE).toISOString().slice(0, 10);
}

/**
 * The instant of an end that was typed as a time of day: on the next day when it is not after the begin.
 * @param {string|null} begin an instant
 * @param {string} date @param {string} time @param {string} timezone
 */
export function endAfter(begin, date, time, timezone) {
  const end = toInstant(date, time, timezone);
  if (!end || !begin || Date.parse(end) > Date.parse(begin)) return end;
  return toInstant(dayAfter(date), time, timezone);
}

/**
 * The same time of day on another date or at another place: what happens to a wave when the event moves.
 * @param {string|null} instant
 * @param {{date: string, timezone: string}} from @param {{date: string, timezone: string}} to
 */
export function moved(instant, from, to) {
  if (!instant) return instant;
  const local = toLocal(instant, from.timezone);
  const day = 24 * 60 * MINUTE;
  const days = Date.parse(local.date) - Date.parse(from.date);
  const date = new Date(Date.parse(to.date) + Math.round(days / day) * day).toISOString().slice(0, 10);
  return toInstant(date, local.time, to.timezone);
}

/**
 * Timezones that fit what was typed, nearest first: the city, then the region, then anywhere in the name.
 * @param {string} typed
 * @param {string[]} names
 */
export function findTimezones(typed, names) {
  const wanted = typed.trim().toLowerCase().replaceAll(' ', '_');
  if (!wanted) return names;
  /** @param {string} name */
  const rank = (name) => {
    const lower = name.toLowerCase();
    const city = lower.slice(lower.lastIndexOf('/') + 1);
    return city.startsWith(wanted) ? 0 : lower.startsWith(wanted) ? 1 : lower.includes(wanted) ? 2 : 3;
  };
  return names.filter((name) => rank(name) < 3).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}
