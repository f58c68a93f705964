// What the set-up sections hold while somebody types, and what they send.
// Drafts hold local dates and times as typed; bodies hold instants in UTC.

import { endAfter, moved, toInstant, toLocal } from './zone.js';

/** @typedef {import('../lib/types.js').Treatment} Treatment */
/** @typedef {import('../lib/types.js').TherapistStaff} Therapist */

/**
 * @typedef {{date: string, timezone: string}} Place the event's date and timezone
 * @typedef {{date: string, time: string}} Moment as typed
 */

/** @param {string|null|undefined} instant @param {Place} place @returns {Moment} */
export function momentOf(instant, place) {
  return instant ? toLocal(instant, place.timezone) : { date: place.date, time: '' };
}

/** @param {Moment} moment @param {Place} place @returns {string|null} */
export function instantOf(moment, place) {
  return moment.time ? toInstant(moment.date || place.date, moment.time, place.timezone) : null;
}

/** @param {Moment} begin @param {Moment} end @param {Place} place */
function endInstant(begin, end, place) {
  if (!end.time) return null;
  return endAfter(instantOf(begin, place), end.date || place.date, end.time, place.timezone);
}

// Event ------------------------------------------------------------------------------------------

export const NUMBERS = /** @type {const} */ ([
  'promised_wait_minutes',
  'walk_to_start_minutes',
  'grace_minutes',
  'turnover_minutes',
  'cool_down_minutes',
]);
export const PLAIN = /** @type {const} */ (['name', 'date', 'timezone', 'mode', 'board_label']);
export const SWITCHES = /** @type {const} */ (['repeat_goes_last', 'sound', 'speech']);

/** @param {Record<string, any>} event */
export function eventDraft(event) {
  const place = { date: event.date, timezone: event.timezone };
  /** @type {Record<string, any>} */
  const draft = { opens: momentOf(event.opens_at, place), closes: momentOf(event.closes_at, place) };
  for (const name of NUMBERS) draft[name] = String(event[name] ?? '');
  for (const name of PLAIN) draft[name] = event[name];
  for (const name of SWITCHES) draft[name] = Boolean(event[name]);
  return draft;
}

/**
 * Only what differs from the event as saved. When the date or the timezone changes, waves keep their
 * time of day (`moves`).
 * @param {Record<string, any>} event
 * @param {Record<string, any>} draft
 */
export function eventBody(event, draft) {
  const from = { date: event.date, timezone: event.timezone };
  const to = { date: draft.date, timezone: draft.timezone };
  /** @type {Record<string, unknown>} */
  const wanted = {
    opens_at: instantOf(shifted(draft.opens, from, to), to),
    closes_at: endInstant(shifted(draft.opens, from, to), shifted(draft.closes, from, to), to),
  };
  for (const name of NUMBERS) wanted[name] = draft[name] === '' ? null : Number(draft[name]);
  for (const name of PLAIN) wanted[name] = typeof draft[name] === 'string' ? draft[name].trim() : draft[name];
  for (const name of SWITCHES) wanted[name] = draft[name];
  const body = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !same(event[name], value)));
  if (('date' in body || 'timezone' in body) && event.waves.length)
    body.waves = event.waves.map((/** @type {any} */ wave) => ({ ...wave, starts_at: moved(wave.starts_at, from, to) }));
  return body;
}

/** A typed moment whose date was the event's own goes with it. @param {Moment} moment @param {Place} from @param {Place} to */
function shifted(moment, from, to) {
  return moment.date === from.date ? { ...moment, date: to.date } : moment;
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  if (typeof a === 'string' && typeof b === 'string' && a.endsWith('Z') && b.endsWith('Z'))
    return Date.parse(a) === Date.parse(b);
  return (a ?? null) === (b ?? null);
}

// Waves ------------------------------------------------------------------------------------------

/** @typedef {{key: string, id: number|null, name: string, starts: Moment}} WaveDraft */

/** @param {Place & Record<string, any>} event @returns {WaveDraft[]} */
export function waveDrafts(event) {
  return event.waves.map((/** @type {any} */ wave) => ({
    key: `id${wave.id}`,
    id: wave.id,
    name: wave.name,
    starts: momentOf(wave.starts_at, event),
  }));
}

/** @param {WaveDraft[]} drafts @param {Place} place */
export function wavesBody(drafts, place) {
  return {
    waves: drafts
      .filter((draft) => draft.name.trim() || draft.starts.time || draft.id)
      .map((draft) => ({
        ...(draft.id === null ? {} : { id: draft.id }),
        name: draft.name.trim(),
        starts_at: instantOf(draft.starts, place),
      })),
  };
}

/** What is missing, by the field's id. @param {WaveDraft[]} drafts @param {Place} place */
export function waveProblems(drafts, place) {
  /** @type {Record<string, string>} */
  const problems = {};
  const names = drafts.map((draft) => draft.name.trim().toLowerCase());
  drafts.forEach((draft, index) => {
    if (!draft.name.trim() && !draft.starts.time && !draft.id) return;
    if (!draft.name.trim()) problems[`wave-name-${draft.key}`] = 'Give this wave a name.';
    else if (names.indexOf(names[index]) !== index) problems[`wave-name-${draft.key}`] = 'Two waves have this name.';
    if (!instantOf(draft.starts, place)) problems[`wave-time-${draft.key}`] = `Say when ${draft.name.trim() || 'it'} starts.`;
  });
  return problems;
}

// Treatments -------------------------------------------------------------------------------------

/** @typedef {Treatment & {key: string, isNew: boolean}} TreatmentDraft */

