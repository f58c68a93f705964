// Registrations on their way to the desk: each with its own key, tried again until the desk has answered.
// They live in the memory of the open page only, because they hold health answers.

import { signal } from '@preact/signals-core';
import { newKey } from '../lib/key.js';
import { createOutbox } from '../lib/outbox.js';

const TRY_EVERY = 4000; // the desk is a few metres away: no need for longer and longer pauses

/**
 * @typedef {object} Unsent
 * @property {string} key
 * @property {number} tries how often no answer came
 */

/**
 * @param {object} options
 * @param {{send: (method: string, path: string, body: unknown, options: any) => Promise<any>}} options.api
 * @param {(key: string, answer: any) => void} options.onAnswer
 * @param {(key: string, error: any) => void} options.onRefusal
 * @param {() => string} [options.makeKey]
 */
export function createSending({ api, onAnswer, onRefusal, makeKey = newKey }) {
  /** @type {import('@preact/signals-core').Signal<Unsent[]>} */
  const unsent = signal([]);
  /** @type {Map<string, {work: () => Promise<void>}>} */
  const boxes = new Map();
  let ahead = 0;

  /** @param {string} key */
  function settled(key) {
    boxes.delete(key);
    unsent.value = unsent.value.filter((each) => each.key !== key);
  }

  /** @param {string} key */
  function unanswered(key) {
    unsent.value = unsent.value.map((each) => (each.key === key ? { ...each, tries: each.tries + 1 } : each));
  }

  /**
   * Begins to send; answers the key that it goes by.
   * @param {unknown} body of the registration
   */
  function send(body) {
    const key = makeKey();
    unsent.value = [...unsent.value, { key, tries: 0 }];
    const box = createOutbox({
      now: () => Date.now() + ahead,
      send: async (command) => {
        try {
          return await api.send(command.method, command.path, command.body, { key, tries: 1 });
        } catch (error) {
          if (/** @type {any} */ (error)?.mayPass) unanswered(key);
          throw error;
        }
      },
      onAnswer: (_, answer) => {
        settled(key);
        onAnswer(key, answer);
      },
      onRefusal: (_, error) => {
        settled(key);
        onRefusal(key, error);
      },
    });
    boxes.set(key, box);
    box.add({ method: 'POST', path: '/visits', body }, key);
    return key;
  }

  /** Tries everything that is waiting, without any pause. */
  function tryNow() {
    ahead += 60_000;
    for (const box of boxes.values()) void box.work();
  }

  return { unsent, send, tryNow, every: TRY_EVERY };
}
