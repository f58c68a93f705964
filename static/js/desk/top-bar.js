// The bar on top: which event, whether the list is open, search, and what can be done from anywhere.

import { Button, ConnectionBadge, Icon } from '../lib/components.js';
import { switchTheme } from '../lib/device.js';
import { html } from '../lib/ui.js';
import { openMenu } from './menu.js';
import { modeItems, Modes } from './modes.js';
import { MenuButton } from './pieces.js';
import { Search } from './search.js';

/** @typedef {import('./desk.js').Desk} Desk */

/** @param {{desk: Desk}} props */
export function TopBar({ desk }) {
  const event = desk.event.value;
  const hasModes = event.is_busy || Boolean(event.cycle_minutes);
  return html`<header class=${`top-bar${hasModes ? ' top-bar-full' : ''}`}>
    <h1 class="one-line" title=${event.name}>${event.name}</h1>
    <${ListState} desk=${desk} />
    <${Modes} desk=${desk} />
    <${Search} desk=${desk} />
    <div class="top-bar-actions">
      <${Button} kind="main" icon="plus" class="top-bar-register" onClick=${() => desk.show({ kind: 'register' })}>Register</${Button}>
      <${MenuButton} label="More for this event" items=${() => deskItems(desk)} />
    </div>
    <${ConnectionBadge} connection=${desk.live.connection} timezone=${event.timezone} />
  </header>`;
}

/** @param {{desk: Desk}} props */
function ListState({ desk }) {
  const event = desk.event.value;
  const isClosed = event.state === 'closed';
  const words = event.is_open ? 'List open' : isClosed ? 'List closed' : 'Not open now';
  const tone = event.is_open ? 'tone-called' : 'tone-stopped';
  if (desk.isLead) return html`<span class=${`list-state ${tone}`}><${Icon} name=${event.is_open ? 'check' : 'stop'} size=${18} />${words}</span>`;
  return html`<button type="button" class=${`list-state ${tone}`} aria-haspopup="menu"
    onClick=${(/** @type {any} */ tap) => openMenu(tap.currentTarget, 'The list', listItems(desk))}>
    <${Icon} name=${event.is_open ? 'check' : 'stop'} size=${18} />${words}<${Icon} name="down" size=${16} />
  </button>`;
}

/** A list that closed itself is full: then one asks first. @param {Desk} desk */
export function openList(desk) {
  if (desk.event.value.last_ticket) desk.show({ kind: 'open' });
  else void desk.commands.calmly(desk.commands.openList);
}

/** @param {Desk} desk @returns {import('./menu.js').MenuItem[]} */
function listItems(desk) {
  const open = { label: 'Open the list', icon: 'check', run: () => openList(desk) };
  const close = { label: 'Close the list…', icon: 'stop', run: () => desk.show({ kind: 'close' }) };
  const hours = { label: 'Opening hours', icon: 'clock', run: () => {}, href: `/e/${desk.first.event.slug}/setup#event` };
  return [desk.event.value.state === 'closed' ? open : close, hours];
}

/** @param {Desk} desk @returns {import('./menu.js').MenuItem[]} */
function deskItems(desk) {
  const base = `/e/${desk.first.event.slug}`;
  const forEverybody = [
    { label: 'The board', icon: 'forward', run: () => {}, href: `${base}/board` },
    { label: 'Light or dark', icon: 'moon', run: switchTheme },
    { label: 'Keyboard', icon: 'help', run: () => desk.show({ kind: 'keys' }) },
    { label: 'Sign out', icon: 'lock', run: () => desk.commands.calmly(() => signOut(desk)) },
  ];
  if (desk.isLead) return forEverybody;
  const [board, ...others] = forEverybody;
  return [
    { label: 'Message on the board…', icon: 'megaphone', run: () => desk.show({ kind: 'announce' }) },
    ...modeItems(desk),
    { label: 'Pair a tablet as kiosk…', icon: 'phone', run: () => desk.show({ kind: 'pair' }) },
    { label: 'Sign a therapist in…', icon: 'qr', run: () => desk.show({ kind: 'sign-in' }) },
    { label: 'Devices', icon: 'phone', run: () => {}, href: `${base}/devices` },
    board,
    { label: 'Kiosk on this device', icon: 'forward', run: () => {}, href: `${base}/kiosk` },
    { label: 'Set-up', icon: 'settings', run: () => {}, href: `${base}/setup` },
    { label: 'Staffing plan', icon: 'calendar', run: () => {}, href: `${base}/staffing` },
    { label: 'People’s data', icon: 'lock', run: () => {}, href: `${base}/privacy` },
    ...others,
  ];
}

/** @param {Desk} desk */
async function signOut(desk) {
  await desk.api.post('/api/v1/sign-out');
  location.assign(`/sign-in?event=${desk.first.event.slug}`);
}
