// Which screen is shown, and "Still there?" above it.

import { html } from '../lib/ui.js';
import { Closed, Leave, Sending, SignedOut } from './screens/after.js';
import { Areas } from './screens/areas.js';
import { Check, Consent, Wish } from './screens/finish.js';
import { Guardian, Questions, Stop } from './screens/health.js';
import { BackAt, Finished, Kind, Length, TooLate, WaveStep } from './screens/massage.js';
import { Find, Mine, Ticket } from './screens/ticket.js';
import { Welcome } from './screens/welcome.js';
import { Bib, ByHand, Hello, Search } from './screens/who.js';
import { ASK_AFTER, GONE_AFTER } from './idle.js';
import { StillThere } from './still-there.js';

/** @typedef {import('../kiosk.js').Kiosk} Kiosk */

/** @type {Record<import('./flow.js').Step, any>} */
const STEPS = {
  bib: Bib, search: Search, by_hand: ByHand, hello: Hello,
  kind: Kind, wave: WaveStep, finished: Finished, back_at: BackAt, length: Length, too_late: TooLate,
  areas: Areas, now: Questions, stop: Stop, body: Questions, about_you: Questions, guardian: Guardian,
  wish: Wish, consent: Consent, check: Check,
};

/** @type {Record<string, any>} */
const OTHERS = { welcome: Welcome, find: Find, sending: Sending, ticket: Ticket, mine: Mine, closed: Closed, leave: Leave, signed_out: SignedOut };

/** Screens that tell themselves when they clear. */
const COUNTING = new Set(['ticket', 'mine']);

/** @param {{kiosk: Kiosk}} props */
export function Shown({ kiosk }) {
  const { runner, idle } = kiosk;
  const screen = runner.screen.value;
  const left = idle.left.value;
  const asks = left !== null && left <= GONE_AFTER - ASK_AFTER && !COUNTING.has(screen.name);
  return html`<${OneScreen} kiosk=${kiosk} screen=${screen} />
    ${asks && html`<${StillThere} left=${left} onStay=${idle.touched} onGo=${runner.forget} />`}`;
}

/** @param {{kiosk: Kiosk, screen: import('./shapes.js').Screen}} props */
function OneScreen({ kiosk, screen }) {
  if (screen.name === 'step') return html`<${STEPS[screen.step]} key=${screen.step} kiosk=${kiosk} step=${screen.step} />`;
  const { name, key: sendingKey, ...more } = /** @type {any} */ (screen);
  return html`<${OTHERS[name]} key=${name} kiosk=${kiosk} sendingKey=${sendingKey} ...${more} />`;
}
