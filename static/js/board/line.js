// Next in line: everybody who waits, in order, with the expected time; who stepped away keeps the place, greyed.

import { now } from '../lib/clock.js';
import { Icon, TicketCode } from '../lib/components.js';
import { expectedStart, inStatus, queueOrder } from '../lib/store.js';
import { shortTime, toMs } from '../lib/time.js';
import { html } from '../lib/ui.js';
import { treatmentLook } from '../lib/words.js';
import { Panel } from './panel.js';

/** @typedef {import('../lib/store.js').State} State */
/** @typedef {import('../lib/types.js').Visit} Visit */

/**
 * @param {State} state
 * @returns {(em: number) => import('./fit.js').Shape} taller when there are labels under the codes
 */
const shapeFor = (state) => (em) => ({
  width: 6.4,
  height: state.event.board_label === 'none' ? 1.55 : 2.15,
  min: em < 16 ? 16 : em * 1.5, // in the hand, or across the tent
  max: em * 3.2,
});

/** @param {{state: State}} props */
export function Line({ state }) {
  const waiting = inStatus(state, 'waiting');
  const line = [...waiting, ...inStatus(state, 'away')].sort(queueOrder);
  const note = line.length > 0 && html`<b class="numbers">${waiting.length}</b> waiting`;
  return html`<${Panel} key=${state.event.board_label} name="line" title="Next in line" note=${note} list=${line} keyOf=${(/** @type {Visit} */ visit) => visit.id}
    shapeOf=${shapeFor(state)} none=${html`<${NobodyWaits} state=${state} />`}
    cell=${(/** @type {Visit} */ visit) => html`<${InLine} state=${state} visit=${visit} />`} />`;
}

/** @param {{state: State, visit: Visit}} props */
function InLine({ state, visit }) {
  const isAway = visit.status === 'away';
  return html`<div class=${`in-line${isAway ? ' in-line-away' : ''}`}>
    <div class="in-line-who">
      <${TicketCode} event=${state.event} visit=${visit} plain=${isAway} />
      ${visit.label && html`<p class="in-line-label one-line">${visit.label}</p>`}
    </div>
    ${isAway ? html`<p class="in-line-when"><${Icon} name="away" />away</p>` : html`<${When} state=${state} visit=${visit} />`}
  </div>`;
}

/** @param {{state: State, visit: Visit}} props */
function When({ state, visit }) {
  const isBefore = treatmentLook(state.event, visit.treatment).tone === 'before';
  if (isBefore && toMs(visit.due_at) < now.value) {
    return html`<p class="in-line-when in-line-late tone-late"><${Icon} name="late" />ask us</p>`;
  }
  const expected = expectedStart(state, visit);
  if (!expected) return html`<p class="in-line-when">–<span class="unseen">no time known yet</span></p>`;
  const at = Math.max(toMs(expected.at), now.value);
  return html`<p class="in-line-when numbers"><span class="unseen">about </span>${shortTime(at, state.event.timezone)}</p>`;
}

/** @param {{state: State}} props */
function NobodyWaits({ state }) {
  const isFree = state.event.is_open && Object.values(state.walkUp).some((walkUp) => walkUp && walkUp.wait_minutes < 10);
  return html`<div class="nobody">
    <${Icon} name="couch" size=${96} />
    <p class="nobody-title">Nobody is waiting.</p>
    ${isFree && html`<p>Come in: there is time for you.</p>`}
  </div>`;
}
