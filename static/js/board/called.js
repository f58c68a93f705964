// Called now: who has to go where, as large as it fits; the newest flashes.

import { now } from '../lib/clock.js';
import { TicketCode } from '../lib/components/ticket-code.js';
import { inStatus, therapistOf } from '../lib/store.js';
import { toMs } from '../lib/time.js';
import { html } from '../lib/ui.js';
import { couchInWords } from '../lib/words.js';
import { callKey } from './calls.js';
import { Panel } from './panel.js';

const NEW_FOR = 40_000;

/** @param {number} em @returns {import('./fit.js').Shape} */
const shapeOf = (em) => ({ width: 19.6, height: 6.2, min: Math.max(em * 0.85, 12), max: em * 3.4, maxColumns: 3 });

/** @param {{state: import('../lib/store.js').State}} props */
export function Called({ state }) {
  const called = inStatus(state, 'called');
  const none = html`<p class="panel-none">Nobody is being called at the moment.</p>`;
  return html`<${Panel} name="called" title="Called now" list=${called} keyOf=${callKey} shapeOf=${shapeOf} none=${none}
    cell=${(/** @type {import('../lib/types.js').Visit} */ visit) => html`<${Call} state=${state} visit=${visit} newest=${called[0]} />`} />`;
}

/** @param {{state: import('../lib/store.js').State, visit: import('../lib/types.js').Visit, newest: import('../lib/types.js').Visit}} props */
function Call({ state, visit, newest }) {
  const therapist = therapistOf(state, visit)?.first_name ?? '';
  const isNew = visit.id === newest.id && now.value - toMs(visit.called_at ?? 0) < NEW_FOR;
  const couch = couchInWords(visit.couch);
  return html`<div class=${`call${isNew ? ' call-new' : ''}`}>
    <div class="call-who">
      <${TicketCode} event=${state.event} visit=${visit} plain />
      ${visit.label && html`<p class="call-label one-line">${visit.label}</p>`}
    </div>
    <div class="call-where">
      <p class="call-couch">${couch.replace(/^Couch /, 'Couch\u00a0') || 'Please come'}</p>
      ${therapist && html`<p class="call-with one-line">with ${therapist}</p>`}
    </div>
  </div>`;
}
