// What the desk does to visits, therapists and the list; each with a toast, and Undo where there is a way back.

import { ApiError } from '../lib/api.js';
import { toast } from '../lib/components.js';
import { sentences } from './dialogs/frame.js';
import { doneWords } from './lifecycle.js';

/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../lib/types.js').TherapistStaff} Therapist */
/** @typedef {import('../lib/types.js').EventPublic} EventPublic */
/** @typedef {ReturnType<typeof createCommands>} Commands */

/** @type {Record<string, (name: string) => string>} */
const DUTY = {
  ready: (name) => `${name} is ready`,
  break: (name) => `${name} is on a break`,
  off: (name) => `${name} is off duty`,
};

/**
 * Every command throws `ApiError` when it is refused; `calmly` says it in a toast instead.
 * @param {object} parts
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} parts.api
 * @param {import('@preact/signals-core').Signal<boolean>} parts.signedOut
 * @param {(id: number|null) => Therapist|null} parts.therapist
 * @param {string} parts.slug
 */
export function createCommands({ api, signedOut, therapist }) {
  /**
   * Runs a command from a button: a refusal is shown as the sentence that the server gives.
   * @param {() => Promise<unknown>} command
   */
  async function calmly(command) {
    try {
      await command();
    } catch (error) {
      refused(error);
    }
  }

  /** @param {unknown} error */
  function refused(error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.isSignedOut) signedOut.value = true;
    toast(error.isSignedOut ? 'Not done: you are signed out on this device.' : sentences(error), { tone: 'stopped', seconds: 10 });
  }

  /** @param {string} text @param {Record<string, number>} subject */
  function done(text, subject) {
    toast(text, { action: { label: 'Undo', run: () => calmly(() => undo(subject)) } });
  }

  /** @param {Record<string, number>} subject `{visit_id}` or `{therapist_id}` */
  async function undo(subject) {
    await api.post('/undo', subject);
    toast('Taken back', { icon: 'undo' });
  }

  /**
   * @param {Visit} visit
   * @param {string} action
   * @param {Record<string, unknown>} [body]
   * @returns {Promise<Visit>}
   */
  async function act(visit, action, body = {}) {
    const answer = await api.post(`/visits/${visit.id}/${action}`, body);
    done(doneWords(action, visit.ticket) + where(action, answer), { visit_id: visit.id });
    return answer;
  }

  /** @param {string} action @param {Visit} answer */
  function where(action, answer) {
    if (action !== 'call' && action !== 'transfer') return '';
    const who = therapist(answer.therapist_id)?.first_name;
    return `${answer.couch ? ` to couch ${answer.couch}` : ''}${who ? `, ${who}` : ''}`;
  }

  /** @param {Visit} visit @param {Record<string, unknown>} body */
  async function edit(visit, body) {
    const answer = await api.patch(`/visits/${visit.id}`, body);
    done(doneWords('edit', visit.ticket), { visit_id: visit.id });
    return answer;
  }

  /** @param {Record<string, unknown>} body @param {string} key */
  async function register(body, key) {
    const answer = await api.post('/visits', body, { key });
    const place = answer.position ? `, place ${answer.position}` : '';
    toast(answer.status === 'held' ? `${answer.ticket} needs a decision` : `${answer.ticket} is in line${place}`, {
      seconds: 10,
      tone: answer.status === 'held' ? 'late' : undefined,
    });
    return answer;
  }

  /** @param {Therapist} person @param {'ready'|'break'|'off'} state @param {Record<string, unknown>} [body] */
  async function duty(person, state, body = {}) {
    await api.post(`/therapists/${person.id}/${state}`, body);
    done(DUTY[state](person.first_name), { therapist_id: person.id });
  }

  /** @param {Therapist} person */
  async function next(person) {
    const answer = await api.post(`/therapists/${person.id}/next`);
    if (answer.visit) done(`${answer.visit.ticket} for ${person.first_name}`, { visit_id: answer.visit.id });
    else toast(answer.reason || 'Nobody to call', { icon: 'info' });
  }

  /** @param {string} reason @returns {Promise<EventPublic>} */
  async function closeList(reason) {
    const answer = await api.post('/close', reason ? { reason } : {});
    toast('The list is closed', { action: { label: 'Undo', run: () => calmly(openList) } });
    return answer;
  }

  async function openList() {
    await api.post('/open');
    toast('The list is open');
  }

  /** @param {boolean} on */
  async function setBusy(on) {
    await api.post('/busy', { on });
    toast(on ? 'Treatments are shorter now' : 'Back to full lengths', {
      icon: 'clock',
      action: { label: 'Undo', run: () => calmly(() => setBusy(!on)) },
    });
  }

  /** @param {number} minutes of a round; 0: no rounds */
  async function setCycle(minutes) {
    await api.post('/cycle', { minutes });
    toast(minutes ? `Rounds of ${minutes} minutes` : 'No rounds any more', { icon: 'again' });
  }

  /** The list closes itself when it is full, or does not. @param {boolean} on */
  async function setLastCall(on) {
    await api.patch('/event', { last_call: on });
    toast(on ? 'The list closes itself when it is full' : 'The list does not close itself', {
      action: { label: 'Undo', run: () => calmly(() => setLastCall(!on)) },
    });
  }

  /** @param {string} text @param {string} before what to put back on undo */
  async function announce(text, before = '') {
    await api.post('/announcement', { text });
    toast(text ? 'On every board now' : 'Taken off the boards', {
      icon: 'megaphone',
      action: { label: 'Undo', run: () => calmly(() => api.post('/announcement', { text: before })) },
    });
  }

  return { act, edit, register, duty, next, undo, closeList, openList, announce, setBusy, setCycle, setLastCall, calmly, refused };
}
