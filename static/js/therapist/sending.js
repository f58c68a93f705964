// Sends taps to the desk: one at a time, each once, again by itself when the network was away, also after a reload.
// Says what came of it. What is kept of a tap is an address and a number or two, nothing about anybody.

import { ApiError } from '../lib/api.js';
import { newKey } from '../lib/key.js';
import { createOutbox } from '../lib/outbox.js';
import { batch, signal } from '../lib/ui.js';
import { said, undoOf } from './taps.js';

/** @typedef {import('./taps.js').Sent} Sent */
/** @typedef {import('./taps.js').Subject} Subject */
/**
 * @typedef {{sent: Sent, key: string, addedAt: number, state: 'quick'|'slow'|'unsent'|'old'}} Pending slow: worth a word;
 *   unsent: no answer came; old: so long ago that it is asked about before it is sent
 */
/** @typedef {{text: string, tone: 'done'|'refused', undo: Subject|null}} Word */

const SLOW_MS = 300;
const UNSENT_MS = 4000;
const SHOWN_MS = 20_000;
const AGAIN_MS = 1000;
/** A tap means what was so when it was made: after this long nobody sends it without being asked. */
export const OLD_MS = 10 * 60_000;
const OWN_NEWS_MS = 2000; // the news of one's own tap may come after its answer

/**
 * @param {object} parts
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} parts.api
 * @param {(answer: any) => void} parts.onAnswer a visit, a therapist or both, as the desk has them now
 * @param {() => void} parts.onRefusal the page may have been behind
 * @param {import('../lib/kept-box.js').KeptBox} parts.box where taps are kept until they are answered
 * @param {() => number} parts.now the desk's time in milliseconds
 */
