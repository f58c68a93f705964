// What the parts of the staffing page share: what is typed, the plan that came of it, and the roster.

import { ApiError } from '../lib/api.js';
import { shortTime } from '../lib/time.js';
import { signal } from '../lib/ui.js';
import { bodyOf, draftOf, problemsOf, runnersOf } from './draft.js';

/** @typedef {ReturnType<typeof createStaffing>} Staffing */
/** @typedef {Record<string, string[]>} Errors */

const PATIENCE = 90_000;

/**
 * @param {import('../lib/types.js').First & Record<string, any>} first
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} api
 */
export function createStaffing(first, api) {
  const place = { date: first.event.date, timezone: first.event.timezone };
  const draft = signal(draftOf(first.known, place));
  const plan = signal(/** @type {Record<string, any>|null} */ (null));
  const therapists = signal(/** @type {{name: string}[]} */ (first.therapists ?? []));
  const isWorking = signal(false);
  /** Whether something was typed since the plan was made. */
  const isOld = signal(false);
  const errors = signal(/** @type {Errors} */ ({}));
  const problem = signal('');

  /** @param {Partial<import('./draft.js').Draft>} part */
  function change(part) {
    draft.value = { ...draft.value, ...part };
    isOld.value = plan.value !== null;
  }

  async function work() {
    const wrong = problemsOf(draft.value);
    errors.value = Object.fromEntries(Object.entries(wrong).map(([id, words]) => [id, [words]]));
    problem.value = '';
    if (Object.keys(wrong).length || isWorking.value) return;
    isWorking.value = true;
    try {
      plan.value = await api.post('/staffing/plan', bodyOf(draft.value, place), { timeout: PATIENCE, tries: 1 });
      isOld.value = false;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      errors.value = error.errors;
      problem.value = Object.keys(error.errors).length ? '' : error.message;
    } finally {
      isWorking.value = false;
    }
  }

  /** @param {boolean} addMissing @param {boolean} preview */
  function save(addMissing, preview) {
    return api.post('/staffing/save', { shifts: plan.value?.shifts ?? [], add_missing: addMissing, preview });
  }

  return {
    first, event: first.event, place, draft, plan, therapists, isWorking, isOld, errors, problem, change, work, save,
    hasRunners: runnersOf(draft.value) > 0,
    /** @param {string} at */
    time: (at) => shortTime(at, place.timezone),
  };
}
