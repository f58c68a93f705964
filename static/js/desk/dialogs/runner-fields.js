// Fields of the runner's form: treatment and length, wave, wish, not before.

import { Field } from '../../lib/components.js';
import { lengthNow } from '../../lib/lengths.js';
import { listedTherapists } from './devices.js';
import { toInstant, toLocal } from '../../setup/zone.js';
import { html } from '../../lib/ui.js';
import { withTreatment } from '../bodies.js';
import { clockTime } from '../pieces.js';

/** @typedef {import('../desk.js').Desk} Desk */
/** @typedef {import('../bodies.js').RunnerForm} RunnerForm */
/** @typedef {{form: RunnerForm, change: (part: Partial<RunnerForm>) => void}} Part */

/** @param {Part & {event: import('../../lib/types.js').EventPublic}} props */
export function TreatmentFields({ event, form, change }) {
  const offered = event.treatments.filter((each) => each.enabled || each.code === form.treatment);
  const chosen = offered.find((each) => each.code === form.treatment);
  return html`<div class="form-grid">
    <${Segments} name="treatment" legend="Treatment" value=${form.treatment} onPick=${(/** @type {string} */ code) => change(withTreatment(form, event, code))}
      options=${offered.map((each) => ({ value: each.code, words: each.name }))} />
    <${Segments} name="minutes" legend="Minutes" value=${String(form.minutes)} onPick=${(/** @type {string} */ minutes) => change({ minutes: Number(minutes) })}
      options=${[...new Set([...(chosen?.minutes ?? []), form.minutes])].filter(Boolean).sort((a, b) => a - b).map((each) => ({ value: String(each), words: String(each) }))} />
    ${chosen && lengthNow(event, chosen, form.minutes) < form.minutes && html`<p class="soft small form-note">Just now everybody gets ${lengthNow(event, chosen, form.minutes)} minutes.</p>`}
  </div>`;
}

/** Radio buttons side by side. @param {{name: string, legend: string, value: string, onPick: (value: string) => void, options: {value: string, words: string}[]}} props */
export function Segments({ name, legend, value, onPick, options }) {
  return html`<fieldset class="field radio-segments"><legend class="field-label">${legend}</legend>
    <div class="segments segments-l">
      ${options.map((option) => html`<label key=${option.value} class="segment-choice"><input type="radio" name=${name} value=${option.value} checked=${option.value === value} onChange=${() => onPick(option.value)} /><span>${option.words}</span></label>`)}
    </div></fieldset>`;
}

/** @param {any} event */
const picked = (event) => event.currentTarget.value;

/** @param {Part & {desk: Desk}} props */
export function WaveField({ desk, form, change }) {
  const event = desk.event.value;
  const rule = event.treatments.find((each) => each.code === form.treatment)?.rule;
  if (!event.waves.length) return null;
  return html`<${Field} id="runner-wave" label="Wave" optional=${rule !== 'before_start'}>
    ${(/** @type {any} */ attributes) => html`<select ...${attributes} class="input" value=${form.wave} onChange=${(/** @type {any} */ tap) => change({ wave: picked(tap) })}>
      <option value="">${rule === 'before_start' ? 'Choose, or from the bib' : 'Not needed'}</option>
      ${event.waves.map((wave) => html`<option key=${wave.id} value=${String(wave.id)}>${wave.name}, starts ${clockTime(desk, wave.starts_at)}</option>`)}
    </select>`}
  </${Field}>`;
}

/** @param {Part & {desk: Desk}} props */
export function WishField({ desk, form, change }) {
  return html`<${Field} id="runner-wish" label="Wish">
    ${(/** @type {any} */ attributes) => html`<select ...${attributes} class="input" value=${form.wish} onChange=${(/** @type {any} */ tap) => change({ wish: picked(tap) })}>
      <option value="">No wish</option><option value="woman">A woman</option><option value="man">A man</option>
      ${listedTherapists(desk.state.value).map((each) => html`<option key=${each.id} value=${String(each.id)}>${each.name}</option>`)}
    </select>`}
  </${Field}>`;
}

/** @param {Part & {desk: Desk}} props */
export function NotBefore({ desk, form, change }) {
  const event = desk.event.value;
  const time = form.not_before ? toLocal(form.not_before, event.timezone).time.slice(0, 5) : '';
  /** @param {any} tap */
  const typed = (tap) => {
    const today = toLocal(desk.live.state.value.at, event.timezone).date;
    change({ not_before: toInstant(today, picked(tap), event.timezone) ?? null });
  };
  return html`<${Field} id="runner-later" label="Not before" optional>
    ${(/** @type {any} */ attributes) => html`<input ...${attributes} class="input" type="time" value=${time} onInput=${typed} />`}
  </${Field}>`;
}
