// What the tent offers, and in which lengths.

import { Button, Field, FieldError, Icon, TextField } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { treatmentDrafts, treatmentProblems, treatmentsBody, withLength, withoutLength } from '../treatments.js';
import { MinutesField, Switch } from '../fields.js';
import { codeOf, letterOf } from '../names.js';
import { focusOn, Section, useDraft } from '../section.js';

/** @typedef {import('../treatments.js').TreatmentDraft} TreatmentDraft */

const RULES = [
  ['before_start', 'Before the start of the runner’s wave'],
  ['promise', 'Within the promised wait'],
];

/** @param {{setup: import('../setup.js').Setup}} props */
export function TreatmentsSection({ setup }) {
  const event = setup.event.value;
  const { draft, change, isChanged, reset } = useDraft(setup, 'treatments', event, () => treatmentDrafts(event.treatments));
  const [errors, setErrors] = useState(/** @type {Record<string, string[]>} */ ({}));
  const put = (/** @type {string} */ key, /** @type {(before: TreatmentDraft) => TreatmentDraft} */ how) => change((all) => all.map((each) => (each.key === key ? how(each) : each)));
  const add = () => {
    const codes = draft.map((each) => each.code);
    const name = 'New treatment';
    const code = codeOf(name, codes);
    change([...draft, { key: code, isNew: true, code, name, rule: 'promise', minutes: [10, 20], default_minutes: 20, letter: letterOf(name, draft.map((each) => each.letter)), enabled: true }]);
    setTimeout(() => focusOn(`treatment-name-${code}`));
  };
  const save = async () => {
    await setup.saveEvent(treatmentsBody(draft));
    reset();
  };
  return html`<${Section} id="treatments" title="Treatments" intro="Runners choose one of the lengths; the usual one is ticked for them." isChanged=${isChanged} onSave=${save} onReset=${reset} onErrors=${setErrors} check=${() => treatmentProblems(draft)}>
    <${FieldError} id="treatments" errors=${errors.treatments} />
    ${draft.map((each) => html`<${Treatment} key=${each.key} draft=${each} errors=${errors} put=${(/** @type {any} */ how) => put(each.key, how)} onRemove=${each.isNew ? () => change((all) => all.filter((one) => one.key !== each.key)) : null} />`)}
    <div><${Button} icon="plus" onClick=${add}>Add another</${Button}></div>
  </${Section}>`;
}

/** @param {{draft: TreatmentDraft, errors: Record<string, string[]>, put: (how: (before: TreatmentDraft) => TreatmentDraft) => void, onRemove: (() => void)|null}} props */
function Treatment({ draft, errors, put, onRemove }) {
  const { key } = draft;
  const set = (/** @type {Partial<TreatmentDraft>} */ part) => put((before) => ({ ...before, ...part }));
  return html`<fieldset class=${`treatment${draft.enabled ? '' : ' is-off'}`}><legend class="unseen">${draft.name || 'Treatment'}</legend>
    <div class="treatment-head">
      <${TextField} id=${`treatment-name-${key}`} label="Name" value=${draft.name} onInput=${(/** @type {string} */ name) => set({ name })} errors=${errors[`treatment-name-${key}`]} maxlength="80" />
      <${TextField} id=${`treatment-letter-${key}`} label="Letter" value=${draft.letter} onInput=${(/** @type {string} */ letter) => set({ letter: letter.toUpperCase().slice(0, 1) })} errors=${errors[`treatment-letter-${key}`]} maxlength="1" />
      <${Switch} id=${`treatment-on-${key}`} label="Offered" checked=${draft.enabled} onChange=${(/** @type {boolean} */ enabled) => set({ enabled })} />
      ${onRemove && html`<${Button} kind="quiet" icon="trash" iconOnly label=${`Remove ${draft.name}`} onClick=${onRemove} />`}
    </div>
    <div class="treatment-body">
      <${Lengths} draft=${draft} put=${put} />
      <${Field} id=${`treatment-usual-${key}`} label="Usual length">
        ${(/** @type {any} */ attributes) => html`<select ...${attributes} class="input" value=${String(draft.default_minutes)} onChange=${(/** @type {any} */ event) => set({ default_minutes: Number(event.currentTarget.value) })}>
          ${draft.minutes.map((minutes) => html`<option key=${minutes} value=${String(minutes)}>${minutes} min</option>`)}</select>`}
      </${Field}>
      <${Field} id=${`treatment-rule-${key}`} label="When">
        ${(/** @type {any} */ attributes) => html`<select ...${attributes} class="input" value=${draft.rule} onChange=${(/** @type {any} */ event) => set({ rule: event.currentTarget.value })}>
          ${RULES.map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}</select>`}
      </${Field}>
      ${draft.rule === 'promise' && html`<${MinutesField} id=${`treatment-busy-${key}`} label="Length in busy mode" value=${String(draft.busy_minutes ?? '')} min=${5} max=${Math.min(...draft.minutes)}
        errors=${errors[`treatment-busy-${key}`]} onInput=${(/** @type {string} */ typed) => set({ busy_minutes: typed === '' ? null : Number(typed) })} />`}
    </div>
  </fieldset>`;
}

/** @param {{draft: TreatmentDraft, put: (how: (before: TreatmentDraft) => TreatmentDraft) => void}} props */
function Lengths({ draft, put }) {
  const [typed, setTyped] = useState('');
  const add = () => {
    put((before) => withLength(before, Number(typed)));
    setTyped('');
  };
  return html`<div class="field lengths"><span class="field-label" id=${`lengths-${draft.key}`}>Lengths</span>
    <ul class="length-chips" aria-labelledby=${`lengths-${draft.key}`}>
      ${draft.minutes.map((minutes) => html`<li key=${minutes} class="length-chip"><span class="numbers">${minutes} min</span>
        ${draft.minutes.length > 1 && html`<button type="button" aria-label=${`Remove ${minutes} minutes`} onClick=${() => put((before) => withoutLength(before, minutes))}><${Icon} name="close" size=${16} /></button>`}</li>`)}
      <li class="length-add"><input class="input input-number" type="number" inputmode="numeric" min="1" max="180" aria-label="Another length in minutes" placeholder="min" value=${typed}
        onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} onKeyDown=${(/** @type {any} */ event) => { if (event.key === 'Enter') { event.preventDefault(); add(); } }} />
        <button type="button" class="link-button" aria-label="Add this length" onClick=${add}>Add</button></li>
    </ul></div>`;
}
