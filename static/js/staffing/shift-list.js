// The shifts: one line for each therapist, with the break, and a bar along the day.

import { html } from '../lib/ui.js';
import { barOf } from './picture.js';
import { shiftGroups, shiftWords } from './words.js';

/** @param {{staffing: import('./staffing.js').Staffing, plan: Record<string, any>}} props */
export function ShiftList({ staffing, plan }) {
  const groups = shiftGroups(plan.shifts, staffing.therapists.value);
  const from = plan.shifts.map((/** @type {any} */ each) => each.shift_start).sort()[0];
  const to = plan.shifts.map((/** @type {any} */ each) => each.shift_end).sort().at(-1);
  const hasBreaks = plan.shifts.some((/** @type {any} */ each) => each.breaks.length);
  return html`<section class="card stack" aria-labelledby="shifts">
    <div><h2 id="shifts">Shifts</h2><p class="soft">${hasBreaks ? 'Breaks are in the quiet times, and not all at once.' : 'All shifts are too short to need a break.'}</p></div>
    <ul class="shift-list">${groups.map(({ name, shift }) => html`<li key=${name}>
      <span class="shift-name">${name}</span><span class="shift-times numbers">${shiftWords(shift, staffing.time)}</span><${Bar} shift=${shift} from=${from} to=${to} />
    </li>`)}</ul>
  </section>`;
}

/** @param {{shift: Record<string, any>, from: string, to: string}} props */
function Bar({ shift, from, to }) {
  const bar = barOf(shift, from, to);
  const at = (/** @type {number} */ part) => `${Math.round(part * 10000) / 100}%`;
  return html`<svg class="shift-bar" width="100%" height="14" aria-hidden="true">
    <rect class="day" x="0" width="100%" y="6" height="2" />
    <rect class="team" x=${at(bar.x)} width=${at(bar.width)} y="0" height="14" rx="3" />
    ${bar.breaks.map((/** @type {any} */ each) => html`<rect key=${each.x} class="pause" x=${at(each.x)} width=${at(each.width)} y="3" height="8" rx="2" />`)}
  </svg>`;
}
