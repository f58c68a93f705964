// One therapist while somebody types, and what is sent.

import { endInstant, instantOf, momentOf } from './moments.js';

/** @typedef {import('../lib/types.js').Treatment} Treatment */
/** @typedef {import('../lib/types.js').TherapistStaff} Therapist */
/** @typedef {import('./moments.js').Place} Place */
/** @typedef {import('./moments.js').Moment} Moment */

/**
 * @typedef {object} TherapistDraft
 * @property {number|null} id
 * @property {string} name
 * @property {string} gender
 * @property {string} grade
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
    grade: therapist?.grade ?? 'therapist',
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
    grade: draft.grade,
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
