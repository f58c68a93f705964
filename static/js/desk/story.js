// A visit's history in words, from the journal.

/**
 * @typedef {object} Entry
 * @property {number} seq
 * @property {string} at
 * @property {string} actor
 * @property {string} action
 * @property {string} subject
 * @property {Record<string, unknown>} before
 * @property {Record<string, unknown>} after
 * @property {number} [command] what was done together
 * @property {number|null} [undoes] the command that this one took back
 */

/** @type {Record<string, string>} */
const WORDS = {
  register: 'Signed up',
  clear: 'Let into the line',
  decline: 'Declined',
  refer: 'Referred to medical',
  call: 'Called',
  recall: 'Called again',
  start: 'Started',
  extend: 'More minutes',
  finish: 'Finished',
  miss: 'Not here when called',
  'step-away': 'Stepped away',
  return: 'Back in line',
  release: 'Put back in line',
  transfer: 'Passed on',
  withdraw: 'Withdrew',
  move: 'Moved in line',
  edit: 'Details changed',
  undo: 'Undone',
  'change-event': 'Times followed the set-up',
  'change-therapist': 'Couch changed',
  'health-read': 'Answers looked at',
  'clock-changed': 'The clock of the desk was corrected',
  'call-goes-on': 'More time to come: the desk was away',
};

const NOTHING_TO_UNDO = new Set(['health-read', 'clock-changed', 'call-goes-on']);

/**
 * One visit's entries, newest first, each as a line; `canUndo` on the latest that may be taken back.
 * @param {Entry[]} entries
 * @param {number} visitId
 * @param {(id: number) => string} therapistName
 */
export function story(entries, visitId, therapistName) {
  const own = entries
    .filter((entry) => entry.subject === `visit:${visitId}`)
    .sort((a, b) => b.seq - a.seq);
  const undone = new Set(own.map((entry) => entry.undoes).filter((each) => each !== null && each !== undefined));
  // The one step that the server would take back: the newest that changed something and still stands.
  const latest = own.find((entry) => !undoing(entry) && !undone.has(entry.command ?? -1) && !NOTHING_TO_UNDO.has(entry.action));
  return own.map((entry) => ({
    seq: entry.seq,
    at: entry.at,
    words: WORDS[entry.action] ?? entry.action,
    detail: detail(entry, therapistName),
    by: actorWords(entry.actor, therapistName),
    canUndo: entry === latest && entry.action !== 'register',
  }));
}

/** @param {Entry} entry */
const undoing = (entry) => entry.undoes !== null && entry.undoes !== undefined;

/** @param {Entry} entry @param {(id: number) => string} therapistName */
function detail(entry, therapistName) {
  const after = entry.after ?? {};
  /** @type {string[]} */
  const parts = [];
  if (['call', 'transfer'].includes(entry.action) && typeof after.therapist_id === 'number')
    parts.push(`${entry.action === 'call' ? 'by' : 'to'} ${therapistName(after.therapist_id)}`);
  if (typeof after.couch === 'string' && after.couch) parts.push(`couch ${after.couch}`);
  if (typeof after.referred_to === 'string' && after.referred_to) parts.push(`to ${after.referred_to}`);
  if (typeof after.reason === 'string' && after.reason) parts.push(after.reason);
  return parts.join(', ');
}

/** @param {string} actor 'organiser', 'therapist:3', 'kiosk', 'dispatcher'… @param {(id: number) => string} therapistName */
export function actorWords(actor, therapistName) {
  const [role, id] = actor.split(':');
  switch (role) {
    case 'dispatcher':
      return 'EventDesk, by the queue rule';
    case 'timer':
      return 'EventDesk, time was up';
    case 'kiosk':
      return 'Kiosk';
    case 'runner':
      return 'The runner';
    case 'therapist':
      return id && Number(id) ? therapistName(Number(id)) : 'Therapist';
    default:
      return 'Desk';
  }
}
