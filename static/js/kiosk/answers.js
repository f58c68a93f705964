// What one runner has told so far, and what follows from it: treatment, questions, start time. Pure.

import { toInstant } from '../setup/zone.js';

/** @typedef {import('./shapes.js').Answers} Answers */
/** @typedef {import('../lib/types.js').EventPublic} EventView */
/** @typedef {import('./shapes.js').Question} Question */
/** @typedef {import('./shapes.js').Setting} Setting */

const MINUTE = 60_000;
export const MINOR_KEYS = ['under_16', 'under_18'];
export const GROUPS = /** @type {const} */ (['now', 'body', 'about_you']);

/** Nobody has said anything yet. @returns {Answers} */
export function nothingSaid() {
  return {
    way: 'bib',
    bib: '',
    entrant: null,
    firstName: '',
    wave: '',
    startTime: '',
    treatment: '',
    minutes: null,
    finished: null,
    finishedAt: null,
    backAt: null,
    areas: {},
    yes: {},
    guardian: '',
    guardianHere: false,
    wish: 'any',
    therapistId: null,
    agreesTreatment: false,
    agreesHealth: false,
  };
}

/** @param {EventView} event */
export function offered(event) {
  return event.treatments.filter((each) => each.enabled);
}

/**
 * The chosen treatment; where only one is offered there is nothing to choose.
 * @param {EventView} event
 * @param {Answers} answers
 */
export function treatmentOf(event, answers) {
  const choice = offered(event);
  if (choice.length === 1) return choice[0];
  return choice.find((each) => each.code === answers.treatment) ?? null;
}

/** @param {EventView} event @param {string|null|undefined} name */
export function waveNamed(event, name) {
  if (!name) return null;
  const wanted = name.trim().toLowerCase();
  return event.waves.find((each) => each.name.trim().toLowerCase() === wanted) ?? null;
}

/**
 * The runner's wave: the one picked here, else the one of the start list.
 * @param {EventView} event
 * @param {Answers} answers
 */
export function waveOf(event, answers) {
  return waveNamed(event, answers.wave || answers.entrant?.wave);
}

/** When this runner starts, in milliseconds; null where nobody knows. @param {EventView} event @param {Answers} answers */
export function startOf(event, answers) {
  const wave = waveOf(event, answers);
  if (wave) return Date.parse(wave.starts_at);
  const typed = answers.startTime && toInstant(event.date, answers.startTime, event.timezone);
  const at = typed || answers.entrant?.start_at;
  return at ? Date.parse(at) : null;
}

/**
 * The questions of one group that this kind of treatment asks.
 * @param {Setting} setting
 * @param {Answers} answers
 * @param {string} group
 */
export function questionsIn(setting, answers, group) {
  const rule = treatmentOf(setting.event, answers)?.rule;
  return setting.screening.filter((each) => each.group === group && (!each.rule || each.rule === rule));
}

/**
 * The keys answered with yes that are still asked: another treatment may ask fewer.
 * @param {Setting} setting
 * @param {Answers} answers
 */
export function yesKeys(setting, answers) {
  return GROUPS.flatMap((group) => questionsIn(setting, answers, group))
    .map((each) => each.key)
    .filter((key) => answers.yes[key]);
}

/**
 * A yes to something that a person should look at before anything else.
 * @param {Setting} setting
 * @param {Answers} answers
 */
export function needsPersonNow(setting, answers) {
  return questionsIn(setting, answers, 'now').some((each) => answers.yes[each.key] && each.needs_person !== false);
}

/** @param {Setting} setting @param {Answers} answers */
export function isMinor(setting, answers) {
  return yesKeys(setting, answers).some((key) => MINOR_KEYS.includes(key));
}

/**
 * Whether a person will talk with this runner before anything else, as far as the kiosk can tell.
 * @param {Setting} setting
 * @param {Answers} answers
 */
export function meetsPersonFirst(setting, answers) {
  const yes = yesKeys(setting, answers);
  const isAlone = isMinor(setting, answers) && !(answers.guardianHere && answers.guardian.trim());
  return !answers.agreesHealth || isAlone || setting.screening.some((each) => each.needs_person && yes.includes(each.key));
}

/**
 * The answers with one question answered the other way; nobody is in two age groups.
 * @param {Answers} answers
 * @param {string} key
 * @returns {Answers}
 */
export function answered(answers, key) {
  const { [key]: was, ...yes } = answers.yes;
  if (was) return { ...answers, yes };
  if (MINOR_KEYS.includes(key)) for (const other of MINOR_KEYS) delete yes[other];
  return { ...answers, yes: { ...yes, [key]: true } };
}

/**
 * What can be said about the finish, with how long ago that was.
 * @param {EventView} event
 * @returns {{key: Exclude<Answers['finished'], null>, minutes: number|null}[]}
 */
export function finishChoices(event) {
  const cool = event.cool_down_minutes ?? 10;
  const choices = [
    { key: /** @type {const} */ ('just_now'), minutes: 0 },
    { key: /** @type {const} */ ('a_while'), minutes: Math.floor(cool / 2) },
    { key: /** @type {const} */ ('long_ago'), minutes: cool },
    { key: /** @type {const} */ ('not_yet'), minutes: null },
  ];
  return choices.filter((each) => each.key !== 'a_while' || cool >= 4);
}

/**
 * The earliest call, in milliseconds: after the cool down, or when the runner will be back. Null: at once.
 * @param {EventView} event
 * @param {Answers} answers
 */
export function notBefore(event, answers) {
  if (treatmentOf(event, answers)?.rule !== 'promise') return null;
  if (answers.finished === 'not_yet') return answers.backAt;
  if (answers.finishedAt === null) return null;
  return answers.finishedAt + (event.cool_down_minutes ?? 10) * MINUTE;
}

/**
 * Times to come back at, each quarter of an hour, in milliseconds: after the start, before the tent closes.
 * @param {EventView} event
 * @param {Answers} answers
 * @param {number} now milliseconds
 */
export function backTimes(event, answers, now) {
  const quarter = 15 * MINUTE;
  const earliest = Math.max(now, startOf(event, answers) ?? now) + quarter;
  const closes = event.closes_at ? Date.parse(event.closes_at) : Infinity;
  const first = Math.ceil(earliest / quarter) * quarter;
  const step = quarter * 2;
  const times = [first, first + quarter];
  while (times.length < 12) times.push(Math.floor(times[times.length - 1] / step) * step + step);
  return [...new Set(times)].filter((at) => at < closes);
}
