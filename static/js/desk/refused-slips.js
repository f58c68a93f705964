// Sign-ups of tablets that came to nothing once the desk was back: their runners think that they are in line.

import { Icon } from '../lib/components.js';
import { html } from '../lib/ui.js';
import { clockTime, RowButton } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').RefusedSlip} RefusedSlip */

/** @param {{desk: Desk}} props */
export function RefusedSlips({ desk }) {
  const { slips } = desk.state.value;
  if (!slips.length) return null;
  return html`<div class="needs-group tone-stopped">
    <h3><${Icon} name="offline" size=${18} />Signed up on a tablet, not in line<span class="soft">${slips.length}</span></h3>
    <ul class="needs-list">${slips.map((each) => html`<${Refused} key=${each.slip} desk=${desk} slip=${each} />`)}</ul>
  </div>`;
}

/** @param {{desk: Desk, slip: RefusedSlip}} props */
function Refused({ desk, slip: { slip, reason, signed_up_at } }) {
  const see = () => desk.commands.calmly(() => desk.api.post(`/slips/${slip}/seen`));
  return html`<li class="need need-two">
    <span class="need-main need-still"><span class="need-words"><span class="strong">Slip ${slip}, at ${clockTime(desk, signed_up_at)}</span><span class="soft">${reason}</span></span></span>
    <span class="need-actions"><${RowButton} icon="check" label=${`Seen: slip ${slip}`} onClick=${see}>Seen</${RowButton}></span>
  </li>`;
}
