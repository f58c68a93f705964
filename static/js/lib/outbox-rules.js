// What may be sent when: in order, the same again after a pause, and never the same twice. Pure.

/**
 * @typedef {object} Entry
 * @property {string} key idempotency key: however often it is sent, it is done once
 * @property {any} command
 * @property {number} addedAt milliseconds
 * @property {number} tries
 * @property {number} nextAt milliseconds, not before this
 * @property {boolean} [aside] it was answered with a fault: the others need not wait for it
 */
/** @typedef {{entries: Entry[]}} Box in the order they were given */

const FIRST_PAUSE = 1000;
export const LONGEST_PAUSE = 30000;
const ASIDE_PAUSE = 60000;

/** @type {Box} */
export const empty = { entries: [] };

/**
 * @param {Box} box
 * @param {any} command
 * @param {string} key
 * @param {number} now
 * @returns {Box}
 */
export function added(box, command, key, now) {
  if (box.entries.some((entry) => entry.key === key)) return box;
  return { entries: [...box.entries, { key, command, addedAt: now, tries: 0, nextAt: now }] };
}

/**
 * The one to send now: always the oldest, so that order is kept; those that were set aside come when they are due and
 * nobody else is. Null: nothing, or not yet.
 * @param {Box} box
 * @param {number} now
 * @returns {Entry|null}
 */
export function due(box, now) {
  const oldest = box.entries.find((entry) => !entry.aside);
  if (oldest && isDue(oldest, now)) return oldest;
  return box.entries.find((entry) => entry.aside && isDue(entry, now)) ?? null;
}

/** No pause is that long: where one seems to be, the clock was set back. @param {Entry} entry @param {number} now */
function isDue({ nextAt }, now) {
  return nextAt <= now || nextAt > now + ASIDE_PAUSE;
}

/**
 * It was answered, well or with a refusal: either way it is settled.
 * @param {Box} box
 * @param {string} key
 * @returns {Box}
 */
export function settled(box, key) {
  return { entries: box.entries.filter((entry) => entry.key !== key) };
}

/**
 * No answer came: the same again later, with the same key, after a pause that doubles.
 * @param {Box} box
 * @param {string} key
 * @param {number} now
 * @param {number} [longest] milliseconds
 * @returns {Box}
 */
export function postponed(box, key, now, longest = LONGEST_PAUSE) {
  return changed(box, key, (entry) => {
    const pause = Math.min(FIRST_PAUSE * 2 ** entry.tries, longest);
    return { ...entry, tries: entry.tries + 1, nextAt: now + pause, aside: false };
  });
}

/**
 * The desk is there and can't take this one: it is tried again after a long pause, and the others go on meanwhile.
 * @param {Box} box
 * @param {string} key
 * @param {number} now
 * @returns {Box}
 */
export function setAside(box, key, now) {
  return changed(box, key, (entry) => ({ ...entry, tries: entry.tries + 1, nextAt: now + ASIDE_PAUSE, aside: true }));
}

/** @param {Box} box @param {string} key @param {(entry: Entry) => Entry} change @returns {Box} */
function changed(box, key, change) {
  return { entries: box.entries.map((entry) => (entry.key === key ? change(entry) : entry)) };
}

/**
 * The network is back: nothing has to wait for its pause any longer.
 * @param {Box} box
 * @param {number} now
 * @returns {Box}
 */
export function hurried(box, now) {
  return { entries: box.entries.map((entry) => ({ ...entry, nextAt: Math.min(entry.nextAt, now) })) };
}

/**
 * Those that were kept from before stand in front of those of this page.
 * @param {Box} box
 * @param {{key: string, command: any, addedAt: number}[]} kept in order
 * @returns {Box}
 */
export function restored(box, kept) {
  const known = new Set(box.entries.map((entry) => entry.key));
  const before = kept.filter((entry) => !known.has(entry.key));
  return { entries: [...before.map(({ key, command, addedAt }) => ({ key, command, addedAt, tries: 0, nextAt: 0 })), ...box.entries] };
}
