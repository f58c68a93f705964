// Around a ticket: the slip's number while the desk is away, the list closed, signed out, and the way out of the kiosk for the team.

import { Button, Icon, Notice, PinPad } from '../../lib/components.js';
import { html, useEffect, useState } from '../../lib/ui.js';
import { Head, Heading } from '../frame.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */

/** @param {{kiosk: Kiosk, sendingKey: string}} props */
export function Sending({ kiosk, sendingKey }) {
  const waiting = kiosk.sending.unsent.value.find((each) => each.key === sendingKey);
  if (waiting?.isLate && waiting.slip) return html`<${OnSlip} kiosk=${kiosk} slip=${waiting.slip} />`;
  return html`<div class="kiosk-screen">
    <div class="kiosk-main kiosk-centre">
      <span class="kiosk-sign"><${Icon} name="clock" size=${72} /></span>
      <${Heading} key="sending">One moment …</${Heading}>
    </div>
  </div>`;
}

/** The desk is away: the runner is on this tablet's list, and has a number to be found by. @param {{kiosk: Kiosk, slip: string}} props */
function OnSlip({ kiosk, slip }) {
  const { sending, runner } = kiosk;
  const isOut = sending.isSignedOut.value;
  return html`<div class="kiosk-screen kiosk-ticket">
    <div class="kiosk-main kiosk-centre">
      <${Heading} key="slip">You’re on the list of this tablet</${Heading}>
      <div class="card kiosk-slip">
        <p class="soft">Your slip number</p>
        <p class="kiosk-slip-number numbers">${slip}</p>
        <p class="kiosk-lead">Please remember it, or take a photo.</p>
      </div>
      <div role="status"><ol class="kiosk-next kiosk-slip-words">
        <li><${Icon} name="offline" /><span>We can’t reach the desk just now. Your sign-up is kept here and goes in by itself, with the time of now.</span></li>
        <li><${Icon} name="search" /><span>A little later, type the number at any tablet or tell it at the desk: you get your ticket.</span></li>
        ${!sending.lasts.value && html`<li><${Icon} name="alert" /><span>Please tell the team: this tablet must stay switched on.</span></li>`}
        ${isOut && html`<li><${Icon} name="lock" /><span>Please tell the team: this tablet has to be signed in again.</span></li>`}
      </ol></div>
    </div>
    <footer class="kiosk-foot">
      <${Button} size="xl" icon="again" onClick=${() => sending.tryNow()}>Try now</${Button}>
      <${Button} size="xl" kind="main" class="kiosk-go" icon="check" onClick=${() => runner.forget()}>Done</${Button}>
    </footer>
  </div>`;
}

/** @param {{kiosk: Kiosk, why: string}} props */
export function Closed({ kiosk, why }) {
  return html`<div class="kiosk-screen">
    <div class="kiosk-main kiosk-centre">
      <span class="kiosk-sign"><${Icon} name="door" size=${72} /></span>
      <${Heading}>We can’t take new sign-ups right now</${Heading}>
      <p class="kiosk-lead">${why} Please ask one of the team.</p>
      <${Button} size="xl" kind="main" onClick=${() => kiosk.runner.forget()}>Done</${Button}>
    </div>
  </div>`;
}

/** @param {{kiosk: Kiosk}} props */
export function SignedOut({ kiosk }) {
  const { slug } = kiosk.setting.value.event;
  return html`<div class="kiosk-screen">
    <div class="kiosk-main kiosk-centre">
      <span class="kiosk-sign"><${Icon} name="lock" size=${72} /></span>
      <${Heading}>This tablet is not signed in any more</${Heading}>
      <p class="kiosk-lead">Please ask one of the team.</p>
      <${Waiting} kiosk=${kiosk} />
      <${Button} size="l" icon="door" onClick=${() => location.assign(`/sign-in?event=${encodeURIComponent(slug)}`)}>Team: sign in</${Button}>
    </div>
  </div>`;
}

/** What this tablet holds, for whoever takes it away: it has to come back to where it belongs. @param {{kiosk: Kiosk}} props */
function Waiting({ kiosk }) {
  const [others, setOthers] = useState(0);
  useEffect(() => void kiosk.box.others().then(setOthers), []);
  const own = kiosk.sending.unsent.value.length;
  return html`${own > 0 && html`<${Notice} tone="late" icon="offline">${own === 1 ? '1 sign-up waits on this tablet. It goes' : `${own} sign-ups wait on this tablet. They go`} in once the tablet is signed in to this event.</${Notice}>`}
    ${others > 0 && html`<${Notice} tone="late" icon="offline">Something of another event waits on this tablet too. It goes in once the tablet is signed in there.</${Notice}>`}`;
}

/** @param {{kiosk: Kiosk}} props */
export function Leave({ kiosk }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const isKiosk = kiosk.role === 'kiosk';
  /** @param {string} pin */
  async function leave(pin) {
    setBusy(true);
    setError(''); // the same words again would not empty the pad
    try {
      location.assign(await kiosk.asking.leave(pin));
    } catch (failure) {
      setError(/** @type {Error} */ (failure).message);
      setBusy(false);
    }
  }
  return html`<div class="kiosk-screen">
    <${Head} kiosk=${kiosk} />
    <div class="kiosk-main kiosk-centre">
      <${Heading}>For the team</${Heading}>
      <${Waiting} kiosk=${kiosk} />
      ${isKiosk
        ? html`<p class="kiosk-lead">The PIN ends the kiosk on this tablet.</p><${PinPad} label="Kiosk PIN" busy=${busy} error=${error} onDone=${leave} />`
        : html`<p class="kiosk-lead">You are signed in as organiser: pair this tablet as a kiosk before you give it to runners.</p>
          <${Button} size="l" kind="main" icon="door" onClick=${() => location.assign(`/e/${kiosk.setting.value.event.slug}/desk`)}>To the desk</${Button}>`}
    </div>
  </div>`;
}
