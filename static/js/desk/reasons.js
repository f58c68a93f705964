// Why somebody waits although a therapist is ready, and why a ready therapist has nobody.
//
// The server says so too, in the snapshot; between two snapshots therapists come and go with every
// patch, so the same rule is kept here in order that no stale reason stays on the screen.

/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../lib/types.js').TherapistStaff} Therapist */
/** @typedef {import('../lib/types.js').EventPublic} EventView */

/** The strongest first: it is the one nearest to a fit. */
const STRONGEST = ['wish_therapist', 'wish_gender', 'break_too_soon', 'skill'];

/** @type {Record<string, string>} */
const IDLE = {
  not_yet: 'Those waiting asked to come later.',
  too_late: 'Those waiting are too late for their start.',
  skill: 'Nobody waits for a treatment given here.',
  wish_gender: 'Those waiting wish for somebody else.',
  wish_therapist: 'Those waiting wish for somebody else.',
  break_too_soon: 'Nobody fits before the break or the end of the shift.',
};
const IDLE_ORDER = ['not_yet', 'too_late', 'skill', 'wish_gender', 'wish_therapist', 'break_too_soon'];

/** @param {Visit} visit @param {EventView} event @param {number} now */
function onHold(visit, event, now) {
  if (visit.not_before && Date.parse(visit.not_before) > now) return 'not_yet';
  const rule = event.treatments.find((each) => each.code === visit.treatment)?.rule;
  return rule === 'before_start' && now > Date.parse(visit.due_at) ? 'too_late' : null;
}

/** The next break or the end of the shift, in milliseconds. @param {Therapist} therapist @param {number} now */
export function freeUntil(therapist, now) {
  const ends = [...therapist.breaks.map((each) => each.starts_at), therapist.shift_end]
    .filter((each) => each !== null)
    .map((each) => Date.parse(each))
    .filter((each) => each > now);
  return ends.length ? Math.min(...ends) : null;
}

/**
 * Why this therapist may not serve this visit from `now`; null: may.
 * @param {Visit} visit @param {Therapist} therapist @param {number} now
 */
export function whyNot(visit, therapist, now) {
  if (!therapist.skills.includes(visit.treatment)) return 'skill';
  const wish = visit.wish;
  if (wish.therapist_id !== null && wish.therapist_id !== therapist.id) return 'wish_therapist';
  if (wish.therapist_gender && wish.therapist_gender !== 'unsaid' && wish.therapist_gender !== therapist.gender)
    return 'wish_gender';
  const limit = freeUntil(therapist, now);
  return limit !== null && now + visit.minutes * 60_000 > limit ? 'break_too_soon' : null;
}

/**
 * In words, why this visit is passed over; empty when simply nobody is ready, or it is about to be called.
 * @param {Visit} visit @param {Therapist[]} therapists @param {EventView} event @param {number} now
 */
export function passedOver(visit, therapists, event, now) {
  const held = onHold(visit, event, now);
  if (held === 'not_yet') return 'Asked to come later.';
  if (held === 'too_late') return 'Too late to be done before the start.';
  const ready = therapists.filter((each) => each.status === 'ready');
  /** @type {Set<string|null>} */
  const reasons = new Set(ready.map((each) => whyNot(visit, each, now)));
  if (!ready.length || reasons.has(null)) return '';
  const named = therapists.find((each) => each.id === visit.wish.therapist_id)?.first_name ?? 'a therapist';
  switch (STRONGEST.find((each) => reasons.has(each))) {
    case 'wish_therapist':
      return `Waits for ${named}.`;
    case 'wish_gender':
      return `Waits for a ${visit.wish.therapist_gender}.`;
    case 'break_too_soon':
      return 'Does not fit before the break or the end of the shift.';
    default:
      return 'Nobody who is ready does this treatment.';
  }
}

/**
 * In words, why a ready therapist has nobody although people wait; empty otherwise.
 * @param {Therapist} therapist @param {Visit[]} line @param {EventView} event @param {number} now
 */
export function whyIdle(therapist, line, event, now) {
  if (therapist.status !== 'ready' || !line.length) return '';
  /** @type {Set<string|null>} */
  const reasons = new Set(line.map((visit) => onHold(visit, event, now) ?? whyNot(visit, therapist, now)));
  if (reasons.has(null)) return event.mode === 'on_request' ? 'Has not asked for the next runner.' : '';
  return IDLE[IDLE_ORDER.find((each) => reasons.has(each)) ?? 'skill'];
}
