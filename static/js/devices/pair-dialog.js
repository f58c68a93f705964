// A device is paired: a QR code for its camera, or six digits to type on it.

import { Button, Dialog, Notice } from '../lib/components.js';
import { html } from '../lib/ui.js';
import { isOver, Left, useAsked } from './asked.js';

/** @typedef {ReturnType<typeof import('../lib/api.js').createApi>} Api */

/** @type {Record<string, {title: string, what: string}>} */
const WORDS = {
  kiosk: { title: 'Pair a tablet as kiosk', what: 'On the tablet' },
  lead: { title: 'Pair a tablet for the line lead', what: 'On the tablet' },
  board: { title: 'Pair a screen as board', what: 'On the screen' },
};

/** @param {{api: Api, slug: string, role?: 'kiosk'|'lead'|'board', name?: string, onClose: () => void}} props */
export function PairDialog({ api, slug, role = 'kiosk', name = '', onClose }) {
  const { answer, error, ask } = useAsked(() => api.post('/pairings', { role, name }));
  const over = isOver(answer);
  const { title, what } = WORDS[role];
  return html`<${Dialog} open title=${title} onClose=${onClose}>
    <div class="stack">
      ${error && html`<${Notice} tone="stopped" icon="alert" alert>${error}</${Notice}>`}
      ${answer && !over && html`
        <p>${what}, scan this with the camera and tap “Pair this device”.</p>
        <img class="qr pair-qr" src=${`/qr.svg?p=${encodeURIComponent(answer.path)}`} alt="QR code that pairs the device" width="220" height="220" />
        <p>It has no camera? Open <strong class="address">${location.host}/sign-in?event=${slug}</strong> on it, choose “Pair this tablet”, and type:
          <span class="pair-code numbers" aria-label=${[...answer.code].join(' ')}>${answer.code.slice(0, 3)} ${answer.code.slice(3)}</span></p>
        <p class="soft">Works once, for <${Left} until=${answer.expires_at} /> more.</p>`}
      ${over && html`<p class="soft">This code is over.</p>`}
      ${(over || error) && html`<div><${Button} icon="again" onClick=${ask}>Make a new code</${Button}></div>`}
    </div>
  </${Dialog}>`;
}
