// Ticket code: B12, with the icon of its kind; colour, icon and the read-out word say before or after the race.

import { html } from '../ui.js';
import { treatmentLook } from '../words.js';
import { Icon } from './icon.js';

/**
 * @param {{event: import('../types.js').EventPublic, visit: {ticket: string, treatment: string}, size?: 's'|'m'|'l'|'xl',
 *   plain?: boolean, icon?: boolean}} props plain: in the colour of the words around it
 */
export function TicketCode({ event, visit, size = 'm', plain = false, icon = true }) {
  const look = treatmentLook(event, visit.treatment);
  return html`<span class=${`ticket-code ticket-code-${size}${plain ? '' : ` tone-${look.tone}`}`}>
    ${icon && html`<${Icon} name=${look.icon} />`}
    <span>${visit.ticket}</span>
    <span class="unseen"> ${look.word}</span>
  </span>`;
}
