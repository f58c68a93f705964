// What a screen knows: a snapshot, the patches since, and the forecast. Pure: each function answers a new state.

import { toMs } from './time.js';

/** @typedef {import('./types.js').Visit} Visit */
/** @typedef {import('./types.js').Therapist} Therapist */
/** @typedef {import('./types.js').Patch} Patch */
/** @typedef {import('./types.js').Change} Change */
/** @typedef {import('./types.js').Snapshot} Snapshot */

/**
 * @typedef {object} State
 * @property {number} seq
 * @property {string} at the server's time of the last thing heard
 * @property {import('./types.js').EventPublic} event
 * @property {Record<number, Visit>} visits everybody who is not done
 * @property {Visit[]} ended the latest that are over, newest first (staff only; empty in public)
 * @property {Record<number, Therapist>} therapists
 * @property {number} over how many visits are over
 * @property {Record<string, import('./types.js').Forecast1>} forecast by visit id
 * @property {Record<string, import('./types.js').WalkUp|null>} walkUp by treatment code
 * @property {Record<string, string>} passedOver why a waiting visit is passed over, by id (staff only)
 * @property {Record<string, string>} whyIdle why a ready therapist has nobody although people wait, by id (staff only)
 * @property {import('./types.js').Outlook|null} outlook the hours to come (staff only)
 * @property {import('./types.js').RefusedSlip[]} slips sign-ups of tablets that came to nothing and nobody has seen (staff only)
 * @property {boolean} isStaff
 */

const OPEN = new Set(['held', 'waiting', 'away', 'called', 'treating']);
const ENDED_KEPT = 30;

/**
 * @template {{id: number}} T
 * @param {T[]} things
 * @returns {Record<number, T>}
 */
function byId(things) {
  return Object.fromEntries(things.map((each) => [each.id, each]));
}

/**
 * @param {Snapshot} snapshot of the board or the staff room
 * @returns {State}
 */
export function fromSnapshot(snapshot) {
  const { called, treating, waiting, away, held = [], counts } = snapshot;
  const over = Object.entries(counts ?? {}).reduce((sum, [status, count]) => (OPEN.has(status) ? sum : sum + count), 0);
  return {
    seq: snapshot.seq,
    at: snapshot.at,
    event: snapshot.event,
    visits: byId([...called, ...treating, ...waiting, ...away, ...held]),
    ended: snapshot.ended ?? [],
    therapists: byId(snapshot.therapists),
    over,
    forecast: snapshot.forecast?.visits ?? {},
    walkUp: snapshot.forecast?.walk_up ?? {},
    passedOver: snapshot.passed_over ?? {},
    whyIdle: Object.fromEntries(snapshot.therapists.filter((each) => each.why_idle).map((each) => [each.id, each.why_idle ?? ''])),
    outlook: snapshot.outlook ?? null,
    slips: snapshot.slips ?? [],
    isStaff: snapshot.held !== undefined,
  };
}

/**
 * @param {State} state
 * @param {Patch} patch
 * @returns {{state: State, gap: boolean}} gap: something in between was missed, ask again with `since`
 */
export function applyPatch(state, patch) {
  if (patch.seq <= state.seq) return { state, gap: false };
  if (patch.seq !== state.seq + 1) return { state, gap: true };
  const next = patch.changes.reduce(applyChange, { ...state, seq: patch.seq, at: patch.at });
  return { state: next, gap: false };
}

/**
 * @param {State} state
 * @param {Change} change
 * @returns {State}
 */
function applyChange(state, change) {
  if (change.visit) return withVisit(state, change.visit);
  if (change.therapist) {
    const known = state.therapists[change.therapist.id];
    return { ...state, therapists: { ...state.therapists, [change.therapist.id]: { ...known, ...change.therapist } } };
  }
  if (change.slip) return withSlip(state, change.slip);
  if (change.event) return { ...state, event: { ...state.event, ...change.event } };
  return state;
}

/**
 * @param {State} state
 * @param {import('./types.js').RefusedSlip} slip
 * @returns {State}
 */
function withSlip(state, slip) {
  const others = state.slips.filter((each) => each.slip !== slip.slip);
  return { ...state, slips: slip.visit_id === null && !slip.seen_at ? [...others, slip] : others };
}

/**
 * @param {State} state
 * @param {Visit} visit
 * @returns {State}
 */
function withVisit(state, visit) {
  const { [visit.id]: known, ...others } = state.visits;
  const ended = state.ended.filter((each) => each.id !== visit.id);
  if (OPEN.has(visit.status)) {
    const wasOver = ended.length < state.ended.length;
    return { ...state, visits: { ...others, [visit.id]: visit }, ended, over: state.over - (wasOver ? 1 : 0) };
  }
  const { [visit.id]: _, ...forecast } = state.forecast;
  const kept = state.isStaff ? [visit, ...ended].slice(0, ENDED_KEPT) : ended;
  return { ...state, visits: others, ended: kept, forecast, over: state.over + (known ? 1 : 0) };
}

/**
 * Several patches in a row, in any order: older ones are ignored, a hole is reported.
 * @param {State} state
 * @param {Patch[]} patches
 * @returns {{state: State, gap: boolean}}
 */
