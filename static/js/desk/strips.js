// Lines below the bar that concern everybody: signed out, list closed, the message on the boards.

import { Icon } from '../lib/components.js';
import { html } from '../lib/ui.js';
import { RowButton } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */

/** @param {{desk: Desk}} props */
export function Strips({ desk }) {
  const event = desk.event.value;
  const message = event.announcement;
  return html`<div class="strips">
    ${(desk.signedOut.value || desk.live.connection.value.status === 'dismissed') &&
    html`<p class="strip tone-stopped" role="alert"><${Icon} name="lock" size=${20} /><span class="grow">You have been signed out. What you see is not kept up to date any more.</span>
      <a class="row-button" href=${`/sign-in?event=${event.slug}&next=/e/${event.slug}/desk`}>Sign in</a></p>`}
    ${!event.is_open &&
    html`<p class="strip tone-late"><${Icon} name="stop" size=${20} /><span class="grow">New runners are told: “${event.closed_reason}” Those in line keep their place.</span>
      ${event.state === 'closed' && html`<${RowButton} onClick=${() => desk.commands.calmly(desk.commands.openList)}>Open the list</${RowButton}>`}</p>`}
    ${message &&
    html`<p class="strip"><${Icon} name="megaphone" size=${20} /><span class="grow one-line">On the board: “${message.text}”</span>
      <${RowButton} onClick=${() => desk.show({ kind: 'announce' })}>Change</${RowButton}>
      <${RowButton} onClick=${() => desk.commands.calmly(() => desk.commands.announce('', message.text))}>Remove</${RowButton}></p>`}
  </div>`;
}
