// Parts of the start list's preview: columns, sample, what is skipped, waves.

import { Button, Icon } from '../../lib/components.js';
import { timeOfDay } from '../../lib/time.js';
import { html, useState } from '../../lib/ui.js';
import { MEANINGS, withoutStart } from '../start-list.js';

/** @typedef {import('../start-list.js').Column} Column */
/** @typedef {import('../start-list.js').FileWave} FileWave */

/** @param {{columns: Column[], sample: any[], chosen: Record<number, string>, onChoose: (index: number, meaning: string) => void}} props */
export function Columns({ columns, chosen, onChoose }) {
  return html`<div><h3>How the columns are understood</h3>
    <div class="table-scroll"><table class="setup-table"><thead><tr><th scope="col">In the file</th><th scope="col">Taken as</th><th scope="col">Why</th></tr></thead>
      <tbody>${columns.map((column) => html`<tr key=${column.index}>
        <td class="strong">${column.heading || html`<span class="soft">Column ${column.index + 1}</span>`}</td>
        <td><select class="input input-slim" aria-label=${`Column ${column.heading || column.index + 1} is taken as`} value=${chosen[column.index] ?? column.meaning ?? ''} onChange=${(/** @type {any} */ event) => onChoose(column.index, event.currentTarget.value)}>
          ${MEANINGS.map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}</select></td>
        <td class="soft small">${column.index in chosen && chosen[column.index] !== (column.meaning ?? '') ? 'Put right by you' : column.reason}</td>
      </tr>`)}</tbody></table></div></div>`;
}

/** @param {{sample: any[], lines: number}} props */
export function Sample({ sample, lines }) {
  if (!sample.length) return null;
  const shown = sample.slice(0, 6);
  const withStart = sample.some((each) => each.start_time);
  return html`<div><h3>${lines.toLocaleString()} runners, for example</h3>
    <div class="table-scroll"><table class="setup-table sample"><thead><tr><th scope="col">Bib</th><th scope="col">First name</th><th scope="col">Last name</th><th scope="col">Wave</th>${withStart && html`<th scope="col">Start</th>`}</tr></thead>
      <tbody>${shown.map((each) => html`<tr key=${each.line}><td class="numbers strong">${each.bib}</td><td>${each.first_name}</td><td>${each.last_name}</td><td>${each.wave}</td>${withStart && html`<td class="numbers">${each.start_time}</td>`}</tr>`)}</tbody></table></div></div>`;
}

const SHOWN_AT_FIRST = 8;

/** @param {{problems: {line: number, reason: string}[]}} props */
export function Problems({ problems }) {
  const [all, setAll] = useState(false);
  if (!problems.length) return null;
  const shown = all ? problems : problems.slice(0, SHOWN_AT_FIRST);
  return html`<div class="problems"><h3><${Icon} name="info" size=${20} />${problems.length === 1 ? 'One line is' : `${problems.length.toLocaleString()} lines are`} skipped</h3>
    <ol class="problem-list">${shown.map((each) => html`<li key=${`${each.line}${each.reason}`}><span class="numbers strong">Line ${each.line}</span><span>${each.reason}</span></li>`)}</ol>
    ${problems.length > SHOWN_AT_FIRST && html`<${Button} kind="quiet" onClick=${() => setAll(!all)}>${all ? 'Show fewer' : `Show all ${problems.length.toLocaleString()}`}</${Button}>`}</div>`;
}

/**
 * Each wave or contest of the file gets one of the event's waves, or a start of its own.
 * @param {{setup: import('../setup.js').Setup, waves: FileWave[], hasStarts: boolean, chosen: Record<string, {id?: number|null, time?: string}>,
 *   onChoose: (name: string, choice: {id?: number|null, time?: string}) => void}} props
 */
export function FileWaves({ setup, waves, hasStarts, chosen, onChoose }) {
  if (!waves.length) return null;
  const event = setup.event.value;
  const open = withoutStart(waves, chosen);
  return html`<div><h3>Waves in the file</h3>
    <table class="setup-table"><thead><tr><th scope="col">In the file</th><th scope="col">Starts with</th><th scope="col">or at (local time)</th></tr></thead>
      <tbody>${waves.map(({ name, known }) => {
        const same = known ? event.waves.find((/** @type {any} */ each) => each.name.trim().toLowerCase() === name.trim().toLowerCase()) : null;
        const value = chosen[name]?.id ?? same?.id ?? '';
        return html`<tr key=${name}><td class="strong">${name}</td>
          <td><select class="input input-slim" aria-label=${`Wave for ${name}`} value=${String(value)} disabled=${Boolean(same)} onChange=${(/** @type {any} */ tap) => onChoose(name, { id: Number(tap.currentTarget.value) || null })}>
            <option value="">${chosen[name]?.time ? 'A new wave' : 'No wave'}</option>${event.waves.map((/** @type {any} */ each) => html`<option key=${each.id} value=${String(each.id)}>${each.name}, ${timeOfDay(each.starts_at, event.timezone)}</option>`)}</select></td>
          <td>${same ? html`<span class="row gap-1"><${Icon} name="check" size=${18} />Known</span>` : html`<input class="input input-slim input-number" type="time" aria-label=${`Start of ${name}`} value=${chosen[name]?.time ?? ''} onInput=${(/** @type {any} */ tap) => onChoose(name, { time: tap.currentTarget.value })} />`}</td></tr>`;
      })}</tbody></table>
    ${open.length > 0 && hasStarts && html`<p class="field-hint">Waves that you leave alone get the start times of the file.</p>`}
    ${open.length > 0 && !hasStarts && html`<p class="field-hint">Without a start (${open.slice(0, 5).join(', ')}${open.length > 5 ? ' …' : ''}), these runners are asked for their wave when they want a massage before the race.</p>`}</div>`;
}
