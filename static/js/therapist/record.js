// The notes for the record: which treatments of this therapist can be written on, and sending a note. In memory only.

import { effect, signal } from '../lib/ui.js';

/**
 * @typedef {{visit_id: number, ticket: string, first_name: string, treatment: string, treated_at: string, has_note: boolean}} OwnRecord
 * @typedef {{areas: string[], pressure: string|null, reactions: string[], advice: string[], text: string}} Note
 */
/** @typedef {ReturnType<typeof createRecords>} Records */

/** @type {[string, string][]} */
export const PRESSURES = [['light', 'Light'], ['medium', 'Medium'], ['firm', 'Firm']];
/** @type {[string, string][]} */
export const REACTIONS = [
  ['none', 'Nothing unusual'], ['sore', 'Sore'], ['cramp', 'Cramp'], ['dizzy', 'Dizzy when getting up'],
  ['pain', 'Pain, stopped there'], ['skin', 'Skin reaction'],
];
/** @type {[string, string][]} */
export const ADVICE = [
  ['drink', 'Drink to thirst, eat something'], ['walk', 'Keep walking gently'], ['warm_up', 'Warm up before the start'],
  ['rest', 'Rest today, sleep well'], ['watch', 'See a doctor if it gets worse'], ['medical', 'Sent to the medical tent'],
];
/** @type {Note} */
export const BLANK = { areas: [], pressure: null, reactions: [], advice: [], text: '' };

/** With this one in or out. "Nothing unusual" and the others do not go together. @param {string[]} chosen @param {string} key */
export function toggled(chosen, key) {
  if (chosen.includes(key)) return chosen.filter((each) => each !== key);
  if (key === 'none') return ['none'];
  return [...chosen.filter((each) => each !== 'none'), key];
}

/** @param {Note} note */
export const isEmpty = (note) => !note.pressure && !note.text.trim() && ![note.areas, note.reactions, note.advice].some((each) => each.length);

/**
 * @param {object} parts
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} parts.api
 * @param {number} parts.therapistId
 * @param {() => unknown} parts.present what changes when a treatment ends; reads signals
 */
export function createRecords({ api, therapistId, present }) {
  /** @type {import('@preact/signals-core').Signal<OwnRecord[]>} */
  const own = signal([]);
  /** Whose note is being written: it stays open when the next runner is called meanwhile. @type {import('@preact/signals-core').Signal<OwnRecord|null>} */
  const writing = signal(null);
  const taking = signal(false);

  async function read() {
    try {
      own.value = (await api.get(`/therapists/${therapistId}/records`, { tries: 1 })).records;
    } catch {
      // The list is a reminder: the next change asks again.
    }
  }

  /** The note as it is now. @param {OwnRecord} record @returns {Promise<Note>} */
  async function note(record) {
    if (!record.has_note) return BLANK;
    return (await api.get(`/visits/${record.visit_id}/record`)).note ?? BLANK;
  }

  /** @param {OwnRecord} record @param {Note} written */
  async function write(record, written) {
    await api.post(`/visits/${record.visit_id}/record`, written);
    await read();
  }

  function start() {
    let before = '';
    effect(() => {
      const what = JSON.stringify(present());
      if (what !== before) read();
      before = what;
    });
  }

  return { own, writing, taking, note, write, read, start };
}
