// What can be done to a visit in each state, in the order in which the desk offers it.
// The server has the last word (409 with a sentence); this only decides which buttons are shown.

/**
 * @typedef {object} Offer
 * @property {string} action the last part of the address the command is sent to
 * @property {string} label
 * @property {boolean} asks opens a dialog before anything is sent
 * @property {boolean} [stops] ends the visit: shown apart, in the stop colour
 */

/** @type {Record<string, Offer>} */
const OFFERS = {
  clear: { action: 'clear', label: 'Let into the line…', asks: true },
  call: { action: 'call', label: 'Call…', asks: true },
  recall: { action: 'recall', label: 'Call again', asks: false },
  start: { action: 'start', label: 'Start treatment', asks: false },
  finish: { action: 'finish', label: 'Finish', asks: false },
  extend: { action: 'extend', label: 'More minutes…', asks: true },
  miss: { action: 'miss', label: 'Not here', asks: false },
  release: { action: 'release', label: 'Put back in line', asks: false },
  transfer: { action: 'transfer', label: 'Pass to a colleague…', asks: true },
  move: { action: 'move', label: 'Move in line…', asks: true },
  'step-away': { action: 'step-away', label: 'Step away…', asks: true },
  return: { action: 'return', label: 'Back in line', asks: false },
  edit: { action: 'edit', label: 'Edit…', asks: true },
  refer: { action: 'refer', label: 'Refer to medical…', asks: true, stops: true },
  decline: { action: 'decline', label: 'Decline today…', asks: true, stops: true },
  withdraw: { action: 'withdraw', label: 'Withdraw', asks: false, stops: true },
};

/** @type {Record<string, string[]>} */
const BY_STATUS = {
  held: ['clear', 'edit', 'refer', 'decline', 'withdraw'],
  waiting: ['call', 'move', 'step-away', 'edit', 'refer', 'decline', 'withdraw'],
  away: ['return', 'edit', 'refer', 'withdraw'],
  called: ['start', 'recall', 'miss', 'release', 'transfer', 'edit', 'refer', 'withdraw'],
  treating: ['finish', 'extend', 'transfer', 'edit', 'refer'],
  done: ['edit'],
  declined: ['edit'],
  referred: ['edit'],
  left: ['return', 'edit'],
  no_show: ['return', 'edit'],
};

/** What a line lead may do of it; the rest is for the organiser and the therapists. */
const LEAD_MAY = new Set(['call', 'recall', 'release', 'transfer', 'move', 'step-away', 'return', 'refer', 'withdraw']);

/** @param {Offer[]} offered @param {boolean} isLead */
export function allowed(offered, isLead) {
  return isLead ? offered.filter(({ action }) => LEAD_MAY.has(action)) : offered;
}

/** @param {string} action @param {boolean} isLead */
export function mayTake(action, isLead) {
  return !isLead || LEAD_MAY.has(action);
}

export const OPEN_STATUSES = new Set(['held', 'waiting', 'away', 'called', 'treating']);

/**
 * Everything that may be done to a visit in this state; the likeliest first, the ends last. For a held visit the
 * likeliest is what the answers advise: nobody lets a runner with chest pain into the line by tapping the big button.
 * @param {string} status
 * @param {string|null} [advice]
 * @returns {Offer[]}
 */
export function offers(status, advice = null) {
  const names = BY_STATUS[status] ?? [];
  const advised = status === 'held' ? names.filter((name) => name === advice) : [];
  return [...advised, ...names.filter((name) => !advised.includes(name))].map((name) => OFFERS[name]);
}

/** @param {string} action @param {string} status */
export function isOffered(action, status) {
  return (BY_STATUS[status] ?? []).includes(action);
}

/** What the toast says once it is done. @type {Record<string, (ticket: string) => string>} */
const DONE = {
  clear: (ticket) => `${ticket} is in line`,
  call: (ticket) => `${ticket} called`,
  recall: (ticket) => `${ticket} called again`,
  start: (ticket) => `${ticket} started`,
  finish: (ticket) => `${ticket} finished`,
  extend: (ticket) => `${ticket} has more minutes`,
  miss: (ticket) => `${ticket} was not here`,
  release: (ticket) => `${ticket} is back in line`,
  transfer: (ticket) => `${ticket} passed on`,
  move: (ticket) => `${ticket} moved`,
  'step-away': (ticket) => `${ticket} stepped away`,
  return: (ticket) => `${ticket} is back in line`,
  edit: (ticket) => `${ticket} changed`,
  refer: (ticket) => `${ticket} sent to medical`,
  decline: (ticket) => `${ticket} declined`,
  withdraw: (ticket) => `${ticket} withdrawn`,
};

/** @param {string} action @param {string} ticket */
export function doneWords(action, ticket) {
  return (DONE[action] ?? ((code) => `${code} changed`))(ticket);
}

/** @type {Record<string, string>} */
const STATUS_WORDS = {
  held: 'Needs a decision',
  waiting: 'Waiting',
  away: 'Away',
  called: 'Called',
  treating: 'On the couch',
  done: 'Done',
  declined: 'Declined',
  referred: 'To medical',
  left: 'Gone',
  no_show: 'Missed',
};

/** @param {string} status */
export function statusWords(status) {
  return STATUS_WORDS[status] ?? status;
}
