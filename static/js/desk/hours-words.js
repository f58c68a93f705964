// The hours ahead in words: waits, the list's end, how well starts were told, what the day has taught. Pure.

import { lengthInWords, shortLength } from '../lib/time.js';

/** @typedef {import('../lib/types.js').Outlook} Outlook */
/** @typedef {import('../lib/types.js').Closing} Closing */
/** @typedef {(at: string|null|undefined) => string} Time an instant as the time of day at the event */

const FEWEST_SEEN = 5;
/** Room for so few more is worth a word. */
const LITTLE_ROOM = 3;
/** A wish that costs less is not worth a word. */
const WORTH_SAYING = 3;
/** Tickets named before "and 4 more". */
const NAMED = 6;

/** @param {number|null|undefined} minutes */
export function waitInWords(minutes) {
  if (minutes === null || minutes === undefined) return 'not now';
  return minutes < 1 ? 'no wait' : shortLength(minutes);
}

/**
 * What somebody who came now would wait for each treatment; wishes only where they change it. That there is no woman, or
 * no man, is said only where everybody on duty has said who they are.
 * @param {Outlook} outlook
 * @param {import('../lib/types.js').Treatment[]} treatments
 * @param {import('../lib/types.js').Therapist[]} team
 * @returns {{code: string, name: string, wait: string, wishes: string}[]}
 */
export function waitsAhead(outlook, treatments, team) {
  const isKnown = team.every((each) => each.status === 'off' || each.gender !== 'unsaid');
  return treatments
    .filter((each) => each.enabled)
    .map(({ code, name }) => {
      const found = outlook.walk_up[code] ?? null;
      return { code, name, wait: waitInWords(found?.wait_minutes), wishes: found ? wishesInWords(found, isKnown) : '' };
    });
}

/** @param {NonNullable<Outlook['walk_up'][string]>} found @param {boolean} isKnown */
function wishesInWords({ wait_minutes, woman, man }, isKnown) {
  return /** @type {const} */ ([['a woman', woman], ['a man', man]])
    .filter(([, wished]) => (wished ? Math.abs(wished.wait_minutes - wait_minutes) >= WORTH_SAYING : isKnown))
    .map(([who, wished]) => (wished ? `with ${who} ${waitInWords(wished.wait_minutes)}` : `no ${who.slice(2)} on duty`))
    .join(', ');
}

/**
 * When the list has to close, and who would not be done.
 * @param {Closing} closing
 * @param {{isOpen: boolean, isBusy: boolean, now: number, time: Time}} facts isBusy: treatments are shorter already
 * @returns {{lead: string, late: string}} late: who would not be done in time, or empty
 */
export function closingInWords(closing, { isOpen, isBusy, now, time }) {
  return { lead: isOpen ? closeBy(closing, now, time) : lastEnd(closing, time), late: notServed(closing, isBusy, time) };
}

/** @param {Closing} closing @param {number} now @param {Time} time */
function closeBy({ must_close_at, closes_at, spare, not_served }, now, time) {
  if (not_served.length) return `Close the list now: those in line fill the time until ${time(closes_at)}.`;
  if (spare === 0) return `Nobody more who comes now can be done by ${time(closes_at)}.`;
  const room = `room for ${spare} more`;
  if (Date.parse(must_close_at) - now < 60_000) return `Close the list now so that the last one is done by ${time(closes_at)} · ${room}`;
  return `Close the list at ${time(must_close_at)} so that the last one is done by ${time(closes_at)} · ${room}`;
}

/** @param {Closing} closing @param {Time} time */
function lastEnd({ last_ends_at, closes_at }, time) {
  return last_ends_at ? `The last one in line is done about ${time(last_ends_at)}.` : `Nobody waits any more. The tent closes at ${time(closes_at)}.`;
}

/** @param {Closing} closing @param {boolean} isBusy @param {Time} time */
function notServed({ not_served, closes_at }, isBusy, time) {
  if (!not_served.length) return '';
  const named = not_served.slice(0, NAMED).join(', ');
  const more = not_served.length > NAMED ? ` and ${not_served.length - NAMED} more` : '';
  return `${named}${more} would not be done by ${time(closes_at)}. ${isBusy ? 'One more therapist' : 'Shorter treatments or one more therapist'} may help; else better tell them now.`;
}

/**
 * Whether the organiser should think of the last call: there is hardly any room left, or some would not be done.
 * @param {Closing|null|undefined} closing
 * @param {Time} time
 * @returns {string} a sentence, or empty
 */
export function lastCallHint(closing, time) {
  if (!closing) return '';
  const { spare, not_served, closes_at } = closing;
  const by = `by ${time(closes_at)}`;
  if (not_served.length) return `${not_served.length === 1 ? `${not_served[0]} would` : `${not_served.length} in line would`} not be done ${by}.`;
  if (spare === 0) return `Nobody more who comes now can be done ${by}.`;
  return spare <= LITTLE_ROOM ? `There is room for ${spare} more who can be done ${by}.` : '';
}

/** How good the told starts have been today. @param {Outlook['error']} error */
export function errorInWords(error) {
  if (!error) return '';
  const off = error.mean_minutes < 1 ? 'less than a minute' : shortLength(error.mean_minutes);
  const side = Math.abs(error.bias_minutes) < 2 ? '' : error.bias_minutes > 0 ? ', mostly later than told' : ', mostly earlier than told';
  return `Told times today: off by ${off} on average${side}; ${percent(error.inside_share)} came inside the told window (${error.count} runners)`;
}

/** @param {Outlook['learned']} learned */
export function learnedInWords({ seen, length_share, walk_minutes, no_show_share }) {
  if (seen < FEWEST_SEEN) return '';
  const more = Math.round((length_share - 1) * 100);
  const length = Math.abs(more) < 3 ? 'as long as planned' : `${Math.abs(more)} % ${more > 0 ? 'longer' : 'shorter'} than planned`;
  const walk = walk_minutes < 1 ? 'under a minute' : lengthInWords(walk_minutes);
  const missed = no_show_share >= 0.01 ? `, ${percent(no_show_share)} of the calls come to nothing` : '';
  return `Today treatments take ${length}, it is ${walk} from a call to the start${missed}.`;
}

/** @param {number} share */
const percent = (share) => `${Math.round(share * 100)} %`;
