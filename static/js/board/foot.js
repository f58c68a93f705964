// The foot of the board: what somebody who comes now would wait, that massages are short just now, or that the list is
// closed and who is the last; and how fresh this is.

import { ConnectionBadge } from '../lib/components/connection-badge.js';
import { Icon } from '../lib/components/icon.js';
import { TicketCode } from '../lib/components/ticket-code.js';
import { shorterInWords } from '../lib/lengths.js';
import { html } from '../lib/ui.js';
import { treatmentLook } from '../lib/words.js';
import { waitInWords } from './waits.js';

/** @typedef {import('../lib/store.js').State} State */

/** @param {{state: State, connection: any}} props */
export function Foot({ state, connection }) {
  const { event } = state;
  return html`<footer class="board-foot">
    <div class="foot-words">
      ${event.is_open ? html`<${WalkUps} state=${state} />` : html`<${Closed} event=${event} />`}
      <${Shorter} event=${event} />
    </div>
    <${ConnectionBadge} connection=${connection} timezone=${event.timezone} />
  </footer>`;
}

/** @param {{state: State}} props */
function WalkUps({ state }) {
  const offered = state.event.treatments.filter((treatment) => treatment.enabled);
  return html`<div class="walk-ups">
    <p class="walk-ups-title">If you come now</p>
    ${offered.map((treatment) => {
      const look = treatmentLook(state.event, treatment.code);
      const isOnlyOne = offered.filter((each) => each.rule === treatment.rule).length === 1;
      return html`<p key=${treatment.code} class=${`walk-up tone-${look.tone}`}>
        <${Icon} name=${look.icon} />
        <span class="walk-up-name">${isOnlyOne ? look.word : treatment.name}</span>
        <b class="numbers">${waitInWords(state.walkUp[treatment.code])}</b>
      </p>`;
    })}
  </div>`;
}

/** @param {{event: import('../lib/types.js').EventPublic}} props */
function Shorter({ event }) {
  const words = shorterInWords(event);
  return words && html`<p class="shorter"><${Icon} name="clock" /><span>${words}</span></p>`;
}

/** @param {{event: import('../lib/types.js').EventPublic}} props */
function Closed({ event }) {
  if (event.last_ticket) return html`<${Full} event=${event} ticket=${event.last_ticket} />`;
  return html`<p class="closed tone-stopped">
    <${Icon} name="stop" />
    <span><b>The list is closed.</b> ${event.closed_reason || ''} Everybody on it still gets a turn.</span>
  </p>`;
}

/** The list closed itself. @param {{event: import('../lib/types.js').EventPublic, ticket: string}} props */
function Full({ event, ticket }) {
  const treatment = event.treatments.find((each) => ticket.startsWith(each.letter))?.code ?? '';
  return html`<p class="closed tone-stopped">
    <${Icon} name="stop" />
    <span><b>The list is full for today.</b> The last one who will be served is <${TicketCode} event=${event} visit=${{ ticket, treatment }} plain icon=${false} />.</span>
  </p>`;
}
