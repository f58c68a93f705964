// Button: main, plain or quiet; with a busy state that keeps a second tap from doing a second thing.

import { html, useRef, useState } from '../ui.js';
import { Icon } from './icon.js';

/**
 * @typedef {object} ButtonProps
 * @property {'main'|'plain'|'quiet'} [kind]
 * @property {import('../types.js').Tone} [tone]
 * @property {'m'|'l'|'xl'} [size]
 * @property {string} [icon] name of an icon, before the words
 * @property {boolean} [iconOnly] shows the icon alone; give `label`
 * @property {string} [label] what is read out, if it differs from the words
 * @property {boolean} [wide]
 * @property {boolean} [busy]
 * @property {boolean} [disabled]
 * @property {boolean} [pressed] for a switch
 * @property {'button'|'submit'} [type]
 * @property {string} [class]
 * @property {(event: MouseEvent) => unknown} [onClick] while its promise is under way, the button is busy
 * @property {any} [children]
 */

/** @param {ButtonProps & Record<string, any>} props */
export function Button({
  kind = 'plain', tone, size = 'm', icon, iconOnly, label, wide, busy, disabled, pressed, type = 'button',
  class: more = '', onClick, children, ...others
}) {
  const [isWorking, setWorking] = useState(false);
  const working = useRef(false);
  const isBusy = Boolean(busy) || isWorking;

  /** @param {MouseEvent} event */
  async function tapped(event) {
    if (disabled || busy || working.current) {
      event.preventDefault();
      return;
    }
    const result = onClick?.(event);
    if (!(result instanceof Promise)) return;
    working.current = true;
    setWorking(true);
    try {
      await result;
    } finally {
      working.current = false;
      setWorking(false);
    }
  }

  const names = [
    'button', `button-${kind}`, size !== 'm' && `button-${size}`, tone && tone !== 'neutral' && `tone-${tone}`,
    wide && 'button-wide', iconOnly && 'button-icon', more,
  ];
  return html`<button
    ...${others}
    type=${type}
    class=${names.filter(Boolean).join(' ')}
    aria-label=${label}
    aria-busy=${isBusy ? 'true' : undefined}
    aria-disabled=${disabled ? 'true' : undefined}
    aria-pressed=${pressed === undefined ? undefined : String(pressed)}
    onClick=${tapped}
  >
    ${icon && html`<${Icon} name=${icon} size=${size === 'xl' ? 36 : 24} />`}
    ${!iconOnly && html`<span class="button-words">${children}</span>`}
  </button>`;
}
