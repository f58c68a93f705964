// What the event's and the waves' sections hold while somebody types, and what they send.
// Drafts hold local dates and times as typed; bodies hold instants in UTC.

import { endInstant, instantOf, momentOf } from './moments.js';
import { moved } from './zone.js';

/** @typedef {import('./moments.js').Place} Place */
/** @typedef {import('./moments.js').Moment} Moment */

export const NUMBERS = /** @type {const} */ ([
  'promised_wait_minutes',
  'walk_to_start_minutes',
  'grace_minutes',
  'turnover_minutes',
  'cool_down_minutes',
  'busy_limit_minutes',
]);
export const PLAIN = /** @type {const} */ (['name', 'date', 'timezone', 'mode', 'board_label']);
export const SWITCHES = /** @type {const} */ (['repeat_goes_last', 'last_call', 'sound', 'speech']);

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
  const before = { ...event, ...Object.fromEntries(SWITCHES.map((name) => [name, Boolean(event[name])])) };
  const body = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !same(/** @type {any} */ (before)[name], value)));
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
