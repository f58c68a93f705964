// What this device keeps until the desk has it, over reloads and restarts: an IndexedDB, because only that says when
// something is safely on the disk. Sealed sign-ups and taps only; nothing in here can be read by whoever finds the device.

const NAME = 'eventdesk';
const OPEN_WITHIN = 2000; // some browsers never answer where storage is switched off
const ANSWER_WITHIN = 2500; // and some that opened it fall silent after a sleep
const KEPT_AT_MOST = 500;
const DAYS = 24 * 60 * 60_000;
/** After this long a race day is over, and what it left behind goes. */
const KEPT_FOR = 7 * DAYS;

/**
 * @template [C=any]
 * @typedef {object} KeptEntry
 * @property {string} key
 * @property {string} box whose: `signups spring`, `taps spring 3`
 * @property {number} addedAt milliseconds
 * @property {number} order
 * @property {C} command
 */
/**
 * @typedef {object} Kept
 * @property {(box: string, now: number) => Promise<KeptEntry[]>} load the entries of a box in order; forgets very old ones
 * @property {(entry: KeptEntry) => Promise<void>} put resolves once it is on the disk; rejects where it can't be kept
 * @property {(key: string) => Promise<void>} drop
 * @property {(name: string, least: number) => Promise<number>} count the next number of this name, `least` or more
 * @property {() => Promise<number>} size
 */

/**
 * @param {IDBFactory|undefined} [factory]
 * @returns {Kept}
 */
export function createKept(factory = storage()) {
  /** @type {Promise<IDBDatabase>|null} */
  let opening = null;
  const opened = () => (opening ??= within(OPEN_WITHIN, open(factory)));

  /**
   * @template T
   * @param {string} store @param {(store: IDBObjectStore) => IDBRequest<T>} ask @param {boolean} [writes]
   * @returns {Promise<T>}
   */
  async function once(store, ask, writes = false) {
    const database = await opened();
    const transaction = writes ? database.transaction(store, 'readwrite', { durability: 'strict' }) : database.transaction(store);
    const answer = ask(transaction.objectStore(store));
    return within(ANSWER_WITHIN, new Promise((done, failed) => {
      transaction.oncomplete = () => done(answer.result);
      transaction.onabort = transaction.onerror = () => failed(transaction.error ?? answer.error);
    }));
  }

  return {
    async load(box, now) {
      const all = /** @type {KeptEntry[]} */ (await once('entries', (store) => store.index('box').getAll(box)));
      const old = all.filter((each) => now - each.addedAt > KEPT_FOR);
      for (const each of old) await once('entries', (store) => store.delete(each.key), true);
      return all.filter((each) => !old.includes(each)).sort((a, b) => a.order - b.order);
    },
    async put(entry) {
      if ((await this.size()) >= KEPT_AT_MOST) throw new Error('Too much is kept already.');
      await once('entries', (store) => store.put(entry), true);
    },
    drop: (key) => once('entries', (store) => store.delete(key), true),
    async count(name, least) {
      const known = await once('counts', (store) => store.get(name));
      const next = Math.max(least, (known?.last ?? 0) + 1);
      await once('counts', (store) => store.put({ name, last: next }), true);
      return next;
    },
    size: () => once('entries', (store) => store.count()),
  };
}

/**
 * The same in memory, for where storage is switched off, and for tests.
 * @returns {Kept}
 */
export function inMemory() {
  /** @type {Map<string, KeptEntry>} */
  const entries = new Map();
  /** @type {Map<string, number>} */
  const counts = new Map();
  return {
    load: async (box) => [...entries.values()].filter((each) => each.box === box).sort((a, b) => a.order - b.order),
    put: async (entry) => void entries.set(entry.key, entry),
    drop: async (key) => void entries.delete(key),
    async count(name, least) {
      const next = Math.max(least, (counts.get(name) ?? 0) + 1);
      counts.set(name, next);
      return next;
    },
    size: async () => entries.size,
  };
}

/** Only asking for it may be refused. */
function storage() {
  try {
    return globalThis.indexedDB;
  } catch {
    return undefined;
  }
}

/** @param {IDBFactory|undefined} factory @returns {Promise<IDBDatabase>} */
function open(factory) {
  return new Promise((done, failed) => {
    if (!factory) throw new Error('This browser keeps nothing.');
    const request = factory.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('entries', { keyPath: 'key' }).createIndex('box', 'box');
      request.result.createObjectStore('counts', { keyPath: 'name' });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = request.onblocked = () => failed(request.error ?? new Error('Storage is busy.'));
  });
}

/** @template T @param {number} ms @param {Promise<T>} promise @returns {Promise<T>} */
function within(ms, promise) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error('Storage does not answer.')), ms);
    promise.then(done, failed).finally(() => clearTimeout(timer));
  });
}
