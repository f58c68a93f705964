// Sends taps to the desk: one at a time, each once, again by itself when the network was away. Says what came of it.

import { ApiError } from '../lib/api.js';
import { newKey } from '../lib/key.js';
import { createOutbox } from '../lib/outbox.js';
import { batch, signal } from '../lib/ui.js';
import { said, undoOf } from './taps.js';

/** @typedef {import('./taps.js').Sent} Sent */
/** @typedef {import('./taps.js').Subject} Subject */
/** @typedef {{sent: Sent, key: string, state: 'quick'|'slow'|'unsent'}} Pending slow: worth a word; unsent: no answer came */
/** @typedef {{text: string, tone: 'done'|'refused', undo: Subject|null}} Word */

const SLOW_MS = 300;
const UNSENT_MS = 4000;
const SHOWN_MS = 20_000;
const AGAIN_MS = 1000;
const OWN_NEWS_MS = 2000; // the news of one's own tap may come after its answer

/**
 * @param {object} parts
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} parts.api
 * @param {(answer: any) => void} parts.onAnswer a visit, a therapist or both, as the desk has them now
 * @param {() => void} parts.onRefusal the page may have been behind
 */
export function createSending({ api, onAnswer, onRefusal }) {
  /** @type {import('@preact/signals-core').Signal<Pending|null>} */
  const pending = signal(null);
  /** @type {import('@preact/signals-core').Signal<Word|null>} */
  const word = signal(null);
  /** The last tap that can be taken back, also after its words have gone. @type {import('@preact/signals-core').Signal<Word|null>} */
  const last = signal(null);
  const signedOut = signal(false);
  /** @type {Map<string, Sent>} */
  const taps = new Map();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let fading;
  let toldAt = 0;

  const outbox = createOutbox({
    send: (command, key) => api.send(command.method, command.path, command.body, { key, tries: 1 }).catch((error) => {
      if (error?.mayPass) later(key, 'unsent');
      throw error;
    }),
    onAnswer: ({ key }, answer) => settled(key, (done) => {
      onAnswer(answer);
      const { text, undo } = said(done, answer);
      tell({ text, tone: 'done', undo });
    }),
    onRefusal: ({ key }, error) => settled(key, () => refused(error)),
  });

  /** @param {string} key @param {(done: Sent) => void} then */
  function settled(key, then) {
    const done = taps.get(key);
    taps.delete(key);
    batch(() => {
      if (pending.value?.key === key) pending.value = null;
      if (done) then(done);
    });
  }

  /** @param {unknown} error */
  function refused(error) {
    if (error instanceof ApiError && error.isSignedOut) signedOut.value = true;
    else tell({ text: error instanceof Error ? error.message : '', tone: 'refused', undo: null });
    onRefusal();
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
    const now = pending.peek();
    if (now?.key === key && now.state !== 'unsent') pending.value = { ...now, state };
  }

  /** A tap. While another one is under way it does nothing. @param {Sent} what */
  function tap(what) {
    if (pending.peek()) return;
    const key = newKey();
    taps.set(key, what);
    batch(() => {
      pending.value = { sent: what, key, state: 'quick' };
      quiet();
    });
    setTimeout(later, SLOW_MS, key, 'slow');
    setTimeout(later, UNSENT_MS, key, 'unsent');
    outbox.add({ method: 'POST', path: what.path, body: what.body }, key);
  }

  /** @param {Subject} subject @param {string} [label] */
  function undo(subject, label = 'Undo') {
    tap(undoOf(subject, label));
  }

  /** "Don't send": it may be done all the same, so the page asks how things are. */
  function giveUp() {
    const now = pending.peek();
    if (!now) return;
    outbox.drop(now.key);
    pending.value = null;
    onRefusal();
  }

  function start() {
    setInterval(() => pending.peek() && outbox.work(), AGAIN_MS);
    window.addEventListener('online', () => outbox.hurry());
  }

  return { pending, word, last, signedOut, tap, undo, giveUp, quiet, moved, start, hurry: () => outbox.hurry() };
}
