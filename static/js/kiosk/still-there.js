// "Still there?": asked ten seconds before everything is forgotten.

import { Button, Ring } from '../lib/components.js';
import { html, useEffect, useRef } from '../lib/ui.js';
import { ASK_AFTER, GONE_AFTER } from './idle.js';

const LASTS = GONE_AFTER - ASK_AFTER;

/** @param {{left: number, onStay: () => void, onGo: () => void}} props `left` in seconds */
export function StillThere({ left, onStay, onGo }) {
  const ref = useRef(/** @type {HTMLDialogElement|null} */ (null));
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => before instanceof HTMLElement && before.isConnected && before.focus({ preventScroll: true });
  }, []);
  /** @param {Event} event */
  const cancelled = (event) => (event.preventDefault(), onStay());
  // Read out twice only: a voice that counts every second helps nobody.
  const said = left > LASTS / 2 ? `This screen clears in ${LASTS} seconds.` : `This screen clears in ${LASTS / 2} seconds.`;
  /** @param {Event} event */
  const outside = (event) => event.target === event.currentTarget && onStay();
  return html`<dialog ref=${ref} class="dialog kiosk-still" data-still-there onClick=${outside} role="alertdialog" aria-labelledby="still-title" aria-describedby="still-said" onCancel=${cancelled}>
    <div class="dialog-body kiosk-still-body">
      <${Ring} value=${left / LASTS} label="Time left" size="9rem"><span class="kiosk-still-left">${left}</span></${Ring}>
      <h2 id="still-title">Still there?</h2>
      <p id="still-said" role="status">${said}</p>
      <div class="kiosk-still-doors">
        <${Button} kind="main" size="xl" wide autofocus onClick=${onStay}>Yes, I’m still here</${Button}>
        <${Button} size="l" wide onClick=${onGo}>No, clear it</${Button}>
      </div>
    </div>
  </dialog>`;
}
