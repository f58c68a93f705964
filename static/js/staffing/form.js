// What the organiser expects: waves, how many come, lengths and promise, hours and shifts.

import { Button, Field, FieldError, toast } from '../lib/components.js';
import { html, useRef } from '../lib/ui.js';
import { MomentField } from '../setup/fields.js';
import { focusOn } from '../setup/section.js';
import { DISTANCES, emptyWave, OWN } from './draft.js';
import { timesOf } from './results.js';
import { counted } from './words.js';

/** @typedef {import('./staffing.js').Staffing} Staffing */
/** @typedef {import('./draft.js').WaveDraft} WaveDraft */

const SHIFTS = [60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360, 390, 420, 450, 480];

/** @param {any} event */
const valueOf = (event) => event.currentTarget.value;

/** @param {{staffing: Staffing}} props */
export function DemandForm({ staffing }) {
  return html`<${Waves} staffing=${staffing} />
    <fieldset class="fieldset stack gap-2"><legend>Who comes for a massage</legend>
      <div class="number-grid">
        <${NumberField} staffing=${staffing} id="before_share" label="Before the race" unit="%" step="0.5" max="100" />
        <${NumberField} staffing=${staffing} id="after_share" label="After the race" unit="%" step="0.5" max="100" />
      </div>
      <p class="field-hint">Of all runners. Open races: 5 to 8% each. A charity’s own team: up to 80%.</p>
    </fieldset>
    <fieldset class="fieldset stack gap-2"><legend>What you promise</legend>
      <${NumberField} staffing=${staffing} id="promised_wait_minutes" label="Longest wait after the race" unit="min" max="240" />
      <p class="field-hint">The plan keeps it for nine runners in ten, and lets at most one in a hundred miss a massage before the start.</p>
    </fieldset>
    <fieldset class="fieldset"><legend>Lengths</legend>
      <div class="number-grid">
        <${NumberField} staffing=${staffing} id="before_minutes" label="Before the race" unit="min" max="180" />
        <${NumberField} staffing=${staffing} id="after_minutes" label="After the race" unit="min" max="180" />
        <${NumberField} staffing=${staffing} id="busy_minutes" label="Shorter at the peak" unit="min" max="180" />
        <${NumberField} staffing=${staffing} id="turnover_minutes" label="Turnover" unit="min" max="30" />
      </div>
    </fieldset>
    <fieldset class="fieldset"><legend>Tent and shifts</legend>
      <div class="stack">
        <${MomentField} id="opens_at" label="Opens" optional moment=${staffing.draft.value.opens} place=${staffing.place} errors=${staffing.errors.value.opens_at} onChange=${(/** @type {any} */ opens) => staffing.change({ opens })} />
        <${MomentField} id="closes_at" label="Lets nobody in from" optional moment=${staffing.draft.value.closes} place=${staffing.place} errors=${staffing.errors.value.closes_at} onChange=${(/** @type {any} */ closes) => staffing.change({ closes })} />
        <div class="number-grid">
          <${ShiftLength} staffing=${staffing} id="shortest_shift_minutes" label="Shortest shift" />
          <${ShiftLength} staffing=${staffing} id="longest_shift_minutes" label="Longest shift" />
          <${NumberField} staffing=${staffing} id="most_at_once" label="Couches" unit="at most" max="100" placeholder="any" />
        </div>
      </div>
    </fieldset>`;
}

/** @param {{staffing: Staffing, id: string, label: string, unit: string} & Record<string, any>} props others go to the input */
function NumberField({ staffing, id, label, unit, ...others }) {
  const { numbers } = staffing.draft.value;
  const typed = (/** @type {any} */ event) => staffing.change({ numbers: { ...numbers, [id]: valueOf(event) } });
  return html`<${Field} id=${id} label=${label} errors=${staffing.errors.value[id]}>
    ${(/** @type {any} */ attributes) => html`<span class="with-unit"><input ...${others} ...${attributes} class="input input-number" type="number" inputmode="decimal" min="0" value=${numbers[id]} onInput=${typed} /><span class="soft">${unit}</span></span>`}
  </${Field}>`;
}

/** @param {{staffing: Staffing, id: string, label: string}} props */
function ShiftLength({ staffing, id, label }) {
  const { numbers } = staffing.draft.value;
  const chosen = (/** @type {any} */ event) => staffing.change({ numbers: { ...numbers, [id]: valueOf(event) } });
  return html`<${Field} id=${id} label=${label} errors=${staffing.errors.value[id]}>
    ${(/** @type {any} */ attributes) => html`<select ...${attributes} class="input" value=${numbers[id]} onChange=${chosen}>
      ${SHIFTS.map((minutes) => html`<option key=${minutes} value=${String(minutes)}>${minutes / 60} h</option>`)}</select>`}
  </${Field}>`;
}

