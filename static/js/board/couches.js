// On the couches: who is being treated, where, and how long it still takes.

import { now } from '../lib/clock.js';
import { TicketCode } from '../lib/components/ticket-code.js';
import { inStatus, therapistOf } from '../lib/store.js';
import { minutesUntil } from '../lib/time.js';
import { html } from '../lib/ui.js';
import { Panel } from './panel.js';

const SMALL = '(max-width: 760px)'; // where the names are left out; the same in board.css

/** @param {number} em @returns {import('./fit.js').Shape} */
function shapeOf(em) {
  if (matchMedia(SMALL).matches) return { width: 8.4, height: 1.7, min: 15, max: 22 };
  return { width: 8.8, height: 2.4, min: em * 1.25, max: em * 2.3 };
}

/** @param {{state: import('../lib/store.js').State}} props */
export function Couches({ state }) {
  const treating = inStatus(state, 'treating');
  const none = html`<p class="panel-none">Nobody is on a couch right now.</p>`;
  return html`<${Panel} name="couches" title="On the couches" list=${treating} keyOf=${(/** @type {any} */ visit) => visit.id} shapeOf=${shapeOf} none=${none}
    cell=${(/** @type {import('../lib/types.js').Visit} */ visit) => html`<${Couch} state=${state} visit=${visit} />`} />`;
}

/** @param {{state: import('../lib/store.js').State, visit: import('../lib/types.js').Visit}} props */
function Couch({ state, visit }) {
  const therapist = therapistOf(state, visit)?.first_name ?? '';
  return html`<div class="couch">
    ${visit.couch && html`<p class="couch-place one-line"><span class="unseen">Couch </span>${visit.couch}</p>`}
    <div class="couch-who">
      <${TicketCode} event=${state.event} visit=${visit} />
      <p class="couch-with one-line"><span class="unseen">with </span>${therapist}</p>
    </div>
    <${TimeLeft} until=${visit.ends_at} />
  </div>`;
}

/** @param {{until: string|null}} props */
function TimeLeft({ until }) {
  if (!until) return null;
  const minutes = minutesUntil(until, now.value);
  return html`<p class="couch-left numbers">${minutes > 0 ? `${minutes} min` : 'ending'}</p>`;
}
