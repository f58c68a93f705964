// A tablet or screen becomes what the organiser chose for it, with the six digits that the organiser's screen shows.

import { PinPad } from '../lib/components.js';
import { html } from '../lib/ui.js';
import { useTrying } from './trying.js';

const DIGITS = 6;

export function Tablet() {
  const { busy, error, isWaiting, send } = useTrying();
  /** @param {string} code */
  async function done(code) {
    if (isWaiting) return;
    const answer = await send('/pair', { code });
    if (answer) location.assign(answer.next);
  }
  return html`<h1 tabindex="-1">Pair this tablet</h1>
    <p class="large">The organiser chooses <b>Pair a device</b> among the devices, or <b>Pair a tablet</b> at the desk. Type the six digits that appear there.</p>
    <${PinPad} label="Six digits" length=${DIGITS} busy=${busy || isWaiting} error=${error} onDone=${done} />
    <p class="soft sign-in-foot">From then on it shows what the organiser chose: the sign-up for runners, the line, or the board.</p>`;
}
