// The way of one runner through the kiosk: which step follows which, and what has to be mended first. Pure.

import { lengthsNow } from '../lib/lengths.js';
import {
  finishChoices,
  isMinor,
  needsPersonNow,
  offered,
  questionsIn,
  startOf,
  treatmentOf,
} from './answers.js';

/** @typedef {import('./shapes.js').Answers} Answers */
/** @typedef {import('./shapes.js').Setting} Setting */
/** @typedef {import('./shapes.js').Quote} Quote */

/**
 * @typedef {'bib'|'search'|'by_hand'|'hello'|'kind'|'wave'|'finished'|'back_at'|'length'|'too_late'|'areas'
 *   |'now'|'stop'|'body'|'about_you'|'guardian'|'wish'|'consent'|'check'} Step
 */

/** What the progress hint counts: few and always the same, whatever else is asked. @type {{title: string, steps: Step[]}[]} */
export const PHASES = [
  { title: 'Who you are', steps: ['bib', 'search', 'by_hand', 'hello'] },
  { title: 'Your massage', steps: ['kind', 'wave', 'finished', 'back_at', 'length', 'too_late'] },
  { title: 'Where', steps: ['areas'] },
  { title: 'Your health', steps: ['now', 'stop', 'body', 'about_you', 'guardian'] },
  { title: 'Almost done', steps: ['wish', 'consent', 'check'] },
];

const ORDER = PHASES.flatMap((phase) => phase.steps);

/** @param {Answers} answers @returns {Step[]} */
function whoSteps(answers) {
  if (answers.way === 'search') return answers.entrant ? ['bib', 'search', 'hello'] : ['bib', 'search'];
  if (answers.way === 'hand') return ['bib', 'by_hand'];
  return answers.entrant ? ['bib', 'hello'] : ['bib'];
}

/** @param {Setting} setting @param {Answers} answers @param {Quote|null} quote @returns {Step[]} */
function massageSteps(setting, answers, quote) {
  /** @type {Step[]} */
  const steps = offered(setting.event).length > 1 ? ['kind'] : [];
  const treatment = treatmentOf(setting.event, answers);
  if (!treatment) return steps;
  const knowsStart = startOf(setting.event, { ...answers, wave: '', startTime: '' }) !== null;
  if (treatment.rule === 'before_start' && !knowsStart) steps.push('wave');
  if (treatment.rule === 'promise') steps.push('finished');
  if (treatment.rule === 'promise' && answers.finished === 'not_yet') steps.push('back_at');
  if (lengthsNow(setting.event, treatment).length > 1) steps.push('length');
  if (quote?.too_late) steps.push('too_late');
  return steps;
}

/** @param {Setting} setting @param {Answers} answers @returns {Step[]} */
function healthSteps(setting, answers) {
  const groups = /** @type {const} */ (['now', 'body', 'about_you']);
  /** @type {Step[]} */
  const steps = groups.filter((group) => questionsIn(setting, answers, group).length > 0);
  return isMinor(setting, answers) ? [...steps, 'guardian'] : steps;
}

/**
 * Every step of this runner, in order, as far as the answers tell by now.
 * Whoever should talk to a person now is not kept here with anything but the agreement.
 * @param {Setting} setting
 * @param {Answers} answers
 * @param {Quote|null} [quote] the last quote
 * @returns {Step[]}
 */
export function stepsOf(setting, answers, quote = null) {
  const begin = [...whoSteps(answers), ...massageSteps(setting, answers, quote)];
  if (needsPersonNow(setting, answers)) return [...begin, 'areas', 'now', 'stop', 'consent'];
  return [...begin, 'areas', ...healthSteps(setting, answers), 'wish', 'consent', 'check'];
}

/**
 * The step after this one; null: nothing is left to ask.
 * @param {Setting} setting @param {Answers} answers @param {Quote|null} quote @param {Step} step
 * @returns {Step|null}
 */
export function stepAfter(setting, answers, quote, step) {
  const steps = stepsOf(setting, answers, quote);
  if (steps.includes(step)) return steps[steps.indexOf(step) + 1] ?? null;
  return steps.find((each) => ORDER.indexOf(each) > ORDER.indexOf(step)) ?? null; // it went while the runner was at it
}