export function applyPatches(state, patches) {
  const inOrder = [...patches].sort((a, b) => a.seq - b.seq);
  let gap = false;
  for (const patch of inOrder) {
    const step = applyPatch(state, patch);
    state = step.state;
    gap ||= step.gap;
  }
  return { state, gap };
}

/**
 * @param {State} state
 * @param {import('./types.js').ForecastMessage} message only what changed; reasons and outlook are whole, when there are any
 * @returns {State}
 */
export function applyForecast(state, message) {
  const next = { ...state, at: message.at ?? state.at };
  if (Object.keys(message.visits ?? {}).length) next.forecast = { ...state.forecast, ...message.visits };
  if (message.walk_up) next.walkUp = { ...state.walkUp, ...message.walk_up };
  if (message.passed_over) next.passedOver = message.passed_over;
  if (message.why_idle) next.whyIdle = message.why_idle;
  if (message.outlook) next.outlook = message.outlook;
  return next;
}

/**
 * What a `watch` was answered, and the patches that came in the meantime.
 * @template {{seq: number}} S
 * @param {S} state
 * @param {import('./types.js').WatchAnswer} answer
 * @param {Patch[]} meanwhile
 * @param {{fromSnapshot: (snapshot: any) => S, applyPatches: (state: S, patches: Patch[]) => {state: S, gap: boolean}}} shape
 * @returns {{state: S, gap: boolean}}
 */
export function catchUp(state, answer, meanwhile, shape) {
  const start = answer.snapshot ? shape.fromSnapshot(answer.snapshot) : state;
  return shape.applyPatches(start, [...(answer.patches ?? []), ...meanwhile]);
}

// What screens ask of it

/**
 * Order of the queue: due time to the microsecond (a move puts a visit one in front of another), then id (which is
 * the order of registration).
 * @param {Visit} a
 * @param {Visit} b
 */
export function queueOrder(a, b) {
  return toMs(a.due_at) - toMs(b.due_at) || microseconds(a.due_at) - microseconds(b.due_at) || a.id - b.id;
}

/**
 * The part of an instant that a `Date` drops.
 * @param {import('./types.js').Instant} instant
 */
function microseconds(instant) {
  return Number((/\.\d{3}(\d{1,3})/.exec(instant)?.[1] ?? '').padEnd(3, '0'));
}

/**
 * @param {State} state
 * @param {string} status
 * @returns {Visit[]} waiting and away in queue order, called newest first, treating by planned end, held by id
 */
export function inStatus(state, status) {
  const found = Object.values(state.visits).filter((visit) => visit.status === status);
  if (status === 'called') return found.sort((a, b) => toMs(b.called_at ?? 0) - toMs(a.called_at ?? 0) || b.id - a.id);
  if (status === 'treating') return found.sort((a, b) => toMs(a.ends_at ?? 0) - toMs(b.ends_at ?? 0) || a.id - b.id);
  if (status === 'held') return found.sort((a, b) => a.id - b.id);
  return found.sort(queueOrder);
}

/**
 * @param {State} state
 * @param {number|null|undefined} visitId
 * @returns {Visit|null} also from those that ended lately
 */
export function visitById(state, visitId) {
  if (visitId === null || visitId === undefined) return null;
  return state.visits[visitId] ?? state.ended.find((each) => each.id === visitId) ?? null;
}

/**
 * The therapist who has this visit.
 * @param {State} state
 * @param {Visit} visit
 * @returns {Therapist|null}
 */
export function therapistOf(state, visit) {
  if (visit.therapist_id) return state.therapists[visit.therapist_id] ?? null;
  return Object.values(state.therapists).find((each) => each.visit_id === visit.id) ?? null;
}

/** @param {State} state @returns {Therapist[]} by couch, then name */
export function therapistsInOrder(state) {
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  return Object.values(state.therapists).sort(
    (a, b) => compare(a.couch ?? '', b.couch ?? '') || compare(a.first_name, b.first_name),
  );
}

/**
 * When a waiting visit is expected to start, or null while nobody knows.
 * @param {State} state
 * @param {Visit} visit
 * @returns {import('./types.js').Expected|null}
 */
export function expectedStart(state, visit) {
  // A forecast whose instants are null says that nobody can tell any more.
  const told = state.forecast[visit.id] ?? visit.expected_start;
  return told?.at ? told : null;
}

/** Between two rounds everybody waits for the next one: nobody is passed over by that. */
export const NEXT_ROUND = 'Will be called when the next round begins.';

/**
 * Why others go ahead of a waiting visit, in words; empty when nobody does.
 * @param {State} state
 * @param {Visit} visit
 */
export function whyPassedOver(state, visit) {
  const why = state.passedOver[visit.id] ?? '';
  return why === NEXT_ROUND ? '' : why;
}

/** @param {State} state @returns {Record<string, number>} how many per status, `over` among them */
export function counts(state) {
  /** @type {Record<string, number>} */
  const found = { held: 0, waiting: 0, away: 0, called: 0, treating: 0, over: state.over };
  for (const visit of Object.values(state.visits)) found[visit.status] += 1;
  return found;
}

/** How the boards and staff rooms are kept, for `live.js`. */
export const roomShape = { fromSnapshot, applyPatches, applyForecast };
