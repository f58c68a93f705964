// The health questions: which are asked, in which words, and what a yes leads to.

import { Field, Notice, TextField } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { screeningBody } from '../screening.js';
import { Section, useDraft } from '../section.js';

/** @typedef {import('../screening.js').Question} Question */

/** @type {[string, string][]} */
const GROUPS = [['now', 'How the runner is now'], ['body', 'Body and health'], ['about_you', 'About the runner']];
/** @type {[string, string][]} */
const OUTCOMES = [['ok', 'Go on'], ['note', 'Go on, with a note'], ['ask', 'Ask a person'], ['decline', 'Not today'], ['refer', 'Medical tent']];
/** @type {Record<string, string>} */
const RULES = { before_start: 'only before the race', promise: 'only after the race' };

/** @param {{setup: import('../setup.js').Setup}} props */
export function ScreeningSection({ setup }) {
  const saved = setup.event.value.screening;
  const { draft, change, isChanged, reset } = useDraft(setup, 'screening', saved, () => /** @type {Question[]} */ (saved.map((/** @type {Question} */ each) => ({ ...each }))));
  const put = (/** @type {string} */ key, /** @type {Partial<Question>} */ part) => change((all) => all.map((each) => (each.key === key ? { ...each, ...part } : each)));
  const check = () => Object.fromEntries(draft.filter((each) => !each.text.trim()).map((each) => [`question-${each.key}`, 'A question needs words.']));
  const save = async () => {
    await setup.saveEvent(screeningBody(saved, draft));
    reset();
  };
  return html`<${Section} id="screening" title="Health questions" intro="Asked before a massage. EventDesk only advises; a person decides." isChanged=${isChanged} onSave=${save} onReset=${reset} check=${check}>
    <${Notice} tone="late" icon="medical" title="Have a clinician sign them off">These wordings and outcomes are a starting point. Your event’s own doctor or team lead has to agree to them before real use.</${Notice}>
    ${GROUPS.map(([group, title]) => html`<div key=${group} class="questions"><h3>${title}</h3>
      <ul class="question-list">${draft.filter((each) => each.group === group).map((each) => html`<${QuestionLine} key=${each.key} question=${each} put=${(/** @type {Partial<Question>} */ part) => put(each.key, part)} />`)}</ul></div>`)}
  </${Section}>`;
}

/** @param {{question: Question, put: (part: Partial<Question>) => void}} props */
function QuestionLine({ question, put }) {
  const [isOpen, setOpen] = useState(false);
  const { key } = question;
  return html`<li class=${`question${question.enabled ? '' : ' is-off'}`}>
    <div class="question-head">
      <label class="tick grow"><input type="checkbox" checked=${question.enabled} onChange=${(/** @type {any} */ event) => put({ enabled: event.currentTarget.checked })} />
        <span>${question.text}${question.rule && html`<span class="soft small"> (${RULES[question.rule]})</span>`}</span></label>
      <span class=${`flag ${toneOf(question.outcome)}`}>${OUTCOMES.find(([value]) => value === question.outcome)?.[1]}</span>
      <button type="button" class="link-button" aria-expanded=${String(isOpen)} aria-label=${`${isOpen ? 'Close' : 'Edit'}: ${question.text}`} onClick=${() => setOpen(!isOpen)}>${isOpen ? 'Close' : 'Edit'}</button>
    </div>
    ${isOpen && html`<div class="question-edit">
      <${TextField} id=${`question-${key}`} label="Question" value=${question.text} onInput=${(/** @type {string} */ text) => put({ text })} maxlength="300" />
      <div class="form-grid">
        <${Field} id=${`outcome-${key}`} label="A yes leads to">
          ${(/** @type {any} */ attributes) => html`<select ...${attributes} class="input" value=${question.outcome} onChange=${(/** @type {any} */ event) => put({ outcome: event.currentTarget.value })}>
            ${OUTCOMES.map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}</select>`}
        </${Field}>
        <${TextField} id=${`caution-${key}`} label="Told to the therapist" value=${question.caution} onInput=${(/** @type {string} */ caution) => put({ caution })} optional maxlength="300" />
      </div></div>`}
  </li>`;
}

/** @param {string} outcome */
function toneOf(outcome) {
  if (outcome === 'refer' || outcome === 'decline') return 'tone-stopped';
  return outcome === 'ask' ? 'tone-late' : 'tone-neutral';
}
