// Busy mode and rounds in the bar on top: that they are on, until when, and the way back.

import { now } from '../lib/clock.js';
import { Icon } from '../lib/components.js';
import { nextRoundAt } from '../lib/rounds.js';
import { secondsUntil, stopwatch } from '../lib/time.js';
import { html } from '../lib/ui.js';
import { openMenu } from './menu.js';
import { clockTime } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('./menu.js').MenuItem} MenuItem */

/** @param {{desk: Desk}} props */
export function Modes({ desk }) {
  const event = desk.event.value;
  if (desk.isLead) return event.cycle_minutes ? html`<span class="list-state mode tone-late"><${Icon} name="again" size=${18} /><span><${NextRound} desk=${desk} /></span></span>` : null;
  return html`
    ${event.is_busy && html`<${Mode} icon="clock" label="Busy mode" items=${() => [{ label: 'Back to full lengths…', icon: 'undo', run: () => desk.show({ kind: 'busy' }) }]}>Busy mode</${Mode}>`}
    ${Boolean(event.cycle_minutes) && html`<${Mode} icon="again" label="Rounds" items=${() => [{ label: 'Change or end the rounds…', icon: 'again', run: () => desk.show({ kind: 'rounds' }) }]}><${NextRound} desk=${desk} /></${Mode}>`}`;
}

/** @param {{icon: string, label: string, items: () => MenuItem[], children: any}} props */
function Mode({ icon, label, items, children }) {
  return html`<button type="button" class="list-state mode tone-late" aria-haspopup="menu" onClick=${(/** @type {any} */ tap) => openMenu(tap.currentTarget, label, items())}>
    <${Icon} name=${icon} size=${18} /><span>${children}</span><${Icon} name="down" size=${16} />
  </button>`;
}

/** @param {{desk: Desk}} props */
function NextRound({ desk }) {
  const at = nextRoundAt(desk.event.value, now.value);
  if (at === null) return 'Rounds';
  return html`<span class="numbers">Next round ${clockTime(desk, at)}<span class="mode-more"> in ${stopwatch(secondsUntil(at, now.value))}</span></span>`;
}

/** What the menu of the whole desk offers. @param {Desk} desk @returns {MenuItem[]} */
export function modeItems(desk) {
  const event = desk.event.value;
  return [
    { label: event.is_busy ? 'Back to full lengths…' : 'Shorter treatments…', icon: 'clock', run: () => desk.show({ kind: 'busy' }) },
    { label: 'Rounds…', icon: 'again', run: () => desk.show({ kind: 'rounds' }) },
  ];
}
