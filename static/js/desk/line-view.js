// The line: everybody waiting, in the order in which they are called, and why somebody is passed over.

import { Button, Empty } from '../lib/components.js';
import { html, useRef, useState } from '../lib/ui.js';
import { LineRow, rowWords } from './line-row.js';
import { useLineDrag } from './drag.js';

/** @typedef {import('./desk.js').Desk} Desk */

/** @param {{desk: Desk}} props */
export function LineView({ desk }) {
  const [only, setOnly] = useState('');
  const body = useRef(/** @type {HTMLElement|null} */ (null));
  const line = desk.line.value;
  const places = new Map(line.map((visit, index) => [visit.id, index + 1]));
  const shown = only ? line.filter((visit) => visit.treatment === only) : line;
  const drag = useLineDrag(desk, body, shown);
  const rows = useRows();
  return html`<section class="desk-part part-line" aria-labelledby="line-title">
    <div class="part-head">
      <h2 id="line-title">The line</h2><span class="count">${line.length}</span>
      <${Filter} desk=${desk} only=${only} setOnly=${setOnly} />
    </div>
    <div class="part-body" ref=${body}>
      ${line.length > 0 && html`<table class="line-table" onKeyDown=${walk}>
        <caption class="unseen">Everybody waiting, in the order in which they are called</caption>
        <thead><tr>
          <th scope="col" class="col-place"><span class="unseen">Place</span></th>
          <th scope="col" class="col-ticket">Ticket</th>
          <th scope="col" class="col-runner">Runner</th>
          <th scope="col" class="col-due">Due</th>
          <th scope="col" class="col-expected">Expected</th>
          <th scope="col" class="col-actions"><span class="unseen">Actions</span></th>
        </tr></thead>
        <tbody>
          ${shown.map((visit) => rows(desk, visit, places.get(visit.id) ?? 0, drag))}
        </tbody>
      </table>`}
      ${line.length === 0 && html`<${Empty} icon="couch" title="Nobody is waiting">
        <${Button} icon="plus" onClick=${() => desk.show({ kind: 'register' })}>Register a runner</${Button}>
      </${Empty}>`}
      ${line.length > 0 && shown.length === 0 && html`<p class="part-empty">Nobody waits for this treatment.</p>`}
    </div>
  </section>`;
}

/** Rows as drawn before, as long as nothing in them has changed. */
function useRows() {
  const drawn = useRef(/** @type {WeakMap<object, {inputs: unknown[], row: any}>} */ (new WeakMap()));
  /** @param {Desk} desk @param {import('../lib/types.js').VisitStaff} visit @param {number} place @param {import('./drag.js').LineDrag} drag */
  return (desk, visit, place, drag) => {
    const { flags, why } = rowWords(desk, visit);
    const inputs = [place, flags.join(), why, drag.classOf(visit.id), desk.event.value];
    const before = drawn.current.get(visit);
    if (before && inputs.every((each, index) => each === before.inputs[index])) return before.row;
    const row = html`<${LineRow} key=${visit.id} desk=${desk} visit=${visit} place=${place} flags=${flags} why=${why} drag=${drag} />`;
    drawn.current.set(visit, { inputs, row });
    return row;
  };
}

/** @param {{desk: Desk, only: string, setOnly: (code: string) => void}} props */
function Filter({ desk, only, setOnly }) {
  const options = [{ code: '', name: 'All' }, ...desk.event.value.treatments.filter((each) => each.enabled)];
  return html`<div class="segments" role="group" aria-label="Show in the line">
    ${options.map((each) => html`<button key=${each.code} type="button" class="segment" aria-pressed=${String(only === each.code)} onClick=${() => setOnly(each.code)}>${each.name}</button>`)}
  </div>`;
}

/** Arrow keys go from row to row. @param {KeyboardEvent} event */
function walk(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const names = [...document.querySelectorAll('.line-table .line-name')];
  const row = /** @type {HTMLElement} */ (event.target).closest('tr')?.querySelector('.line-name');
  const at = row ? names.indexOf(row) : -1;
  if (at < 0) return;
  event.preventDefault();
  const to = Math.min(names.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)));
  /** @type {HTMLElement} */ (names[to]).focus();
}
