// The line as the desk shows it: order, places and what deserves a second look at this moment.

/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../lib/types.js').EventPublic} EventView */

/**
 * An instant as a string that sorts to the microsecond; `Date` would drop what a move relies on.
 * @param {string} instant
 */
export function sortable(instant) {
  const [whole, fraction = ''] = instant.replace('Z', '').split('.');
  return `${whole}.${fraction.padEnd(6, '0')}`;
}

/** @param {Visit} a @param {Visit} b */
export function byDue(a, b) {
  return (
    compare(sortable(a.due_at), sortable(b.due_at)) ||
    compare(sortable(a.registered_at), sortable(b.registered_at)) ||
    a.id - b.id
  );
}

/** @param {string} a @param {string} b */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Everybody waiting, in the order in which they are called.
 * @param {Iterable<Visit>} visits
 */
export function inLine(visits) {
  return [...visits].filter((visit) => visit.status === 'waiting').sort(byDue);
}

/** @param {string|null|undefined} instant */
function ms(instant) {
  return instant ? Date.parse(instant) : NaN;
}

/** How long before the grace time ends a call counts as late. */
const LATE_CALL_MS = 60_000;

/** After this long the forecast has been told of somebody new: without an expected start there is none before it is too late. */
const FORECAST_KNOWS_MS = 5_000;

/**
 * What deserves a second look, now. Patches carry flags of the moment they were made; those that
 * depend on the clock or the forecast are worked out again here.
 * @param {Visit} visit
 * @param {EventView} event
 * @param {number} now milliseconds
 * @returns {string[]}
 */
export function flagsNow(visit, event, now) {
  const rule = event.treatments.find((each) => each.code === visit.treatment)?.rule;
  const waiting = visit.status === 'waiting';
  const due = ms(visit.due_at);
  const tooLate = waiting && rule === 'before_start' && now > due;
  const expected = ms(visit.expected_start?.at);
  const isUnserved = !visit.expected_start && now - ms(visit.registered_at) > FORECAST_KNOWS_MS;
  /** @type {[string, boolean][]} */
  const checks = [
    ['too_late', tooLate],
    ['will_miss_start', waiting && rule === 'before_start' && !tooLate && (expected > due || isUnserved)],
    ['overdue', waiting && rule === 'promise' && now > due],
    ['overtime', visit.status === 'treating' && now > ms(visit.ends_at)],
    ['late_call', visit.status === 'called' && now > ms(visit.grace_until) - LATE_CALL_MS],
    ['not_yet', waiting && ms(visit.not_before) > now],
    ['moved', visit.flags.includes('moved')],
    ['repeat', visit.flags.includes('repeat')],
    ['minor', visit.flags.includes('minor')],
  ];
  return checks.filter(([, applies]) => applies).map(([name]) => name);
}

/**
 * Where a visit lands that is dropped in front of `slot` (0: first; the line's length: last).
 * @param {Visit[]} line in queue order
 * @param {number} visitId the one that is moved
 * @param {number} slot
 * @returns {{before: number} | {due_at: string} | null} null: nothing would change
 */
export function landing(line, visitId, slot) {
  const from = line.findIndex((visit) => visit.id === visitId);
  if (from < 0 || slot === from || slot === from + 1) return null;
  if (slot < line.length) return { before: line[slot].id };
  const last = line[line.length - 1];
  return { due_at: new Date(ms(last.due_at) + 1000).toISOString() };
}

/**
 * Visits whose name, bib or ticket begins like `text`; every word has to fit.
 * @param {Iterable<Visit>} visits
 * @param {string} text
 */
export function matching(visits, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return [...visits].filter((visit) => {
    const parts = plain(`${visit.ticket} ${visit.bib ?? ''} ${visit.first_name} ${visit.last_name}`).split(/[\s-]+/);
    return words.every((word) => parts.some((part) => part.startsWith(word)));
  });
}

/** Capitals and accents aside. @param {string} text */
export function plain(text) {
  return text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase();
}
