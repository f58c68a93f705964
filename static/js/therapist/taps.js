// What each tap sends, what is said afterwards, and what its undo takes back. Pure.

import { NEXT_ROUND } from './next-up.js';

/** @typedef {import('../lib/types.js').Visit} Visit */
/** @typedef {import('../lib/types.js').Therapist} Therapist */
/** @typedef {import('./model.js').Tap} Tap */
/** @typedef {{visit_id: number}|{therapist_id: number}} Subject */
/**
 * @typedef {object} Sent
 * @property {Tap|'undo'} tap
 * @property {string} label as on the button, for "Not sent yet"
 * @property {string} path
 * @property {Record<string, unknown>} body
 * @property {Subject|null} undo what an undo of it would name
 * @property {number|null} visitId the runner it was about
 * @property {string} ticket
 * @property {boolean} wasTreating
 */

/** These change the visit alone; all others change the therapist as well, and are taken back through the therapist. */
const VISIT_ONLY = new Set(['start', 'recall', 'extend']);
const ON_VISIT = new Set(['start', 'recall', 'miss', 'extend', 'refer', 'finish', 'release', 'transfer', 'call']);
export const EXTRA_MINUTES = 5;

/**
 * @param {Tap|'call'} tap
 * @param {string} label
 * @param {{therapist: Therapist, visit: Visit|null}} who
 * @param {{minutes?: number|null, therapistId?: number, visit?: Visit}} [choice]
 * @returns {Sent}
 */
export function sent(tap, label, { therapist, visit }, choice = {}) {
  const about = choice.visit ?? visit;
  const own = { therapist_id: therapist.id };
  return {
    tap: /** @type {Tap} */ (tap),
    label,
    path: ON_VISIT.has(tap) ? `/visits/${about?.id}/${tap}` : `/therapists/${therapist.id}/${tap}`,
    body: bodyOf(tap, therapist, choice),
    undo: VISIT_ONLY.has(tap) && about ? { visit_id: about.id } : own,
    visitId: about?.id ?? null,
    ticket: about?.ticket ?? '',
    wasTreating: visit?.status === 'treating',
  };
}

/** @param {string} tap @param {Therapist} therapist @param {{minutes?: number|null, therapistId?: number}} choice */
function bodyOf(tap, therapist, { minutes, therapistId }) {
  if (tap === 'extend') return { minutes: EXTRA_MINUTES };
  if (tap === 'transfer') return { therapist_id: therapistId };
  if (tap === 'call') return { therapist_id: therapist.id };
  if (tap === 'break' && minutes) return { minutes };
  return {};
}

/** @param {Subject} subject @param {string} label @returns {Sent} */
export function undoOf(subject, label) {
  return { tap: 'undo', label, path: '/undo', body: subject, undo: null, visitId: null, ticket: '', wasTreating: false };
}

/**
 * What to undo when nobody remembers the last tap (the page was loaded again).
 * @param {Therapist} therapist
 * @param {Visit|null} visit
 * @returns {Subject}
 */
export function latestSubject(therapist, visit) {
  return visit ? { visit_id: visit.id } : { therapist_id: therapist.id };
}

/**
 * What is said when the desk has answered, and whether it can be taken back.
 * @param {Sent} done
 * @param {any} answer
 * @returns {{text: string, undo: Subject|null}}
 */
export function said(done, answer) {
  const { tap, ticket, undo } = done;
  if (tap === 'next') return saidNext(done, answer);
  return { text: WORDS[tap]?.(ticket, done.body) ?? 'Done', undo };
}

/** @param {Sent} done @param {{visit: Visit|null, reason?: string}} answer */
function saidNext({ visitId, ticket, wasTreating, undo }, { visit, reason }) {
  const finished = wasTreating ? `${ticket} is done. ` : '';
  if (!visit) return { text: `${finished}${reason === NEXT_ROUND ? 'The next runner is called when the round begins.' : reason || 'Nobody is waiting.'}`, undo: wasTreating ? undo : null };
  // Answered the runner who had been called already: nothing happened that could be taken back.
  if (visit.id === visitId) return { text: `${visit.ticket} is called`, undo: null };
  return { text: `${finished}${visit.ticket} is called`, undo };
}

/** @type {Record<string, (ticket: string, body: Record<string, unknown>) => string>} */
const WORDS = {
  ready: () => 'You are ready',
  break: (_, { minutes }) => (minutes ? `Break for ${minutes} minutes` : 'On a break'),
  off: () => 'End of shift. Thank you!',
  start: (ticket) => `${ticket} started`,
  recall: (ticket) => `${ticket} called again`,
  miss: (ticket) => `${ticket} was not here`,
  extend: (ticket) => `${EXTRA_MINUTES} minutes more for ${ticket}`,
  refer: (ticket) => `${ticket} goes to the medical tent`,
  finish: (ticket) => `${ticket} is done`,
  release: (ticket) => `${ticket} is back in line`,
  transfer: (ticket) => `${ticket} passed on`,
  call: (ticket) => `${ticket} is called`,
  undo: () => 'Taken back',
};
