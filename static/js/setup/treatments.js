// Treatments while somebody types, and what is sent.

/** @typedef {import('../lib/types.js').Treatment} Treatment */
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
      ...(treatment.busy_minutes && treatment.rule !== 'promise' ? { busy_minutes: null } : {}),
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
    if (hasWrongBusyLength(draft)) problems[`treatment-busy-${draft.key}`] = `From ${BUSY_AT_LEAST} minutes up to the shortest length, ${Math.min(...draft.minutes)}.`;
  });
  return problems;
}

const BUSY_AT_LEAST = 5;

/** @param {TreatmentDraft} draft */
function hasWrongBusyLength({ rule, minutes, busy_minutes }) {
  if (rule !== 'promise' || busy_minutes === null || busy_minutes === undefined) return false;
  return !Number.isInteger(busy_minutes) || busy_minutes < BUSY_AT_LEAST || busy_minutes > Math.min(...minutes);
}
