// How long a treatment is just now: as wished, the busy length, or what a round leaves. Pure.

/** @typedef {import('./types.js').EventPublic} EventPublic */
/** @typedef {import('./types.js').Treatment} Treatment */

/**
 * The length that somebody who asks for so many minutes gets just now.
 * @param {EventPublic} event
 * @param {Treatment} treatment
 * @param {number} minutes as wished for
 */
export function lengthNow(event, treatment, minutes) {
  const round = event.cycle_minutes ? (event.cycle_hands_on_minutes ?? 0) : 0;
  if (treatment.rule === 'before_start') return round ? Math.min(minutes, round) : minutes;
  if (round) return round;
  return event.is_busy && treatment.busy_minutes ? Math.min(minutes, treatment.busy_minutes) : minutes;
}

/**
 * How long this visit will be if it begins now: its own minutes know of busy mode, not of rounds.
 * @param {EventPublic} event
 * @param {{treatment: string, minutes?: number}} visit
 */
export function minutesNow(event, { treatment: code, minutes = 0 }) {
  const treatment = event.treatments.find((each) => each.code === code);
  return treatment && event.cycle_minutes ? lengthNow(event, treatment, minutes) : minutes;
}

/**
 * The lengths that can be chosen from just now: what each is, and what to ask the desk for. One of them is not a choice.
 * @param {EventPublic} event
 * @param {Treatment} treatment
 * @returns {{asked: number, shown: number}[]}
 */
export function lengthsNow(event, treatment) {
  const usualFirst = [treatment.default_minutes, ...treatment.minutes];
  const byShown = new Map(usualFirst.reverse().map((asked) => [lengthNow(event, treatment, asked), asked]));
  return [...byShown].map(([shown, asked]) => ({ asked, shown })).sort((a, b) => a.shown - b.shown);
}

/**
 * The treatments that are shorter just now than the usual, each with its length: what people should be told of.
 * @param {EventPublic} event
 * @returns {{treatment: Treatment, minutes: number}[]}
 */
export function shorterNow(event) {
  return event.treatments
    .filter((each) => each.enabled && each.rule === 'promise')
    .map((treatment) => ({ treatment, minutes: lengthNow(event, treatment, treatment.default_minutes) }))
    .filter(({ treatment, minutes }) => minutes < treatment.default_minutes);
}

/**
 * "Massages after the race are 12 minutes just now, so that everybody gets one."; empty while they have their usual length.
 * @param {EventPublic} event
 */
export function shorterInWords(event) {
  const found = shorterNow(event);
  if (!found.length) return '';
  const [first] = found;
  const isSame = found.every((each) => each.minutes === first.minutes);
  if (isSame) return `Massages after the race are ${first.minutes} minutes just now, so that everybody gets one.`;
  return `Massages after the race are shorter just now, so that everybody gets one.`;
}
