// What the kiosk asks the desk on the way: who wears a bib, who is called like that, what it would be like.

import { ApiError } from '../lib/api.js';
import { askForOpenVisit, quoteBody } from './bodies.js';

/** @typedef {import('./shapes.js').Answers} Answers */
/** @typedef {import('./shapes.js').Entrant} Entrant */
/** @typedef {import('./shapes.js').Setting} Setting */
/** @typedef {import('./shapes.js').Quote} Quote */

const QUICK = { tries: 2, timeout: 5000 };
/** The runner waits for this one with a finger on the button, and can do without. */
const QUOTE = { tries: 2, timeout: 3500 };
const QUOTE_WITHIN = 7500;
/** While the desk is known to be away nobody waits long to hear it again. */
const IN_VAIN = { tries: 1, timeout: 1500 };

/**
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} api
 * @param {() => boolean} [isSilent] whether the desk has not been heard of for some seconds
 */
export function createAsking(api, isSilent = () => false) {
  let isAway = false;

  /**
   * @template T
   * @param {{tries: number, timeout: number}} patience
   * @param {(patience: {tries: number, timeout: number}) => Promise<T>} ask
   * @returns {Promise<T>}
   */
  async function asked(patience, ask) {
    try {
      const answer = await ask(isAway || isSilent() ? IN_VAIN : patience);
      isAway = false;
      return answer;
    } catch (error) {
      isAway = error instanceof ApiError && error.isUnreachable;
      throw error;
    }
  }

  return {
    /**
     * The line of the start list with this bib; null: there is none.
     * @param {string} bib
     * @returns {Promise<Entrant|null>}
     */
    async entrant(bib) {
      try {
        return await asked(QUICK, (patience) => api.get(`/start-list/${encodeURIComponent(bib.trim())}`, patience));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },

    /** @param {string} name at least three letters @returns {Promise<Entrant[]>} */
    async named(name) {
      return (await asked(QUICK, (patience) => api.post('/start-list/search', { name: name.trim() }, patience))).entrants;
    },

    /** @param {Setting} setting @param {Answers} answers @param {number} now @returns {Promise<Quote>} */
    async quote(setting, answers, now) {
      const quote = await within(QUOTE_WITHIN, asked(QUOTE, (patience) => api.post('/quotes', quoteBody(setting, answers, now), patience)));
      return { ...quote, therapistId: answers.wish === 'named' ? answers.therapistId : null };
    },

    /**
     * The visit of this bib that is not over; null: there is none.
     * @param {Setting} setting @param {string} bib @param {number} now
     * @returns {Promise<import('./shapes.js').OpenVisit|null>}
     */
    async openVisit({ event }, bib, now) {
      return (await asked(QUICK, (patience) => api.post('/quotes', askForOpenVisit(event, bib, now), patience))).open_visit;
    },

    /**
     * What a slip's number stands for by now; null: the desk has not heard of it.
     * @param {string} slip
     * @returns {Promise<{visit: import('./shapes.js').OpenVisit|null, reason: string}|null>}
     */
    async slip(slip) {
      try {
        return await asked(QUICK, (patience) => api.get(`/slips/${encodeURIComponent(slip)}`, patience));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },

    /** The runner is back: the place in line is kept. @param {number} id */
    async comeBack(id) {
      return api.post(`/visits/${id}/return`, {}, QUICK);
    },

    /** @param {string} pin @returns {Promise<string>} where to go next */
    async leave(pin) {
      return (await api.post('/api/v1/kiosk/leave', { pin }, { tries: 1 })).next;
    },
  };
}

/**
 * The answer, or a failure when there is none by then, whatever the network and the tries are doing.
 * @template T
 * @param {number} ms @param {Promise<T>} asked @returns {Promise<T>}
 */
function within(ms, asked) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new ApiError({ title: 'No answer yet.', code: 'unreachable' })), ms);
    asked.then(done, failed).finally(() => clearTimeout(timer));
  });
}
