// Around a ticket: not sent yet, the list closed, signed out, and the way out of the kiosk for the team.

import { Button, Icon, PinPad } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { Head, Heading } from '../frame.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */

/** @param {{kiosk: Kiosk, sendingKey: string}} props */
export function Sending({ kiosk, sendingKey }) {
  const waiting = kiosk.sending.unsent.value.find((each) => each.key === sendingKey);
  const failed = Boolean(waiting?.tries);
  return html`<div class="kiosk-screen">
    <div class="kiosk-main kiosk-centre">
      <span class="kiosk-sign"><${Icon} name=${failed ? 'offline' : 'clock'} size=${72} /></span>
      <${Heading} key=${failed ? 'failed' : 'sending'}>${failed ? 'Not sent yet. Keep this page open' : 'One moment …'}</${Heading}>
      ${failed && html`<p class="kiosk-lead" role="status">We can’t reach the desk. We try again every few seconds, and nothing gets lost or sent twice.</p>
        <${Button} size="xl" kind="main" icon="again" onClick=${() => kiosk.sending.tryNow()}>Try now</${Button}>
        <p class="soft">If you can’t wait, you may go: we keep trying. The team can tell you your ticket.</p>`}
    </div>
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
      <${Button} size="l" icon="door" onClick=${() => location.assign(`/sign-in?event=${encodeURIComponent(slug)}`)}>Team: sign in</${Button}>
    </div>
  </div>`;
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
      ${isKiosk
        ? html`<p class="kiosk-lead">The PIN ends the kiosk on this tablet.</p><${PinPad} label="Kiosk PIN" busy=${busy} error=${error} onDone=${leave} />`
        : html`<p class="kiosk-lead">You are signed in as organiser: pair this tablet as a kiosk before you give it to runners.</p>
          <${Button} size="l" kind="main" icon="door" onClick=${() => location.assign(`/e/${kiosk.setting.value.event.slug}/desk`)}>To the desk</${Button}>`}
    </div>
  </div>`;
}