/** @param {Treatment[]} treatments @returns {TreatmentDraft[]} */
export function treatmentDrafts(treatments) {
  return treatments.map((each) => ({ ...each, minutes: [...each.minutes], key: each.code, isNew: false }));
}

/** @param {TreatmentDraft[]} drafts */
export function treatmentsBody(drafts) {
  return {
    treatments: drafts.map(({ key, isNew, ...treatment }) => ({
      ...treatment,
      name: treatment.name.trim(),
      letter: treatment.letter.trim().toUpperCase(),
      minutes: [...treatment.minutes].sort((a, b) => a - b),
    })),
  };
}

/** @param {TreatmentDraft} draft @param {number} minutes */
export function withLength(draft, minutes) {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 180 || draft.minutes.includes(minutes)) return draft;
  return { ...draft, minutes: [...draft.minutes, minutes].sort((a, b) => a - b) };
}

/** The usual length moves to the nearest one left. @param {TreatmentDraft} draft @param {number} minutes */
export function withoutLength(draft, minutes) {
  const left = draft.minutes.filter((each) => each !== minutes);
  if (!left.length) return draft;
  const nearest = left.reduce((best, each) => (Math.abs(each - minutes) < Math.abs(best - minutes) ? each : best));
  return { ...draft, minutes: left, default_minutes: left.includes(draft.default_minutes) ? draft.default_minutes : nearest };
}

/** @param {TreatmentDraft[]} drafts */
export function treatmentProblems(drafts) {
  /** @type {Record<string, string>} */
  const problems = {};
  const letters = drafts.map((draft) => draft.letter.trim().toUpperCase());
  drafts.forEach((draft, index) => {
    if (!draft.name.trim()) problems[`treatment-name-${draft.key}`] = 'Give this treatment a name.';
    if (!/^[A-Z]$/.test(letters[index])) problems[`treatment-letter-${draft.key}`] = 'One letter, A to Z.';
    else if (letters.indexOf(letters[index]) !== index)
      problems[`treatment-letter-${draft.key}`] = `${letters[index]} is taken by another treatment.`;
  });
  return problems;
}

// Therapists -------------------------------------------------------------------------------------

/**
 * @typedef {object} TherapistDraft
 * @property {number|null} id
 * @property {string} name
 * @property {string} gender
 * @property {string[]} skills
 * @property {string} couch
 * @property {string} pin
 * @property {Moment} shift_start
 * @property {Moment} shift_end
 * @property {{key: string, starts: Moment, ends: Moment}[]} breaks
 */

/** @param {Therapist|null} therapist @param {Place & Record<string, any>} event @returns {TherapistDraft} */
export function therapistDraft(therapist, event) {
  return {
    id: therapist?.id ?? null,
    name: therapist?.name ?? '',
    gender: therapist?.gender ?? 'unsaid',
    skills: therapist ? [...therapist.skills] : event.treatments.map((/** @type {Treatment} */ each) => each.code),
    couch: therapist?.couch ?? '',
    pin: '',
    shift_start: momentOf(therapist?.shift_start, event),
    shift_end: momentOf(therapist?.shift_end, event),
    breaks: (therapist?.breaks ?? []).map((each, index) => ({
      key: `break${index}`,
      starts: momentOf(each.starts_at, event),
      ends: momentOf(each.ends_at, event),
    })),
  };
}

/** @param {TherapistDraft} draft @param {Place} place */
export function therapistBody(draft, place) {
  return {
    name: draft.name.trim(),
    gender: draft.gender,
    skills: draft.skills,
    couch: draft.couch.trim(),
    shift_start: instantOf(draft.shift_start, place),
    shift_end: endInstant(draft.shift_start, draft.shift_end, place),
    breaks: draft.breaks
      .filter((each) => each.starts.time && each.ends.time)
      .map((each) => ({ starts_at: instantOf(each.starts, place), ends_at: endInstant(each.starts, each.ends, place) })),
    ...(draft.pin ? { pin: draft.pin } : {}),
  };
}

/** @param {TherapistDraft} draft */
export function therapistProblems(draft) {
  /** @type {Record<string, string>} */
  const problems = {};
  if (!draft.name.trim()) problems.name = 'Give a name.';
  if (!draft.skills.length) problems.skills = 'Choose one treatment at least.';
  if (draft.pin && !/^\d{4,8}$/.test(draft.pin)) problems.pin = '4 to 8 digits.';
  if (draft.shift_end.time && !draft.shift_start.time) problems.shift_start = 'Say when the shift begins.';
  draft.breaks.forEach((each) => {
    if (Boolean(each.starts.time) !== Boolean(each.ends.time)) problems[each.key] = 'A break needs a begin and an end.';
  });
  return problems;
}

// Screening --------------------------------------------------------------------------------------

/** @typedef {{key: string, text: string, outcome: string, caution: string, enabled: boolean, group: string, rule: string|null}} Question */

/** Only the questions and the parts of them that differ. @param {Question[]} before @param {Question[]} after */
export function screeningBody(before, after) {
  /** @type {Record<string, Record<string, unknown>>} */
  const screening = {};
  for (const question of after) {
    const known = before.find((each) => each.key === question.key);
    if (!known) continue;
    const changed = Object.fromEntries(
      (/** @type {const} */ (['text', 'outcome', 'caution', 'enabled']))
        .map((name) => [name, typeof question[name] === 'string' ? String(question[name]).trim() : question[name]])
        .filter(([name, value]) => known[/** @type {'text'} */ (name)] !== value),
    );
    if (Object.keys(changed).length) screening[question.key] = changed;
  }
  return { screening };
}
