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
 * @property {Command} command
 * @property {number} addedAt milliseconds
 * @property {number} tries
 * @property {number} nextAt milliseconds, not before this
 */
/** @typedef {{entries: Entry[]}} Box in the order they were given */

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;

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
 * The one to send now: always the oldest, so that order is kept. Null: nothing, or not yet.
 * @param {Box} box
 * @param {number} now
 * @returns {Entry|null}
 */
export function due(box, now) {
  const oldest = box.entries[0];
  return oldest && oldest.nextAt <= now ? oldest : null;
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
 * @returns {Box}
 */
export function postponed(box, key, now) {
  return {
    entries: box.entries.map((entry) => {
      if (entry.key !== key) return entry;
      const pause = Math.min(FIRST_PAUSE * 2 ** entry.tries, LONGEST_PAUSE);
      return { ...entry, tries: entry.tries + 1, nextAt: now + pause };
    }),
  };
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
 * The outbox of a page. `storage` is where the box is kept between loads; by default only in memory.
 * @param {object} options
 * @param {(command: Command, key: string) => Promise<any>} options.send rejects with `mayPass` true when it is worth a retry
 * @param {(entry: Entry, answer: any) => void} [options.onAnswer]
 * @param {(entry: Entry, error: any) => void} [options.onRefusal]
 * @param {(waiting: number) => void} [options.onChange] how many are not sent yet
 * @param {{load: () => Box|null, save: (box: Box) => void}} [options.storage]
 * @param {() => number} [options.now]
 * @param {() => string} [options.makeKey]
 */
export function createOutbox({
  send,
  onAnswer = () => {},
  onRefusal = () => {},
  onChange = () => {},
  storage = { load: () => null, save: () => {} },
  now = () => Date.now(),
  makeKey = newKey,
}) {
  let box = storage.load() ?? empty;
  /** @type {Promise<void>|null} */
  let working = null;

  /** @param {Box} next */
  function keep(next) {
    box = next;
    storage.save(box);
    onChange(box.entries.length);
  }

  /** Sends what is due, one after the other. Call it after adding, on a timer, and when the network is back. */
  function work() {
    working ??= sendAll().finally(() => {
      working = null;
    });
    return working;
  }

  async function sendAll() {
    for (let entry = due(box, now()); entry; entry = due(box, now())) await sendOne(entry);
  }

  /** @param {Entry} entry */
  async function sendOne(entry) {
    try {
      const answer = await send(entry.command, entry.key);
      keep(settled(box, entry.key));
      onAnswer(entry, answer);
    } catch (error) {
      if (/** @type {any} */ (error)?.mayPass) {
        keep(postponed(box, entry.key, now()));
      } else {
        keep(settled(box, entry.key));
        onRefusal(entry, error);
      }
    }
  }

  return {
    /** @param {Command} command @param {string} [key] @returns {string} the key it goes by */
    add(command, key = makeKey()) {
      keep(added(box, command, key, now()));
      void work();
      return key;
    },
    work,
    /** Sends what waits now. */
    hurry() {
      keep(hurried(box, now()));
      return work();
    },
    /** Not wanted any more. What is under way may be done all the same; then its answer is still told. @param {string} key */
    drop(key) {
      keep(settled(box, key));
    },
    get waiting() {
      return box.entries.length;
    },
  };
}
