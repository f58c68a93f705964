// States in a word, an icon and a tone: the same on every screen.

/** @typedef {{word: string, icon: string, tone: import('./types.js').Tone}} Look */

/** @type {Record<string, Look>} */
const VISIT = {
  held: { word: 'Needs a decision', icon: 'question', tone: 'late' },
  waiting: { word: 'Waiting', icon: 'clock', tone: 'neutral' },
  called: { word: 'Called now', icon: 'bell', tone: 'called' },
  treating: { word: 'On the couch', icon: 'couch', tone: 'neutral' },
  away: { word: 'Stepped away', icon: 'away', tone: 'neutral' },
  done: { word: 'Done', icon: 'check', tone: 'neutral' },
  declined: { word: 'Not today', icon: 'stop', tone: 'stopped' },
  referred: { word: 'Sent to the medical tent', icon: 'medical', tone: 'stopped' },
  left: { word: 'Left', icon: 'door', tone: 'neutral' },
  no_show: { word: 'Did not come', icon: 'door', tone: 'neutral' },
};

/** @type {Record<string, Look>} */
const THERAPIST = {
  off: { word: 'Off duty', icon: 'door', tone: 'neutral' },
  ready: { word: 'Ready', icon: 'check', tone: 'called' },
  engaged: { word: 'With a runner', icon: 'couch', tone: 'neutral' },
  turnover: { word: 'Getting the couch ready', icon: 'sparkle', tone: 'neutral' },
  break: { word: 'On a break', icon: 'cup', tone: 'neutral' },
};

/** @type {Record<string, Look>} */
const FLAG = {
  too_late: { word: 'Too late before the start', icon: 'stop', tone: 'stopped' },
  will_miss_start: { word: 'May miss the start', icon: 'late', tone: 'late' },
  overdue: { word: 'Over the promised wait', icon: 'late', tone: 'late' },
  overtime: { word: 'Past the planned end', icon: 'late', tone: 'late' },
  late_call: { word: 'Not here yet', icon: 'late', tone: 'late' },
  minor: { word: 'Under 18', icon: 'person', tone: 'neutral' },
  not_yet: { word: 'Not yet', icon: 'clock', tone: 'neutral' },
  moved: { word: 'Moved by the desk', icon: 'move', tone: 'neutral' },
  repeat: { word: 'Second massage', icon: 'again', tone: 'neutral' },
};

/** @type {Look} */
const UNKNOWN = { word: '', icon: 'question', tone: 'neutral' };

/** @param {string} status @returns {Look} */
export const visitLook = (status) => VISIT[status] ?? { ...UNKNOWN, word: status };
/** @param {string} status @returns {Look} */
export const therapistLook = (status) => THERAPIST[status] ?? { ...UNKNOWN, word: status };
/** @param {string} flag @returns {Look} */
export const flagLook = (flag) => FLAG[flag] ?? { ...UNKNOWN, word: flag.replaceAll('_', ' ') };

/**
 * How a treatment looks: before or after the race, by its rule.
 * @param {Pick<import('./types.js').EventPublic, 'treatments'>} event
 * @param {string} code
 * @returns {Look & {name: string}}
 */
export function treatmentLook(event, code) {
  const treatment = event.treatments.find((each) => each.code === code);
  const name = treatment?.name ?? code;
  if (treatment?.rule === 'before_start') return { word: 'Before the race', icon: 'before', tone: 'before', name };
  return { word: 'After the race', icon: 'after', tone: 'after', name };
}

/**
 * "3" reads "Couch 3"; a name of its own stays as it is.
 * @param {string} couch
 */
export function couchInWords(couch) {
  const name = (couch ?? '').trim();
  if (!name) return '';
  return name.length <= 3 ? `Couch ${name}` : name;
}

/**
 * Where somebody who is called has to go: "couch 3 with Mia", in the middle of a sentence.
 * @param {string} couch
 * @param {string} therapist first name
 */
export function turnInWords(couch, therapist) {
  const place = couchInWords(couch).replace(/^Couch /, 'couch ');
  return [place, therapist && `with ${therapist}`].filter(Boolean).join(' ') || 'come to the desk';
}
