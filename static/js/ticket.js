// The runner's own page: the place in line, when it is my turn, and what to do now.

import { stayAwake } from './lib/awake.js';
import { startClock } from './lib/clock.js';
import { ConnectionBadge } from './lib/components/connection-badge.js';
import { TicketCode } from './lib/components/ticket-code.js';
import { Toasts } from './lib/components/toast.js';
import { mount, readFirst } from './lib/first.js';
import { watchRoom } from './lib/live.js';
import { ticketShape } from './lib/ticket-store.js';
import { effect, html, render } from './lib/ui.js';
import { Actions } from './ticket/actions.js';
import { ringWhenCalled } from './ticket/ringing.js';
import { NowCard } from './ticket/states.js';
import { titleOf } from './ticket/telling.js';

/** @typedef {import('./lib/types.js').TicketSnapshot} TicketSnapshot */

const first = readFirst();
/** @type {import('./lib/live.js').Live<TicketSnapshot>} */
const live = watchRoom({ event: first.event.slug, room: `visit:${first.token}`, first: first.ticket, shape: ticketShape });

function Ticket() {
  const { visit, event } = live.state.value;
  return html`<div class=${`ticket ticket-${visit.status}`}>
    <header class="ticket-head">
      <p class="one-line">${event.name}</p>
      <${ConnectionBadge} connection=${live.connection} timezone=${event.timezone} />
    </header>
    <section class="ticket-code-card" aria-label="Your ticket">
      <p class="eyebrow">${visit.first_name ? `${visit.first_name}, your ticket is` : 'Your ticket is'}</p>
      <${TicketCode} event=${event} visit=${visit} size="xl" />
    </section>
    <p class="unseen" role="status">${titleOf(visit)}</p>
    <${NowCard} visit=${visit} event=${event} />
    ${event.announcement && html`<p class="notice"><span><b>From the team:</b> ${event.announcement.text}</span></p>`}
    <${Actions} visit=${visit} token=${first.token} changed=${live.refresh} />
    <${Toasts} />
  </div>`;
}

startClock();
stayAwake();
ringWhenCalled(live.state);
effect(() => {
  document.title = titleOf(live.state.value.visit);
});
mount((root) => render(html`<${Ticket} />`, root));
