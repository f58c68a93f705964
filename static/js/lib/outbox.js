// Commands that must not get lost: sent in order, each with its own key, until the desk has answered. The rules are pure.

import { newKey } from './key.js';

/**
 * @typedef {object} Command
 * @property {string} method
 * @property {string} path
 * @property {any} [body]
 */
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
const LONGEST_PAUSE = 30000;
const ASIDE_PAUSE = 60000;

/** @type {Box} */
export const empty = { entries: [] };

/**
 * @param {Box} box
 * @param {Command} command
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
  if (oldest && oldest.nextAt <= now) return oldest;
  return box.entries.find((entry) => entry.aside && entry.nextAt <= now) ?? null;
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

/**
 * Where entries are kept between loads.
 * @typedef {object} Storage
 * @property {() => Promise<{key: string, command: any, addedAt: number}[]>} load in order
 * @property {(entry: Entry) => Promise<void>} put nothing is sent before it has resolved; must not reject
 * @property {(key: string) => Promise<void>} drop must not reject
 */

/** @type {Storage} */
const NOWHERE = { load: async () => [], put: async () => {}, drop: async () => {} };

/**
 * The outbox of a page. `storage` is where entries are kept between loads; by default only in memory.
 * @param {object} options
 * @param {(command: any, key: string, entry: Entry) => Promise<any>} options.send rejects with `mayPass` true when it is
 *   worth a retry, with `aside` true when the others should not wait for that
 * @param {(entry: Entry, answer: any) => void} [options.onAnswer]
 * @param {(entry: Entry, error: any) => void} [options.onRefusal]
 * @param {(waiting: number) => void} [options.onChange] how many are not sent yet
 * @param {(entry: Entry) => boolean} [options.mayGo] false: it has to wait, and those behind it too
 * @param {Storage} [options.storage]
 * @param {number} [options.longestPause] milliseconds
 * @param {() => number} [options.now]
 * @param {() => string} [options.makeKey]
 */
export function createOutbox({
  send,
  onAnswer = () => {},
  onRefusal = () => {},
  onChange = () => {},
  mayGo = () => true,
  storage = NOWHERE,
  longestPause = LONGEST_PAUSE,
  now = () => Date.now(),
  makeKey = newKey,
}) {
  let box = empty;
  /** @type {Promise<void>|null} */
  let working = null;
  /** @type {Map<string, Promise<void>>} */
  const saving = new Map();

  /** @param {Box} next */
  function keep(next) {
    box = next;
    onChange(box.entries.length);
  }

  /** @param {string} key */
  function settle(key) {
    keep(settled(box, key));
    void storage.drop(key);
  }

  /** Sends what is due, one after the other. Call it after adding, on a timer, and when the network is back. */
  function work() {
    working ??= sendAll().finally(() => {
      working = null;
    });
    return working;
  }

  async function sendAll() {
    for (let entry = due(box, now()); entry && mayGo(entry); entry = due(box, now())) await sendOne(entry);
  }

  /** @param {Entry} entry */
  async function sendOne(entry) {
    await saving.get(entry.key);
    try {
      const answer = await send(entry.command, entry.key, entry);
      settle(entry.key);
      onAnswer(entry, answer);
    } catch (error) {
      const { mayPass, aside } = /** @type {any} */ (error) ?? {};
      if (aside) keep(setAside(box, entry.key, now()));
      else if (mayPass) keep(postponed(box, entry.key, now(), longestPause));
      else {
        settle(entry.key);
        onRefusal(entry, error);
      }
    }
  }

  return {
    /** @param {any} command @param {string} [key] @returns {string} the key it goes by */
    add(command, key = makeKey()) {
      keep(added(box, command, key, now()));
      const [entry] = box.entries.slice(-1);
      if (entry.key === key && !saving.has(key)) saving.set(key, storage.put(entry).finally(() => saving.delete(key)));
      void work();
      return key;
    },
    /** Takes in what was kept from before the page was loaded; answers those entries. */
    async restore() {
      keep(restored(box, await storage.load()));
      return box.entries;
    },
    work,
    /** Sends what waits now. */
    hurry() {
      keep(hurried(box, now()));
      return work();
    },
    /** Not wanted any more. What is under way may be done all the same; then its answer is still told. @param {string} key */
    drop(key) {
      settle(key);
    },
    get waiting() {
      return box.entries.length;
    },
  };
}