export function createSending({ api, onAnswer, onRefusal, box, now }) {
  /** @type {import('@preact/signals-core').Signal<Pending|null>} */
  const pending = signal(null);
  /** @type {import('@preact/signals-core').Signal<Word|null>} */
  const word = signal(null);
  /** The last tap that can be taken back, also after its words have gone. @type {import('@preact/signals-core').Signal<Word|null>} */
  const last = signal(null);
  const signedOut = signal(false);
  /** Those that are not answered, oldest first. @type {Map<string, {sent: Sent, addedAt: number}>} */
  const taps = new Map();
  /** Taps that have met a desk that did not answer: a refusal may come as a surprise. @type {Set<string>} */
  const late = new Set();
  /** Old ones that somebody wants sent all the same. @type {Set<string>} */
  const confirmed = new Set();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let fading;
  let toldAt = 0;

  const outbox = createOutbox({
    storage: box,
    now,
    mayGo: ({ key, addedAt }) => !isOld(addedAt) || confirmed.has(key),
    send: ({ path, body }, key) => api.send('POST', path, body, { key, tries: 1 }).catch((error) => {
      if (error?.mayPass) stuck(key);
      if (!(error instanceof ApiError) || !error.isSignedOut) throw error;
      // Kept: whoever signs in again is the same person, and the tap is still true.
      signedOut.value = true;
      throw { mayPass: true };
    }),
    onAnswer: ({ key }, answer) => settled(key, (done) => {
      onAnswer(answer);
      const { text, undo } = said(done, answer);
      tell({ text, tone: 'done', undo });
    }),
    onRefusal: ({ key }, error) => settled(key, (done) => refused(error, late.has(key) ? `Not done: ${done.label}. ` : '')),
  });

  /** @param {number} addedAt */
  function isOld(addedAt) {
    return now() - addedAt > OLD_MS;
  }

  /** @param {string} key @param {(done: Sent) => void} then */
  function settled(key, then) {
    const done = taps.get(key)?.sent;
    taps.delete(key);
    batch(() => {
      if (pending.value?.key === key) pending.value = null;
      if (done) then(done);
      showOldest();
    });
    late.delete(key);
    confirmed.delete(key);
  }

  /** The one that holds up the others is the one to be told of, and asked about. */
  function showOldest() {
    const [oldest] = taps;
    if (!oldest || pending.peek()?.key === oldest[0]) return;
    const [key, { sent, addedAt }] = oldest;
    pending.value = { sent, key, addedAt, state: 'unsent' };
    look();
  }

  /** @param {unknown} error @param {string} before */
  function refused(error, before) {
    tell({ text: `${before}${error instanceof Error ? error.message : ''}`, tone: 'refused', undo: null });
    onRefusal();
  }

  /** @param {string} key */
  function stuck(key) {
    late.add(key);
    later(key, 'unsent');
  }

  /** @param {Word} next */
  function tell(next) {
    clearTimeout(fading);
    toldAt = performance.now();
    word.value = next;
    if (next.tone === 'done') last.value = next.undo ? next : null;
    if (next.tone === 'done') fading = setTimeout(quiet, SHOWN_MS);
  }

  function quiet() {
    word.value = null;
  }

  /** Something has changed on this page. If it was not one's own tap, "undo" would take back somebody else's step. */
  function moved() {
    if (pending.peek() || performance.now() - toldAt < OWN_NEWS_MS) return;
    batch(() => {
      last.value = null;
      if (word.peek()?.undo) quiet();
    });
  }

  /** @param {string} key @param {Pending['state']} state */
  function later(key, state) {
    const one = pending.peek();
    if (one?.key === key && (one.state === 'quick' || one.state === 'slow')) pending.value = { ...one, state };
  }

  /** Time goes by while the desk is away. */
  function look() {
    const one = pending.peek();
    if (!one || confirmed.has(one.key) || one.state === 'old' || !isOld(one.addedAt)) return;
    pending.value = { ...one, state: 'old' };
  }

  /** A treatment begins when it is tapped, not when the network is back; it is the same however often it is sent. @param {Sent} what @returns {Sent} */
  function timed(what) {
    return { ...what, body: { ...what.body, tapped_at: new Date(now()).toISOString() } };
  }

  /** A tap. While another one is under way it does nothing. @param {Sent} what */
  function tap(what) {
    if (pending.peek()) return;
    const key = newKey();
    taps.set(key, { sent: what, addedAt: now() });
    batch(() => {
      pending.value = { sent: what, key, addedAt: now(), state: 'quick' };
      quiet();
    });
    setTimeout(later, SLOW_MS, key, 'slow');
    setTimeout(later, UNSENT_MS, key, 'unsent');
    outbox.add(what.tap === 'start' ? timed(what) : what, key);
  }

  /** @param {Subject} subject @param {string} [label] */
  function undo(subject, label = 'Undo') {
    tap(undoOf(subject, label));
  }

  /** "Don't send": it may be done all the same, so the page asks how things are. */
  function giveUp() {
    const one = pending.peek();
    if (!one) return;
    outbox.drop(one.key);
    settled(one.key, () => {});
    onRefusal();
  }

  /** "Send now", also what is old. */
  function hurry() {
    const one = pending.peek();
    if (!one) return;
    if (one.state === 'old') {
      confirmed.add(one.key);
      pending.value = { ...one, state: 'unsent' };
    }
    void outbox.hurry();
  }

  /** A tap from before the page was loaded goes on; there is one at most, or two where somebody had two pages open. */
  async function restore() {
    const entries = await outbox.restore();
    const own = new Map(taps); // tapped while the storage was being looked into
    taps.clear();
    for (const { key, command, addedAt } of entries) {
      taps.set(key, own.get(key) ?? { sent: command, addedAt });
      if (!own.has(key)) late.add(key);
    }
    showOldest();
    await outbox.work();
  }

  function start() {
    setInterval(() => {
      look();
      if (pending.peek() && !signedOut.peek()) void outbox.work();
    }, AGAIN_MS);
    window.addEventListener('online', () => outbox.hurry());
    document.addEventListener('visibilitychange', () => outbox.hurry());
    void restore();
  }

  return { pending, word, last, signedOut, lasts: box.lasts, tap, undo, giveUp, quiet, moved, start, restore, hurry };
}
