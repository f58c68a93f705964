// The welcome: what waits are to be expected, Start, and "I already have a ticket". Leaving needs a PIN.

import { Button, Icon, Notice } from '../../lib/components.js';
import { shorterInWords } from '../../lib/lengths.js';
import { lengthInWords, toldWait } from '../../lib/time.js';
import { treatmentLook } from '../../lib/words.js';
import { html } from '../../lib/ui.js';
import { offered } from '../answers.js';
import { Heading } from '../frame.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */

/** @param {{kiosk: Kiosk}} props */
export function Welcome({ kiosk }) {
  const event = kiosk.now.event.value;
  const closed = kiosk.now.closed.value;
  const isAway = !kiosk.sending.isSignedOut.value && (kiosk.now.isAway.value || kiosk.sending.unsent.value.some((each) => each.isLate));
  return html`<div class="kiosk-screen kiosk-welcome">
    <${Lanes} />
    <div class="kiosk-welcome-words">
      <p class="kiosk-welcome-event">${event.name}</p>
      <${Heading}>${closed ? (event.last_ticket ? 'We are full for today' : 'We can’t take new sign-ups right now') : 'Would you like a massage?'}</${Heading}>
      <p class="kiosk-lead">${closed ? (event.last_ticket ? `The last one who will be served is ${event.last_ticket}. Do you have a question? Please ask one of the team.` : `${closed} Please ask one of the team.`) : 'Sign up here. It takes less than a minute.'}</p>
      ${!closed && shorterInWords(event) && html`<${Notice} icon="clock">${shorterInWords(event)}</${Notice}>`}
      ${!closed && isAway && html`<${Notice} icon="offline" title="We can’t reach the desk just now.">
        You can sign up all the same: you get a slip number, and keep your place in line.
      </${Notice}>`}
      ${event.announcement && html`<${Notice} icon="megaphone">${event.announcement.text}</${Notice}>`}
    </div>
    ${!closed && !isAway && html`<${Waits} kiosk=${kiosk} />`}
    <div class="kiosk-welcome-doors">
      ${!closed && html`<${Button} kind="main" class="kiosk-start" icon="play" size="xl" onClick=${() => kiosk.runner.begin()}>Start</${Button}>`}
      <${Button} size="l" class="kiosk-have" icon="search" onClick=${() => kiosk.runner.show({ name: 'find' })}>I already have a ticket</${Button}>
    </div>
    <div class="kiosk-welcome-foot">
      <${Unsent} kiosk=${kiosk} />
      <${Button} kind="quiet" icon="lock" class="kiosk-leave" onClick=${() => kiosk.runner.show({ name: 'leave' })}>Team</${Button}>
    </div>
  </div>`;
}

/** @param {{kiosk: Kiosk}} props */
function Waits({ kiosk }) {
  const event = kiosk.now.event.value;
  const waits = kiosk.now.walkUp.value;
  const known = offered(event).filter((each) => waits[each.code] !== undefined);
  if (!known.length) return html`<div class="kiosk-waits"></div>`;
  return html`<div class="kiosk-waits">
    ${known.map((each) => {
      const look = treatmentLook(event, each.code);
      const wait = waits[each.code];
      return html`<div key=${each.code} class=${`kiosk-wait tone-${look.tone}`}>
        <span class="kiosk-wait-name"><${Icon} name=${look.icon} size=${28} />${each.name}</span>
        <span class="kiosk-wait-words">${wait ? waitInWords(wait.wait_minutes) : 'Ask the team'}</span>
      </div>`;
    })}
  </div>`;
}

/** @param {number} minutes */
function waitInWords(minutes) {
  return minutes < 3 ? 'No wait right now' : `About ${lengthInWords(toldWait(minutes))} to wait`;
}

/** What could not be sent yet, and what came to nothing: for the team, without names. @param {{kiosk: Kiosk}} props */
function Unsent({ kiosk }) {
  const { unsent, lasts, isSignedOut } = kiosk.sending;
  const count = unsent.value.length;
  const lost = kiosk.lost.value;
  if (!count && !lost.length && lasts.value) return html`<span></span>`;
  return html`<div class="stack gap-2" role="status">
    ${count > 0 && html`<${Notice} tone="late" icon="offline" title=${count === 1 ? '1 sign-up is waiting to be sent.' : `${count} sign-ups are waiting to be sent.`}>
      ${isSignedOut.value ? 'Team: this tablet is not signed in any more. Please sign it in again to this event.' : count === 1 ? 'It goes in by itself when the desk answers.' : 'They go in by themselves when the desk answers.'} ${numbers(unsent.value)}
    </${Notice}>`}
    ${!lasts.value && html`<${Notice} tone="late" icon="alert" title="Team: this tablet keeps nothing when it is switched off.">
      Its storage is full or switched off. ${count > 0 ? 'Please keep this page open until everything is sent.' : ''}
    </${Notice}>`}
    ${lost.map(({ slip, reason }) => html`<${Notice} key=${slip} tone="stopped" icon="alert" title=${`Team: sign-up ${slip} came to nothing.`}>
      ${reason} The desk knows. <${Button} kind="quiet" onClick=${() => (kiosk.lost.value = lost.filter((each) => each.slip !== slip))}>I have seen it</${Button}>
    </${Notice}>`)}
  </div>`;
}

const NUMBERS_AT_MOST = 6;

/** Slips, not people. @param {import('../sending.js').Unsent[]} unsent */
function numbers(unsent) {
  const slips = unsent.map((each) => each.slip).filter(Boolean);
  const more = slips.length - NUMBERS_AT_MOST;
  return slips.length ? `(${slips.slice(0, NUMBERS_AT_MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''})` : '';
}

/** Lanes of a running track, only to be looked at. */
function Lanes() {
  return html`<svg class="kiosk-lanes" viewBox="0 0 400 400" aria-hidden="true" preserveAspectRatio="xMaxYMin slice">
    ${[90, 130, 170, 210, 250].map((r) => html`<circle key=${r} cx="330" cy="60" r=${r} />`)}
  </svg>`;
}
