// Next in line: everybody who waits, in order, with the expected time; who stepped away keeps the place, greyed.

import { now } from '../lib/clock.js';
import { Icon } from '../lib/components/icon.js';
import { TicketCode } from '../lib/components/ticket-code.js';
import { inStatus, queueOrder } from '../lib/store.js';
import { shortTime } from '../lib/time.js';
import { html, useRef } from '../lib/ui.js';
import { Panel } from './panel.js';
import { startInLine } from './start-in-line.js';

/** @typedef {import('../lib/store.js').State} State */
/** @typedef {import('../lib/types.js').Visit} Visit */

/**
 * @param {State} state
 * @returns {(em: number) => import('./fit.js').Shape} taller when there are labels under the codes
 */
const shapeFor = (state) => (em) => {
  const hasLabel = state.event.board_label !== 'none';
  const inTheHand = hasLabel ? 19 : 16; // a first name needs more room than a code does
  return {
    width: hasLabel ? 6.8 : 6.4,
    height: hasLabel ? 2.15 : 1.55,
    min: em < 16 ? inTheHand : em * 1.5, // in the hand, or across the tent
    max: em * 3.2,
  };
};

/** @param {{state: State}} props */
export function Line({ state }) {
  const waiting = inStatus(state, 'waiting');
  const line = [...waiting, ...inStatus(state, 'away')].sort(queueOrder);
  const since = useInLineSince(line);
  const note = line.length > 0 && html`<b class="numbers">${waiting.length}</b> waiting`;
  return html`<${Panel} key=${state.event.board_label} name="line" title="Next in line" note=${note} list=${line} keyOf=${(/** @type {Visit} */ visit) => visit.id}
    shapeOf=${shapeFor(state)} none=${html`<${NobodyWaits} state=${state} />`}
    cell=${(/** @type {Visit} */ visit) => html`<${InLine} state=${state} visit=${visit} since=${since.get(visit.id) ?? 0} />`} />`;
}

/**
 * When this page first saw each of them in line; 0: it was there when the page came up.
 * @param {Visit[]} line
 */
function useInLineSince(line) {
  const known = useRef(/** @type {Map<number, number>|null} */ (null));
  const before = known.current;
  known.current = new Map(line.map(({ id }) => [id, before ? (before.get(id) ?? now.peek()) : 0]));
  return known.current;
}

/** @param {{state: State, visit: Visit, since: number}} props */
function InLine({ state, visit, since }) {
  const isAway = visit.status === 'away';
  return html`<div class=${`in-line${isAway ? ' in-line-away' : ''}`}>
    <div class="in-line-who">
      <${TicketCode} event=${state.event} visit=${visit} plain=${isAway} />
      ${visit.label && html`<p class="in-line-label one-line">${visit.label}</p>`}
    </div>
    ${isAway ? html`<p class="in-line-when"><${Icon} name="away" />away</p>` : html`<${When} state=${state} visit=${visit} since=${since} />`}
  </div>`;
}

/** @param {{state: State, visit: Visit, since: number}} props */
function When({ state, visit, since }) {
  const start = startInLine(state, visit, since, now.value);
  if (start === 'ask') return html`<p class="in-line-when in-line-late tone-late"><${Icon} name="late" />ask us</p>`;
  if (start === 'soon') return html`<p class="in-line-when">soon</p>`;
  if (start === null) return html`<p class="in-line-when">–<span class="unseen">no time known yet</span></p>`;
  return html`<p class="in-line-when numbers"><span class="unseen">about </span>${shortTime(start, state.event.timezone)}</p>`;
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
