// Lines below the bar that concern everybody: signed out, list closed or nearly full, a long wait, the message on the boards.

import { now } from '../lib/clock.js';
import { Icon } from '../lib/components.js';
import { shortLength } from '../lib/time.js';
import { html, signal } from '../lib/ui.js';
import { BackupStrip } from './backups.js';
import { lastCallHint } from './hours-words.js';
import { clockTime, RowButton } from './pieces.js';
import { inWords, unsupervised } from './students.js';
import { openList } from './top-bar.js';

/** @typedef {import('./desk.js').Desk} Desk */

const QUIET_MS = 20 * 60_000;

/** Until when an offer that was waved away stays away, by its name. @type {import('@preact/signals-core').Signal<Record<string, number>>} */
const quietUntil = signal({});

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
      ${event.state === 'closed' && !desk.isLead && html`<${RowButton} onClick=${() => openList(desk)}>Open the list${event.last_ticket ? '…' : ''}</${RowButton}>`}</p>`}
    <${Unsupervised} desk=${desk} />
    ${!desk.isLead && html`<${BackupStrip} desk=${desk} /><${BusyOffer} desk=${desk} /><${LastCallOffer} desk=${desk} />`}
    ${message &&
    html`<p class="strip"><${Icon} name="megaphone" size=${20} /><span class="grow one-line">On the board: “${message.text}”</span>
      ${!desk.isLead && html`<${RowButton} onClick=${() => desk.show({ kind: 'announce' })}>Change</${RowButton}>
      <${RowButton} onClick=${() => desk.commands.calmly(() => desk.commands.announce('', message.text))}>Remove</${RowButton}>`}</p>`}
  </div>`;
}

/** Students are on duty and nobody looks after them. @param {{desk: Desk}} props */
function Unsupervised({ desk }) {
  const students = unsupervised(Object.values(desk.state.value.therapists));
  if (!students.length) return null;
  return html`<p class="strip tone-late" role="status"><${Icon} name="person" size=${20} />
    <span class="grow">No supervisor is on shift: ${inWords(students)} ${students.length === 1 ? 'gets' : 'get'} no new runner. Treatments that have begun go on.</span></p>`;
}

/** The wait is long, and treatments could be shorter. @param {{desk: Desk}} props */
function BusyOffer({ desk }) {
  const busy = desk.state.value.outlook?.busy;
  if (!busy?.offered || !desk.event.value.is_open || isQuiet(desk, 'busy')) return null;
  return html`<${Offer} icon="clock" words=${`A walk-up now waits ${shortLength(busy.wait_minutes ?? busy.limit_minutes)}. Shorter treatments?`} name="busy">
    <${RowButton} onClick=${() => desk.show({ kind: 'busy' })}>See what it does…</${RowButton}>
  </${Offer}>`;
}

/** Hardly anybody more can be done before the tent closes. @param {{desk: Desk}} props */
function LastCallOffer({ desk }) {
  const settings = desk.settings.value;
  const hint = desk.event.value.is_open && settings && !settings.last_call ? lastCallHint(desk.state.value.outlook?.closing, (at) => clockTime(desk, at)) : '';
  if (!hint || isQuiet(desk, 'last call')) return null;
  return html`<${Offer} icon="late" words=${hint} name="last call">
    <${RowButton} onClick=${() => desk.commands.calmly(() => desk.commands.setLastCall(true))}>Close by itself when full</${RowButton}>
    <${RowButton} onClick=${() => desk.show({ kind: 'close' })}>Close now…</${RowButton}>
  </${Offer}>`;
}

/** @param {{icon: string, words: string, name: string, children: any}} props */
function Offer({ icon, words, name, children }) {
  const wave = () => {
    quietUntil.value = { ...quietUntil.value, [name]: now.peek() + QUIET_MS };
  };
  return html`<p class="strip strip-offer tone-late"><${Icon} name=${icon} size=${20} /><span class="grow">${words}</span>
    ${children}<${RowButton} label=${`Not now: ${words}`} onClick=${wave}>Not now</${RowButton}></p>`;
}

/** @param {Desk} desk @param {string} name */
function isQuiet(desk, name) {
  return desk.moment.value < (quietUntil.value[name] ?? 0);
}
