// Fields: label, hint, error and input tied together; choices as cards; the summary of what has to be mended.

import { html, useEffect, useRef } from '../ui.js';
import { Icon } from './icon.js';

/** @param {{id: string, errors?: string[]}} props */
export function FieldError({ id, errors }) {
  if (!errors?.length) return null;
  return html`<p class="field-error" id=${`${id}-error`}>
    <${Icon} name="alert" size=${20} /><span><span class="unseen">Error: </span>${errors.join(' ')}</span>
  </p>`;
}

/** @param {string} id @param {unknown} hint @param {string[]|undefined} errors */
function describedBy(id, hint, errors) {
  return [hint && `${id}-hint`, errors?.length && `${id}-error`].filter(Boolean).join(' ') || undefined;
}

/**
 * Label, hint and error around any input; the child gets `{id, 'aria-describedby', 'aria-invalid'}`.
 * @param {{id: string, label: string, hint?: string, errors?: string[], optional?: boolean,
 *   children: (attributes: Record<string, string|undefined>) => any}} props
 */
export function Field({ id, label, hint, errors, optional = false, children }) {
  const attributes = {
    id,
    'aria-describedby': describedBy(id, hint, errors),
    'aria-invalid': errors?.length ? 'true' : undefined,
  };
  return html`<div class="field">
    <label class="field-label" for=${id}>${label} ${optional && html`<span class="field-optional">(optional)</span>`}</label>
    ${hint && html`<p class="field-hint" id=${`${id}-hint`}>${hint}</p>`}
    <${FieldError} id=${id} errors=${errors} />
    ${children(attributes)}
  </div>`;
}

/**
 * @param {{id: string, label: string, value: string, onInput: (value: string) => void, hint?: string, errors?: string[],
 *   optional?: boolean, type?: string, size?: 'm'|'l'} & Record<string, any>} props others go to the input
 */
export function TextField({ id, label, value, onInput, hint, errors, optional, type = 'text', size = 'm', ...others }) {
  return html`<${Field} id=${id} label=${label} hint=${hint} errors=${errors} optional=${optional}>
    ${(/** @type {any} */ attributes) => html`<input
      ...${others}
      ...${attributes}
      class=${`input${size === 'l' ? ' input-l' : ''}`}
      type=${type}
      name=${id}
      value=${value}
      onInput=${(/** @type {any} */ event) => onInput(event.currentTarget.value)}
    />`}
  </${Field}>`;
}

/**
 * @param {{legend: any, id: string, hint?: string, errors?: string[], children?: any}} props
 */
export function Fieldset({ legend, id, hint, errors, children }) {
  return html`<fieldset class="fieldset" id=${id} aria-describedby=${describedBy(id, hint, errors)} tabindex="-1">
    <legend>${legend}</legend>
    <div class="stack gap-2">
      ${hint && html`<p class="field-hint" id=${`${id}-hint`}>${hint}</p>`}
      <${FieldError} id=${id} errors=${errors} />
      ${children}
    </div>
  </fieldset>`;
}

/**
 * Radio buttons as cards; put them into a Fieldset.
 * @param {{name: string, value: string|null, onChange: (value: string) => void,
 *   options: {value: string, title: any, hint?: any, tone?: string, icon?: string, disabled?: boolean}[]}} props
 */
export function Choices({ name, value, onChange, options }) {
  return html`<div class="choices">
    ${options.map(
      (option) => html`<label key=${option.value} class=${`choice tone-${option.tone ?? 'neutral'}`}>
        <input type="radio" name=${name} value=${option.value} checked=${value === option.value} disabled=${option.disabled}
          onChange=${() => onChange(option.value)} />
        ${option.icon && html`<${Icon} name=${option.icon} size=${28} />`}
        <span class="choice-words">
          <span class="choice-title">${option.title}</span>
          ${option.hint && html`<span class="choice-hint">${option.hint}</span>`}
        </span>
      </label>`,
    )}
  </div>`;
}

/**
 * One check box as a card.
 * @param {{name: string, checked: boolean, onChange: (checked: boolean) => void, title: any, hint?: any, tone?: string,
 *   errors?: string[]}} props
 */
export function CheckCard({ name, checked, onChange, title, hint, tone = 'neutral', errors }) {
  return html`<div class="field">
    <${FieldError} id=${name} errors=${errors} />
    <label class=${`choice tone-${tone}`}>
      <input type="checkbox" id=${name} name=${name} checked=${checked} aria-describedby=${describedBy(name, null, errors)}
        onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} />
      <span class="choice-words">
        <span class="choice-title">${title}</span>
        ${hint && html`<span class="choice-hint">${hint}</span>`}
      </span>
    </label>
  </div>`;
}

/**
 * At the top of a form after sending it: takes the focus, and each line leads to its field.
 * @param {{errors: Record<string, string[]>, title?: string}} props by the id of the field
 */
export function ErrorSummary({ errors, title = 'Please check the following' }) {
  const ref = useRef(/** @type {HTMLDivElement|null} */ (null));
  const names = Object.keys(errors);
  useEffect(() => {
    if (names.length) ref.current?.focus();
  }, [errors]);
  if (!names.length) return null;
  return html`<div class="error-summary" ref=${ref} tabindex="-1" role="alert">
    <h2>${title}</h2>
    <ul>
      ${names.map((name) => html`<li key=${name}><a href=${`#${name}`} onClick=${(/** @type {Event} */ event) => goTo(event, name)}>${errors[name].join(' ')}</a></li>`)}
    </ul>
  </div>`;
}

/**
 * Focus the field, and bring its legend or label into view: a soft keyboard covers the lower half.
 * @param {Event} event @param {string} id
 */
function goTo(event, id) {
  event.preventDefault();
  const field = document.getElementById(id) ?? document.getElementsByName(id)[0];
  if (!field) return;
  const heading = field.closest('fieldset')?.querySelector('legend') ?? field.closest('.field') ?? field;
  field.focus({ preventScroll: true });
  heading.scrollIntoView({ block: 'start' });
}
