// The live connection of a page: watches one room, keeps its state in a signal, and notices silence.

import { signal } from '@preact/signals-core';
import { io } from 'socket.io-client';
import { clock, syncClock } from './clock.js';
import { catchUp, roomShape } from './store.js';
import { toMs } from './time.js';

/** @typedef {import('./types.js').Patch} Patch */
/** @typedef {import('./types.js').WatchAnswer} WatchAnswer */
/**
 * @typedef {object} Connection
 * @property {'connecting'|'live'|'lost'|'refused'|'dismissed'} status lost: nothing heard for five seconds; dismissed: signed out, nothing more comes
 * @property {number} heardAt the server's time, in milliseconds, when something was last heard
 * @property {string} [why] when refused or dismissed
 */
/**
 * @template S
 * @typedef {object} Live
 * @property {import('@preact/signals-core').Signal<S>} state
 * @property {import('@preact/signals-core').Signal<Connection>} connection
 * @property {() => void} refresh asks for the whole state again
 * @property {() => void} stop
 */

export const PROBE_AFTER = 3800; // the server says something every 3 s; after a bit more, ask
export const LOST_AFTER = 5000;
export const RENEW_AFTER = 15000; // a socket that looks open and says nothing is dead
const ANSWER_WITHIN = 4000;
const PATIENCE = 2000; // after a refusal that passes

/** Refusals of somebody whose pass is gone: asking again would not help. */
const SIGNED_OUT = new Set(['not_signed_in', 'not_allowed']);
/** Refusals that pass: silence goes on, and the watchman asks again. */
const PASSING = new Set(['too_often', 'store_unavailable', 'not_connected', 'internal']);

/**
 * @template {{seq: number, at: string}} [S=import('./store.js').State]
 * @param {object} options
 * @param {string} options.event slug
 * @param {string} options.room `board`, `staff` or `visit:<token>`
 * @param {any} options.first the snapshot that came with the page
 * @param {{fromSnapshot: (snapshot: any) => S, applyPatches: (state: S, patches: Patch[]) => {state: S, gap: boolean},
 *   applyForecast: (state: S, message: any) => S}} [options.shape] how the room is kept
 * @param {typeof io} [options.connect]
 * @returns {Live<S>}
 */
export function watchRoom({ event, room, first, shape = /** @type {any} */ (roomShape), connect = io }) {
  syncClock(first.at);
  const state = signal(shape.fromSnapshot(first));
  /** @type {import('@preact/signals-core').Signal<Connection>} */
  const connection = signal({ status: 'connecting', heardAt: clock.now() });
  let heard = performance.now();
  let connectedOnce = false;
  let asking = false;
  let askAgain = false;
  let renewedAt = 0;
  let notBefore = 0;
  /** @type {Patch[]} */
  let meanwhile = [];
  /** They tell of what changed only: one that a whole state does not hold yet would be lost by it. @type {import('./types.js').ForecastMessage[]} */
  let forecasts = [];
  const socket = connect('/live', { transports: ['websocket'], reconnectionDelay: 400, reconnectionDelayMax: 3000 });

  /** @param {string} [at] */
  function heardSomething(at) {
    heard = performance.now();
    if (at) syncClock(at);
    connection.value = { status: 'live', heardAt: clock.now() };
  }

  /** @param {boolean} everything ask for a snapshot, not for what is missing */
  function watch(everything) {
    if (!socket.connected) return;
    if (asking) {
      askAgain ||= everything;
      return;
    }
    asking = true;
    meanwhile = [];
    forecasts = [];
    const wanted = { event, room, since: everything ? null : state.value.seq };
    socket.timeout(ANSWER_WITHIN).emit('watch', wanted, answered);
  }

  /** @param {Error|null} failure @param {WatchAnswer} answer */
  function answered(failure, answer) {
    asking = false;
    const again = askAgain;
    askAgain = false;
    if (failure) return; // silence goes on, and the watchman below sees to it
    if (answer.error) {
      refused(answer.error);
      return;
    }
    const step = catchUp(state.value, answer, meanwhile, shape);
    const since = answer.snapshot ? toMs(answer.snapshot.at) : Infinity;
    state.value = forecasts.filter(({ at }) => toMs(at ?? 0) >= since).reduce(shape.applyForecast, step.state);
    heardSomething(answer.at);
    if (again || step.gap) watch(true);
  }

  /** @param {string} why */
  function refused(why) {
    if (SIGNED_OUT.has(why)) dismissed(why);
    else if (PASSING.has(why)) notBefore = performance.now() + PATIENCE;
    else connection.value = { ...connection.value, status: 'refused', why };
  }

  /** The pass was taken back or has expired: what is shown gets old from now on, and there is nothing to connect for. @param {string} why */
  function dismissed(why) {
    stop();
    connection.value = { ...connection.value, status: 'dismissed', why };
  }

  socket.on('connect', () => {
    asking = false;
    watch(connectedOnce);
    connectedOnce = true;
  });

  socket.on('patch', (/** @type {Patch} */ patch) => {
    if (asking) meanwhile.push(patch);
    const step = shape.applyPatches(state.value, [patch]);
    state.value = step.state;
    heardSomething(patch.at);
    if (step.gap) watch(false);
  });

  socket.on('forecast', (/** @type {import('./types.js').ForecastMessage} */ message) => {
    if (asking) forecasts.push(message);
    state.value = shape.applyForecast(state.value, message);
    heardSomething(message.at);
    if ((message.seq ?? 0) > state.value.seq) watch(false); // a patch was lost on the way
  });

  socket.on('dismissed', (/** @type {{error: string}} */ { error }) => dismissed(error));

  function lookAround() {
    const silence = performance.now() - heard;
    if (connection.value.status === 'refused') return;
    if (silence > LOST_AFTER && connection.value.status !== 'lost') {
      connection.value = { ...connection.value, status: 'lost' };
    }
    if (silence > RENEW_AFTER && performance.now() - renewedAt > RENEW_AFTER) renew();
    else if (silence > PROBE_AFTER && performance.now() > notBefore) watch(false);
  }

  function renew() {
    renewedAt = performance.now();
    asking = false;
    socket.disconnect();
    socket.connect();
  }

  function refresh() {
    if (connection.value.status === 'dismissed') return;
    if (socket.connected) watch(true);
    else socket.connect();
  }

  function cameBack() {
    if (document.visibilityState === 'visible') refresh();
  }

  const watchman = setInterval(lookAround, 500);
  document.addEventListener('visibilitychange', cameBack);
  window.addEventListener('pageshow', cameBack);
  window.addEventListener('online', cameBack);

  function stop() {
    clearInterval(watchman);
    document.removeEventListener('visibilitychange', cameBack);
    window.removeEventListener('pageshow', cameBack);
    window.removeEventListener('online', cameBack);
    socket.disconnect();
  }

  return { state, connection, refresh, stop };
}
