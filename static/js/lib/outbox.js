// Commands that must not get lost: sent in order, each with its own key, until the desk has answered.

import { newKey } from './key.js';
import { added, due, empty, hurried, LONGEST_PAUSE, postponed, restored, setAside, settled } from './outbox-rules.js';

/** @typedef {import('./outbox-rules.js').Entry} Entry */
/** @typedef {import('./outbox-rules.js').Box} Box */

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
    let answer;
    try {
      answer = await send(entry.command, entry.key, entry);
    } catch (error) {
      failed(entry, error);
      return;
    }
    settle(entry.key);
    onAnswer(entry, answer);
  }

  /** @param {Entry} entry @param {unknown} error */
  function failed(entry, error) {
    const { mayPass, aside } = /** @type {any} */ (error) ?? {};
    if (aside) keep(setAside(box, entry.key, now()));
    else if (mayPass) keep(postponed(box, entry.key, now(), longestPause));
    else {
      settle(entry.key);
      onRefusal(entry, error);
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
      const kept = await storage.load(); // meanwhile something may have been added
      keep(restored(box, kept));
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
