// The foot of the board: what somebody who comes now would wait, or that the list is closed, and how fresh this is.

import { ConnectionBadge, Icon } from '../lib/components.js';
import { html } from '../lib/ui.js';
import { treatmentLook } from '../lib/words.js';
import { waitInWords } from './waits.js';

/** @typedef {import('../lib/store.js').State} State */

/** @param {{state: State, connection: any}} props */
export function Foot({ state, connection }) {
  const { event } = state;
  return html`<footer class="board-foot">
    ${event.is_open ? html`<${WalkUps} state=${state} />` : html`<${Closed} event=${event} />`}
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
function Closed({ event }) {
  return html`<p class="closed tone-stopped">
    <${Icon} name="stop" />
    <span><b>The list is closed.</b> ${event.closed_reason || ''} Everybody on it still gets a turn.</span>
  </p>`;
}