/** @param {{staffing: Staffing}} props */
function Waves({ staffing }) {
  const added = useRef(0);
  const { waves } = staffing.draft.value;
  const put = (/** @type {string} */ key, /** @type {Partial<WaveDraft>} */ part) => staffing.change({ waves: waves.map((each) => (each.key === key ? { ...each, ...part } : each)) });
  const add = () => {
    added.current += 1;
    const wave = { ...emptyWave(`new${added.current}`, staffing.place), name: `Wave ${waves.length + 1}`, distance: waves[waves.length - 1]?.distance ?? 'half' };
    staffing.change({ waves: [...waves, wave] });
    setTimeout(() => focusOn(`waves.${waves.length}.runners`));
  };
  return html`<fieldset class="fieldset stack"><legend>Who starts when</legend>
    <${FieldError} id="waves" errors=${staffing.errors.value.waves} />
    ${waves.map((wave, place) => html`<${Wave} key=${wave.key} staffing=${staffing} wave=${wave} id=${`waves.${place}`} put=${(/** @type {Partial<WaveDraft>} */ part) => put(wave.key, part)}
      onRemove=${waves.length > 1 ? () => staffing.change({ waves: waves.filter((each) => each.key !== wave.key) }) : null} />`)}
    <div><${Button} icon="plus" onClick=${add}>Add a wave</${Button}></div>
  </fieldset>`;
}

/** @param {{staffing: Staffing, wave: WaveDraft, id: string, put: (part: Partial<WaveDraft>) => void, onRemove: (() => void)|null}} props */
function Wave({ staffing, wave, id, put, onRemove }) {
  const errors = staffing.errors.value;
  const name = wave.name.trim() || 'the wave';
  const wrong = ['name', 'runners', 'starts_at', 'distance', 'mean_minutes', 'sd_minutes'].flatMap((part) => errors[`${id}.${part}`] ?? []);
  /** @param {string} part @param {keyof WaveDraft} key @param {string} label @param {Record<string, any>} more */
  const input = (part, key, label, more) => html`<input id=${`${id}.${part}`} class="input input-slim" aria-label=${label} value=${wave[key]} aria-invalid=${errors[`${id}.${part}`] ? 'true' : undefined}
    onInput=${(/** @type {any} */ event) => put({ [key]: valueOf(event) })} ...${more} />`;
  const number = { type: 'number', inputmode: 'numeric', min: '0' };
  return html`<div class="wave-card" role="group" aria-label=${wave.name.trim() || 'Wave'}>
    <${FieldError} id=${id} errors=${wrong} />
    <div class="wave-line">${input('name', 'name', 'Name of the wave', { maxlength: '80', placeholder: 'Name' })}
      ${onRemove && html`<${Button} kind="quiet" icon="trash" iconOnly label=${`Leave ${name} out`} onClick=${onRemove} />`}</div>
    <div class="wave-line"><span class="with-unit">${input('runners', 'runners', `Runners of ${name}`, { ...number, max: '100000', placeholder: '0' })}<span class="soft">runners</span></span>
      <select id=${`${id}.distance`} class="input input-slim" aria-label=${`Distance of ${name}`} value=${wave.distance} onChange=${(/** @type {any} */ event) => put({ distance: valueOf(event) })}>
        ${DISTANCES.map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}</select></div>
    <div class="wave-line"><${MomentField} hideLabel id=${`${id}.starts_at`} label=${`Start of ${name}`} moment=${wave.starts} place=${staffing.place} onChange=${(/** @type {any} */ starts) => put({ starts })} /></div>
    ${wave.distance === OWN && html`<div class="wave-line"><span class="with-unit">${input('mean_minutes', 'mean', `Mean finish time of ${name}`, { ...number, placeholder: '124' })}<span class="soft">min on average,</span></span>
      <span class="with-unit"><span class="soft">give or take</span>${input('sd_minutes', 'spread', `Spread of the finish times of ${name}`, { ...number, placeholder: '23' })}<span class="soft">min</span></span>
      <${ResultsFile} name=${name} put=${put} /></div>`}
  </div>`;
}

/** Mean and spread from a table of results, read on this device. @param {{name: string, put: (part: Partial<WaveDraft>) => void}} props */
function ResultsFile({ name, put }) {
  /** @param {any} event */
  const chosen = async (event) => {
    const input = event.currentTarget;
    const file = input.files[0];
    input.value = '';
    const found = file && timesOf(await file.text());
    if (found) put({ mean: String(found.mean), spread: String(found.spread) });
    toast(found ? `${counted(found.count, 'finish time')} read` : 'No finish times found in this file', found ? { icon: 'check', tone: 'called' } : { icon: 'alert', tone: 'late' });
  };
  return html`<label class="link-button results-file">Take them from last year’s results…<input type="file" class="unseen" accept=".csv,.tsv,.txt,text/csv" aria-label=${`Results file for ${name}`} onChange=${chosen} /></label>`;
}
