// Keeps the page right while the live connection is away: from the answers to one's own taps, and by asking now and then.

/** @typedef {import('../lib/store.js').State} State */

const EVERY_MS = 5000;

/**
 * @param {object} parts
 * @param {import('../lib/live.js').Live<State>} parts.live
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} parts.api
 */
export function createBehind({ live, api }) {
  const isBehind = () => live.connection.peek().status !== 'live';

  /** The live news may be newer than an answer, so answers count only while there is none. @param {any} answer */
  function heard(answer) {
    if (!isBehind()) return;
    live.state.value = withAnswer(live.state.peek(), answer);
    if (!answer?.therapists) void look(); // what the tap did to others is not in its answer
  }

  async function look() {
    if (!isBehind()) return;
    try {
      heard(await api.get('/therapists', { tries: 1 }));
    } catch {
      // no answer this way either; the badge says so already
    }
  }

  return { heard, look, start: () => setInterval(look, EVERY_MS) };
}

/**
 * The state with what a command or a question was answered. Pure.
 * @param {State} state
 * @param {any} answer a visit, a therapist, `{visit, therapist}`, or `{therapists}`
 * @returns {State}
 */
export function withAnswer(state, answer) {
  if (!answer) return state;
  if (answer.therapists) return answer.therapists.reduce(withTherapist, state);
  if ('visit' in answer || 'therapist' in answer) {
    return withTherapist(withVisit(state, answer.visit), answer.therapist);
  }
  if ('ticket' in answer) return withVisit(state, answer);
  return 'couch' in answer ? withTherapist(state, answer) : state;
}

/** @param {State} state @param {any} visit @returns {State} */
function withVisit(state, visit) {
  if (!visit) return state;
  const { health: _, ...shown } = visit;
  const next = { ...state, visits: { ...state.visits, [shown.id]: shown } };
  const isMine = shown.status === 'called' || shown.status === 'treating';
  const therapists = Object.values(state.therapists).map((each) => holding(each, shown, isMine));
  return { ...next, therapists: Object.fromEntries(therapists.map((each) => [each.id, each])) };
}

/** @param {import('../lib/types.js').Therapist} therapist @param {import('../lib/types.js').Visit} visit @param {boolean} isHeld */
function holding(therapist, visit, isHeld) {
  if (isHeld && therapist.id === visit.therapist_id) return { ...therapist, status: /** @type {const} */ ('engaged'), visit_id: visit.id };
  if (therapist.visit_id !== visit.id) return therapist;
  return { ...therapist, visit_id: null, status: /** @type {const} */ ('ready') };
}

/** @param {State} state @param {any} therapist @returns {State} */
function withTherapist(state, therapist) {
  if (!therapist) return state;
  const known = state.therapists[therapist.id];
  return { ...state, therapists: { ...state.therapists, [therapist.id]: { ...known, ...therapist } } };
}
