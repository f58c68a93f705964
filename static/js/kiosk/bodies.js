// What is sent to the server: the body of a quote and of a registration. Pure.

import { areasMarked } from './areas.js';
import { isMinor, notBefore, startOf, treatmentOf, waveOf, yesKeys } from './answers.js';

/** @typedef {import('./shapes.js').Answers} Answers */
/** @typedef {import('./shapes.js').Setting} Setting */
/** @typedef {import('../lib/types.js').EventPublic} EventView */

/** @param {number} at milliseconds */
const instant = (at) => new Date(at).toISOString();

/**
 * Without what was not said.
 * @param {Record<string, unknown>} body
 */
function said(body) {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== '' && value !== undefined));
}

/** @param {EventView} event @param {Answers} answers @param {number} now milliseconds */
function wanted(event, answers, now) {
  const wave = waveOf(event, answers);
  const start = startOf(event, answers);
  const earliest = notBefore(event, answers);
  const treatment = treatmentOf(event, answers);
  return said({
    bib: answers.bib.trim(),
    treatment: treatment?.code,
    minutes: answers.minutes ?? treatment?.default_minutes,
    wave: wave?.id,
    start_at: !wave && start !== null ? instant(start) : null,
    not_before: earliest !== null && earliest > now ? instant(earliest) : null,
  });
}

/** @param {Answers} answers */
function wishOf(answers) {
  if (answers.wish === 'named') return said({ therapist_id: answers.therapistId });
  return answers.wish === 'any' ? {} : { therapist_gender: answers.wish };
}

/**
 * What would it be like? The body of a quote.
 * @param {Setting} setting @param {Answers} answers @param {number} now milliseconds
 */
export function quoteBody(setting, answers, now) {
  return { ...wanted(setting.event, answers, now), ...wishOf(answers) };
}

/**
 * Does this bib have a visit that is not over? A quote of any kind tells; one after the race needs no start.
 * @param {EventView} event @param {string} bib @param {number} now milliseconds
 */
export function askForOpenVisit(event, bib, now) {
  const offered = event.treatments.filter((each) => each.enabled);
  const simple = offered.find((each) => each.rule === 'promise') ?? offered[0];
  const start_at = simple?.rule === 'before_start' ? instant(now) : null;
  return said({ treatment: simple?.code, bib: bib.trim(), start_at });
}

/**
 * The registration. The answers go along even when they may not be kept: the server then only looks whether
 * a person should be asked, and forgets them. The marked areas serve no one without being kept, so they stay here.
 * @param {Setting} setting @param {Answers} answers @param {number} now milliseconds @param {string} language
 */
export function visitBody(setting, answers, now, language = '') {
  const areas = answers.agreesHealth
    ? { focus: areasMarked(answers.areas, 'work'), avoid: areasMarked(answers.areas, 'avoid') }
    : {};
  const hasGuardian = isMinor(setting, answers) && answers.guardianHere;
  return {
    ...wanted(setting.event, answers, now),
    ...wishOf(answers),
    ...said({
      first_name: answers.entrant ? '' : answers.firstName.trim(),
      guardian: hasGuardian ? answers.guardian.trim() : '',
      language,
    }),
    ...areas,
    screening: Object.fromEntries(yesKeys(setting, answers).map((key) => [key, true])),
    consent: { treatment: answers.agreesTreatment, health_data: answers.agreesHealth, version: setting.consent.version },
  };
}
