// Which calls are new, and how a call is said. Pure.

import { toMs } from '../lib/time.js';
import { couchInWords } from '../lib/words.js';

/** @typedef {import('../lib/types.js').Visit} Visit */

const FRESH_FOR = 60_000;

/** One call of a visit: a recall is another one. @param {Visit} visit */
export function callKey(visit) {
  return `${visit.id}@${visit.called_at}`;
}

/**
 * The calls nobody has heard yet, oldest first. A call that was made a while ago, seen first after a sleep, stays silent.
 * @param {ReadonlySet<string>} heard
 * @param {Visit[]} called
 * @param {number} now
 */
export function newCalls(heard, called, now) {
  return called
    .filter((visit) => !heard.has(callKey(visit)) && now - toMs(visit.called_at ?? 0) < FRESH_FOR)
    .sort((a, b) => toMs(a.called_at ?? 0) - toMs(b.called_at ?? 0));
}

/**
 * What the board says aloud. Letters and numbers apart, so that no voice makes a word of them.
 * @param {Visit} visit
 * @param {string} therapist first name
 */
export function spokenCall(visit, therapist) {
  const ticket = visit.ticket.replace(/([A-Za-z]+)(\d+)/, '$1 $2');
  const couch = couchInWords(visit.couch);
  const where = [couch && `to ${couch}`, therapist && (couch ? `with ${therapist}` : `to ${therapist}`)].filter(Boolean);
  return `Ticket ${ticket}. Please come ${where.join(', ') || 'to the desk'}.`;
}
