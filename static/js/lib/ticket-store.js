// What the runner's own page knows: one visit. Pure; the same rules for `seq` as the large store.

/** @typedef {import('./types.js').TicketSnapshot} TicketState */
/** @typedef {import('./types.js').Patch} Patch */

/**
 * @param {TicketState} snapshot
 * @returns {TicketState}
 */
export function fromSnapshot(snapshot) {
  return { ...snapshot, visit: withKnownStart(snapshot.visit) };
}

/**
 * An expected start whose instants are null says that nobody can tell: then there is none.
 * @template {{expected_start?: {at: string|null}|null}} V
 * @param {V} visit
 * @returns {V}
 */
export function withKnownStart(visit) {
  return visit.expected_start?.at ? visit : { ...visit, expected_start: null };
}

/**
 * @param {TicketState} state
 * @param {Patch} patch
 * @returns {TicketState}
 */
function applyOne(state, patch) {
  let next = { ...state, seq: patch.seq, at: patch.at };
  for (const change of patch.changes) {
    if (change.visit && change.visit.id === state.visit.id) next = { ...next, visit: withKnownStart({ ...next.visit, ...change.visit }) };
    if (change.event) next = { ...next, event: { ...next.event, ...change.event } };
  }
  return next;
}

/**
 * @param {TicketState} state
 * @param {Patch[]} patches
 * @returns {{state: TicketState, gap: boolean}}
 */
export function applyPatches(state, patches) {
  let gap = false;
  for (const patch of [...patches].sort((a, b) => a.seq - b.seq)) {
    if (patch.seq <= state.seq) continue;
    if (patch.seq !== state.seq + 1) gap = true;
    else state = applyOne(state, patch);
  }
  return { state, gap };
}

/**
 * @param {TicketState} state
 * @param {import('./types.js').ForecastMessage} message
 * @returns {TicketState}
 */
export function applyForecast(state, message) {
  const found = message.visits?.[state.visit.id];
  if (!found) return { ...state, at: message.at ?? state.at };
  const { position = state.visit.position, ...window } = found;
  const expected_start = window.at ? window : null; // nulls say that nobody can tell any more
  return { ...state, at: message.at ?? state.at, visit: { ...state.visit, position, expected_start } };
}

/** How a ticket's room is kept, for `live.js`. */
export const ticketShape = { fromSnapshot, applyPatches, applyForecast };