/**
 * The step before this one; null: the welcome. What only exists because something was refused is not gone back to.
 * @param {Setting} setting @param {Answers} answers @param {Quote|null} quote @param {Step} step
 * @returns {Step|null}
 */
export function stepBefore(setting, answers, quote, step) {
  const steps = stepsOf(setting, answers, quote).filter((each) => each === step || each !== 'too_late');
  if (steps.includes(step)) return steps[steps.indexOf(step) - 1] ?? null;
  return steps.filter((each) => ORDER.indexOf(each) < ORDER.indexOf(step)).pop() ?? null;
}

/**
 * Where in the five phases a step is: `done` of `steps` in the phase are behind.
 * @param {Setting} setting @param {Answers} answers @param {Quote|null} quote @param {Step} step
 */
export function progressAt(setting, answers, quote, step) {
  const at = Math.max(0, PHASES.findIndex((phase) => phase.steps.includes(step)));
  const steps = stepsOf(setting, answers, quote).filter((each) => PHASES[at].steps.includes(each));
  return { phase: at, title: PHASES[at].title, done: Math.max(0, steps.indexOf(step)), steps: Math.max(1, steps.length) };
}

/**
 * What has to be mended on this step before it can be left: each with the field that it is about.
 * @param {Setting} setting @param {Answers} answers @param {Step} step
 * @returns {{field: string, text: string}[]}
 */
export function problemsAt(setting, answers, step) {
  const check = CHECKS[step];
  return check ? check(setting, answers) : [];
}

/** @param {boolean} wrong @param {string} field @param {string} text */
function problem(wrong, field, text) {
  return wrong ? [{ field, text }] : [];
}

/** @type {Partial<Record<Step, (setting: Setting, answers: Answers) => {field: string, text: string}[]>>} */
const CHECKS = {
  bib: (_, { bib }) => problem(!bib.trim(), 'bib', 'Please type your race number.'),
  by_hand: (_, { firstName }) => problem(!firstName.trim(), 'first_name', 'Please tell us your first name.'),
  kind: ({ event }, answers) => problem(!treatmentOf(event, answers), 'treatment', 'Please choose one.'),
  wave: ({ event }, answers) => problem(startOf(event, answers) === null, 'wave', 'Please tell us when you start.'),
  finished: ({ event }, { finished }) =>
    problem(!finishChoices(event).some((each) => each.key === finished), 'finished', 'Please choose one.'),
  back_at: (_, { backAt }) => problem(backAt === null, 'back_at', 'Please choose a time.'),
  guardian: (_, { guardian, guardianHere }) => [
    ...problem(!guardian.trim(), 'guardian', 'Please type the name of your parent or guardian.'),
    ...problem(!guardianHere, 'guardian_here', 'Please tick the box if your parent or guardian is here with you.'),
  ],
  wish: (_, { wish, therapistId }) =>
    problem(wish === 'named' && therapistId === null, 'wish', 'Please choose who it should be.'),
  consent: (_, { agreesTreatment }) =>
    problem(!agreesTreatment, 'consent.treatment', 'We can only give you a massage if you tick this box.'),
};

/** Which step mends what the server found wrong. @type {Record<string, Step>} */
const STEP_OF_FIELD = {
  bib: 'bib',
  first_name: 'by_hand',
  treatment: 'kind',
  wave: 'wave',
  start_at: 'wave',
  not_before: 'finished',
  minutes: 'length',
  focus: 'areas',
  avoid: 'areas',
  therapist_gender: 'wish',
  therapist_id: 'wish',
  guardian: 'guardian',
  consent: 'consent',
};

/**
 * The server's errors by field as problems, each with the step where it can be mended.
 * @param {Record<string, string[]>} errors
 * @param {Step[]} steps the runner's steps; a field of none of them is shown where the runner is
 * @param {Step} here
 * @returns {{field: string, text: string, step: Step}[]}
 */
export function problemsFrom(errors, steps, here) {
  return Object.entries(errors).map(([field, texts]) => {
    const step = STEP_OF_FIELD[field] ?? STEP_OF_FIELD[field.split('.')[0]] ?? here;
    return { field, text: texts.join(' '), step: steps.includes(step) ? step : here };
  });
}
