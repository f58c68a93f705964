// The runner who stands at the kiosk: what was said, which screen is shown, and the ways on and back.

import { batch, computed, signal } from '@preact/signals-core';
import { clock } from '../lib/clock.js';
import { nothingSaid } from './answers.js';
import { visitBody } from './bodies.js';
import { problemsAt, problemsFrom, stepAfter, stepBefore, stepsOf } from './flow.js';

/** @typedef {import('./shapes.js').Answers} Answers */
/** @typedef {import('./shapes.js').Screen} Screen */
/** @typedef {import('./shapes.js').Setting} Setting */
/** @typedef {import('./flow.js').Step} Step */
/** @typedef {ReturnType<typeof createRunner>} Runner */

/** @type {Screen} */
const WELCOME = { name: 'welcome' };

/**
 * @param {object} options
 * @param {import('@preact/signals-core').ReadonlySignal<Setting>} options.setting
 * @param {Pick<ReturnType<typeof import('./asking.js').createAsking>, 'quote'|'entrant'|'openVisit'>} options.asking
 * @param {(body: unknown) => string} options.send
 * @param {string} [options.language] of the kiosk's words
 */
export function createRunner({ setting, asking, send, language = 'en' }) {
  /** @type {import('@preact/signals-core').Signal<Screen>} */
  const screen = signal(WELCOME);
  const answers = signal(nothingSaid());
  /** @type {import('@preact/signals-core').Signal<import('./shapes.js').Quote|null>} */
  const quote = signal(null);
  /** @type {import('@preact/signals-core').Signal<{field: string, text: string}[]>} */
  const problems = signal([]);
  const isAsking = signal(false);
  let turn = 0; // an answer that comes for an earlier runner, or an earlier question, is thrown away

  /** @returns {Step} */
  const stepNow = () => (screen.value.name === 'step' ? screen.value.step : 'bib');

  /** @param {Screen} next */
  function show(next) {
    batch(() => {
      turn += 1;
      screen.value = next;
      problems.value = [];
      isAsking.value = false;
    });
  }

  /** @param {Step} step */
  const go = (step) => show({ name: 'step', step });

  /** Nothing of this runner is left. */
  function forget() {
    batch(() => {
      answers.value = nothingSaid();
      quote.value = null;
      show(WELCOME);
    });
  }

  function begin() {
    forget();
    go('bib');
  }

  /** @param {Partial<Answers>} said */
  function say(said) {
    answers.value = { ...answers.value, ...said };
  }

  /** The desk could not be asked. @param {import('../lib/api.js').ApiError} error @param {string} field */
  function failed(error, field) {
    // That the tablet is not signed in is the team's matter, and said to them: the sign-up waits until it is.
    const text = error.isUnreachable || [401, 403].includes(error.status) ? 'We can’t look that up right now. Please try again, or go on.' : error.message;
    problems.value = [{ field, text }];
  }

  /**
   * Asks the desk; whoever goes on, back or away meanwhile gets no late answer.
   * @template T
   * @param {() => Promise<T>} question
   * @param {(answer: T) => void} use
   * @param {(error: any) => void} [otherwise]
   */
  async function ask(question, use, otherwise = () => {}) {
    turn += 1;
    const mine = turn;
    isAsking.value = true;
    try {
      const answer = await question();
      if (mine === turn) batch(() => ((isAsking.value = false), use(answer)));
    } catch (error) {
      if (mine === turn) batch(() => ((isAsking.value = false), otherwise(error)));
    }
  }

  /** The wait as it would be now. @param {() => void} [then] */
  function askQuote(then = () => {}) {
    const question = () => asking.quote(setting.value, answers.value, clock.now());
    const use = (/** @type {import('./shapes.js').Quote} */ found) => {
      quote.value = found;
      if (found.open_visit) show({ name: 'mine', visit: found.open_visit, isSignUp: true });
      else if (!found.open) show({ name: 'closed', why: found.closed_reason });
      else then();
    };
    // Without a quote the runner can still join: the wait is then told by the ticket.
    return ask(question, use, () => ((quote.value = null), then()));
  }

  /** @param {import('./shapes.js').Entrant} entrant @param {'bib'|'search'} way */
  function found(entrant, way) {
    say({ entrant, way, bib: entrant.bib, wave: '' });
    go('hello');
  }

  /** Whose bib is it, and is there a visit already? */
  function lookUp() {
    const bib = answers.value.bib.trim();
    say({ bib, way: 'bib', entrant: null });
    const question = () =>
      Promise.all([asking.entrant(bib), asking.openVisit(setting.value, bib, clock.now()).catch(() => null)]);
    return ask(
      question,
      ([entrant, open]) => {
        if (open) show({ name: 'mine', visit: open, isSignUp: true });
        else if (entrant) found(entrant, 'bib');
        else problems.value = [{ field: 'bib', text: `We can't find ${bib} on the start list.` }];
      },
      (error) => failed(error, 'bib'),
    );
  }

  /** On to the next step, or what is wrong with this one. A tap too many, after the last step, does nothing. */
  function next() {
    if (screen.value.name !== 'step') return undefined;
    const step = stepNow();
    problems.value = problemsAt(setting.value, answers.value, step);
    if (problems.value.length) return undefined;
    if (step === 'bib') return lookUp();
    const after = stepAfter(setting.value, answers.value, null, step);
    if (after === 'areas') return askQuote(() => goAfter(step));
    return goAfter(step);
  }

  /** @param {Step} step */
  function goAfter(step) {
    const after = stepAfter(setting.value, answers.value, quote.value, step);
    if (after) go(after);
    else submit();
  }

  /** @param {Partial<Answers>} said and on */
  function sayAndNext(said) {
    say(said);
    return next();
  }

  function back() {
    if (screen.value.name !== 'step') return forget();
    const before = stepBefore(setting.value, answers.value, quote.value, stepNow());
    return before ? go(before) : forget();
  }

  function submit() {
    const body = visitBody(setting.value, answers.value, clock.now(), language);
    show({ name: 'sending', key: send(body) });
  }

  /** @param {import('../lib/api.js').ApiError} error why the registration was refused */
  function refused(error) {
    if (error.code === 'open_visit_exists') return show({ name: 'mine', visit: /** @type {any} */ (error.visit), isSignUp: true });
    if (error.code === 'list_closed') return show({ name: 'closed', why: error.message });
    if ([401, 403].includes(error.status)) return show({ name: 'signed_out' });
    const steps = stepsOf(setting.value, answers.value, quote.value);
    const last = steps[steps.length - 1];
    const found = problemsFrom(Object.keys(error.errors).length ? error.errors : { form: [error.message] }, steps, last);
    go(found[0].step);
    problems.value = found;
    return undefined;
  }

  return {
    screen, answers, quote, problems, isAsking,
    errors: computed(() => Object.fromEntries(problems.value.map(({ field, text }) => [field, [text]]))),
    show, go, begin, forget, failed, say, sayAndNext, next, back, found, submit, refused, ask, askQuote,
  };
}
