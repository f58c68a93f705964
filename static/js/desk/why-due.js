// Why a visit stands where it stands, as a sentence.

/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../lib/types.js').EventPublic} EventView */

/**
 * @param {Visit} visit
 * @param {EventView} event
 * @param {(instant: string) => string} time how the page writes a time of day
 */
export function whyDue(visit, event, time) {
  const due = time(visit.due_at);
  if (visit.flags.includes('moved')) {
    const because = visit.reason ? `: ${visit.reason}` : '';
    return `Moved by hand to ${due}${because}`;
  }
  const rule = event.treatments.find((each) => each.code === visit.treatment)?.rule;
  if (rule === 'before_start' && visit.start_at) {
    const walk = Math.round((Date.parse(visit.start_at) - Date.parse(visit.due_at)) / 60_000) - visit.minutes;
    return `Has to begin by ${due}: starts at ${time(visit.start_at)}, less ${visit.minutes} min massage and ${walk} min to walk there`;
  }
  if (visit.flags.includes('repeat')) return `Second massage after the race: behind the others`;
  const from = laterOf(visit.registered_at, visit.not_before);
  const wait = Math.round((Date.parse(visit.due_at) - Date.parse(from)) / 60_000);
  const since = from === visit.registered_at ? `signed up at ${time(from)}` : `asked for ${time(from)}`;
  return `Due at ${due}: ${since}, promised within ${wait} min`;
}

/** @param {string} a @param {string|null} b */
function laterOf(a, b) {
  return b && Date.parse(b) > Date.parse(a) ? b : a;
}
