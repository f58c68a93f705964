// Sign-ups on their way to the desk: sealed at once, kept on the tablet, sent in order until the desk has answered each.
// What the runner said is in nobody's memory once it is sealed, but in that of the screen while the runner stands there.

import { signal } from '@preact/signals-core';
import { newKey } from '../lib/key.js';
import { createOutbox } from '../lib/outbox.js';
import { sealed } from '../lib/sealing.js';

const TRY_EVERY = 4000; // the desk is a few metres away: no need for longer and longer pauses
/** After this long without an answer the runner is told the slip's number, and can go. */
const SLIP_AFTER = 4000;
/** This desk or this event does not know the tablet any more: everything waits until it does. */
const SIGNED_OUT = [401, 403];
const REFUSED = [409, 422];
const LONGEST_AGO = 604_800; // seconds; the desk counts six hours at most

/**
 * @typedef {object} Unsent
 * @property {string} key
 * @property {string} slip its number; empty while it is being sealed
 * @property {boolean} isLate the desk has not answered in good time
 */
/** @typedef {{key: string, tablet: number, count: number}} Slips what the page was told: the desk's public key, this tablet's number, its last count */
/** @typedef {{slip: string, visit: import('./shapes.js').Registered|null, reason: string}} Taken */

/**
 * @param {object} options
 * @param {{send: (method: string, path: string, body: unknown, options: any) => Promise<any>}} options.api
 * @param {string} options.event slug
 * @param {Slips} options.slips
 * @param {import('../lib/kept-box.js').KeptBox} options.box
 * @param {(key: string) => boolean} options.isShown whether the runner of this sign-up still stands here
 * @param {(key: string, taken: Taken) => void} options.onAnswer
 * @param {(key: string, error: any) => void} options.onRefusal the runner is here and can mend it
 * @param {() => number} options.now the desk's time in milliseconds
 * @param {() => string} [options.makeKey]
 * @param {typeof sealed} [options.seal]
 */
export function createSending({ api, event, slips, box, isShown, onAnswer, onRefusal, now, makeKey = newKey, seal = sealed }) {
  /** @type {import('@preact/signals-core').Signal<Unsent[]>} */
  const unsent = signal([]);
  const isSignedOut = signal(false);

  const outbox = createOutbox({ storage: box, longestPause: TRY_EVERY, now, send: sendOne, onAnswer: answered, onRefusal: refused });

  /** @param {{slip: string, sealed: string}} command @param {string} key @param {import('../lib/outbox.js').Entry} entry */
  async function sendOne({ slip, sealed: text }, key, { addedAt }) {
    const isHere = isShown(key);
    const ago = Math.min(LONGEST_AGO, Math.max(0, Math.round((now() - addedAt) / 1000)));
    const body = { slip, sealed: text, made_seconds_ago: ago, runner_is_here: isHere };
    try {
      const taken = await api.send('POST', '/slips', body, { key, tries: 1 });
      isSignedOut.value = false;
      return taken;
    } catch (error) {
      throw judged(/** @type {any} */ (error), key, isHere);
    }
  }

  /** What to do about a failure: nothing is thrown away but what its runner can mend. @param {any} error @param {string} key @param {boolean} isHere */
  function judged(error, key, isHere) {
    const status = error?.status ?? 0;
    isSignedOut.value = SIGNED_OUT.includes(status);
    if (REFUSED.includes(status) && isHere && isShown(key)) return error;
    late(key);
    // Refused while its runner walked away: asked once more, so that the desk hears of it.
    if (error?.mayPass || isSignedOut.value || (REFUSED.includes(status) && isHere)) return { mayPass: true };
    return { aside: true };
  }

  /** @param {string} key @param {Partial<Unsent>} more */
  function change(key, more) {
    unsent.value = unsent.value.map((each) => (each.key === key ? { ...each, ...more } : each));
  }

  /** @param {string} key */
  function late(key) {
    if (unsent.peek().some((each) => each.key === key && !each.isLate)) change(key, { isLate: true });
  }

  /** @param {string} key */
  function forget(key) {
    unsent.value = unsent.value.filter((each) => each.key !== key);
  }

  /** @param {{key: string}} entry @param {Taken} taken */
  function answered({ key }, taken) {
    forget(key);
    onAnswer(key, taken);
  }

  /** @param {{key: string}} entry @param {unknown} error */
  function refused({ key }, error) {
    forget(key);
    onRefusal(key, error);
  }

  /**
   * Seals it, keeps it, and begins to send; answers the key that it goes by.
   * @param {unknown} body of the registration
   */
  function send(body) {
    const key = makeKey();
    unsent.value = [...unsent.value, { key, slip: '', isLate: false }];
    setTimeout(late, SLIP_AFTER, key);
    void take(key, body);
    return key;
  }

  /** @param {string} key @param {unknown} body */
  async function take(key, body) {
    const count = await box.count(String(slips.tablet), slips.count + 1);
    const slip = `${slips.tablet}-${String(count).padStart(2, '0')}`;
    change(key, { slip });
    outbox.add({ slip, sealed: seal(slips.key, { event, slip, visit: body }) }, key);
  }

  /** Takes in what an earlier load of this page could not send. */
  async function restore() {
    const kept = await outbox.restore();
    const known = new Set(unsent.peek().map((each) => each.key));
    const before = kept.filter((each) => !known.has(each.key)).map((each) => ({ key: each.key, slip: each.command.slip, isLate: true }));
    unsent.value = [...before, ...unsent.peek()];
    await outbox.work();
  }

  return { unsent, isSignedOut, lasts: box.lasts, send, restore, work: outbox.work, tryNow: () => outbox.hurry(), every: TRY_EVERY };
}
