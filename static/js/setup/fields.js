// Fields of the set-up: a number of minutes, a time of day, a switch.

import { Field, FieldError } from '../lib/components.js';
import { html, useState } from '../lib/ui.js';

/** @typedef {import('./moments.js').Moment} Moment */
/** @typedef {import('./moments.js').Place} Place */

/** @param {any} event */
const valueOf = (event) => event.currentTarget.value;

/**
 * @param {{id: string, label: string, value: string, onInput: (value: string) => void, hint?: string, errors?: string[],
 *   min?: number, max?: number, unit?: string}} props
 */
export function MinutesField({ id, label, value, onInput, hint, errors, min = 0, max = 240, unit = 'min' }) {
  return html`<${Field} id=${id} label=${label} hint=${hint} errors=${errors}>
    ${(/** @type {any} */ attributes) => html`<span class="with-unit"><input ...${attributes} class="input input-number" type="number" inputmode="numeric" min=${min} max=${max} step="1"
      value=${value} onInput=${(/** @type {any} */ event) => onInput(valueOf(event))} /><span class="soft">${unit}</span></span>`}
  </${Field}>`;
}

/**
 * A time of day on the event's date; another date when the moment has one or somebody asks for it.
 * @param {{id: string, label: string, moment: Moment, place: Place, onChange: (moment: Moment) => void, errors?: string[],
 *   hint?: string, optional?: boolean, hideLabel?: boolean}} props
 */
export function MomentField({ id, label, moment, place, onChange, errors, hint, optional, hideLabel = false }) {
  const [asked, setAsked] = useState(false);
  const showsDate = asked || moment.date !== place.date;
  const time = (/** @type {any} */ attributes) => html`<span class="moment">
    <input ...${attributes} aria-label=${hideLabel ? label : undefined} class="input input-number" type="time" step=${moment.time.length > 5 ? 1 : 60} value=${moment.time}
      onInput=${(/** @type {any} */ event) => onChange({ date: moment.date || place.date, time: valueOf(event) })} />
    ${showsDate
      ? html`<input class="input" type="date" aria-label=${`${label}, date`} value=${moment.date} onInput=${(/** @type {any} */ event) => onChange({ ...moment, date: valueOf(event) || place.date })} />`
      : html`<button type="button" class="link-button" aria-label=${`${label}: other day`} onClick=${() => setAsked(true)}>other day</button>`}
  </span>`;
  if (hideLabel) return html`<div class="field"><${FieldError} id=${id} errors=${errors} />${time({ id, 'aria-invalid': errors?.length ? 'true' : undefined, 'aria-describedby': errors?.length ? `${id}-error` : undefined })}</div>`;
  return html`<${Field} id=${id} label=${label} hint=${hint} errors=${errors} optional=${optional}>${time}</${Field}>`;
}

/** @param {{id: string, label: string, hint?: string, checked: boolean, disabled?: boolean, onChange: (checked: boolean) => void}} props */
export function Switch({ id, label, hint, checked, disabled = false, onChange }) {
  return html`<label class="switch">
    <input type="checkbox" role="switch" id=${id} checked=${checked} disabled=${disabled} aria-describedby=${hint ? `${id}-hint` : undefined}
      onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} />
    <span class="switch-track" aria-hidden="true"></span>
    <span><span class="strong">${label}</span>${hint && html`<span class="soft switch-hint" id=${`${id}-hint`}>${hint}</span>`}</span>
  </label>`;
}
