// PIN pad: large keys, dots instead of digits; a keyboard works too.

import { html, useEffect, useState } from '../ui.js';
import { Button } from './button.js';
import { FieldError } from './field.js';
import { Icon } from './icon.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'delete', '0', 'done'];

/**
 * @param {{label: string, length?: number, min?: number, busy?: boolean, error?: string, onDone: (pin: string) => unknown}} props
 *   length: sent by itself when so many digits are in; without it the tick sends, from `min` (4) digits on.
 *   A new `error` empties the pad.
 */
export function PinPad({ label, length, min = 4, busy = false, error, onDone }) {
  const [pin, setPin] = useState('');
  useEffect(() => setPin(''), [error]);

  /** @param {string} digit */
  function typed(digit) {
    if (busy || pin.length >= (length ?? 12)) return;
    const next = pin + digit;
    setPin(next);
    if (next.length === length) void onDone(next);
  }
  const erase = () => setPin(pin.slice(0, -1));
  const send = () => pin.length >= (length ?? min) && !busy && onDone(pin);

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    if (/^\d$/.test(event.key)) typed(event.key);
    else if (event.key === 'Backspace') erase();
    else if (event.key === 'Enter' && /** @type {HTMLElement} */ (event.target).tagName !== 'BUTTON') void send();
  }

  return html`<div class="pin-pad" role="group" aria-label=${label} tabindex="0" onKeyDown=${keyed}>
    <p class="strong">${label}</p>
    <div class="pin-dots" aria-hidden="true">
      ${Array.from({ length: Math.max(length ?? min, pin.length) }, (_, at) => html`<span class=${`pin-dot${at < pin.length ? ' pin-dot-full' : ''}`}></span>`)}
    </div>
    <p class="unseen" role="status">${pin.length} digits entered</p>
    <${FieldError} id="pin" errors=${error ? [error] : undefined} />
    <div class="pin-keys">
      ${KEYS.map((key) => html`<${PinKey} key=${key} name=${key} withDone=${!length} busy=${busy} typed=${typed} erase=${erase} send=${send} />`)}
    </div>
  </div>`;
}

/** @param {{name: string, withDone: boolean, busy: boolean, typed: (digit: string) => void, erase: () => void, send: () => unknown}} props */
function PinKey({ name, withDone, busy, typed, erase, send }) {
  if (name === 'delete') return html`<${Button} kind="quiet" class="pin-key" label="Delete the last digit" onClick=${erase}><${Icon} name="back" size=${32} /></${Button}>`;
  if (name === 'done') {
    if (!withDone) return html`<span></span>`;
    return html`<${Button} kind="main" class="pin-key" label="Done" busy=${busy} onClick=${send}><${Icon} name="check" size=${32} /></${Button}>`;
  }
  return html`<${Button} class="pin-key" disabled=${busy} onClick=${() => typed(name)}>${name}</${Button}>`;
}
