// Toasts: what just happened, said for some seconds, with Undo where there is a way back.

import { html, signal } from '../ui.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

/**
 * @typedef {object} ToastOptions
 * @property {import('../types.js').Tone} [tone]
 * @property {string} [icon]
 * @property {{label: string, run: () => unknown}} [action] for example Undo
 * @property {number} [seconds] 10 with an action, else 6
 */
/** @typedef {ToastOptions & {id: number, text: string}} Toast */

/** @type {import('@preact/signals-core').Signal<Toast[]>} */
const shown = signal([]);
const AT_MOST = 3;
let lastId = 0;

/**
 * @param {string} text
 * @param {ToastOptions} [options]
 * @returns {number} to dismiss it early
 */
export function toast(text, options = {}) {
  lastId += 1;
  const id = lastId;
  shown.value = [...shown.value, { ...options, id, text }].slice(-AT_MOST);
  setTimeout(() => dismissToast(id), (options.seconds ?? (options.action ? 10 : 6)) * 1000);
  return id;
}

/** @param {number} id */
export function dismissToast(id) {
  shown.value = shown.value.filter((each) => each.id !== id);
}

/** Where they appear; put it once at the end of the page. */
export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${shown.value.map((each) => html`<${OneToast} key=${each.id} toast=${each} />`)}
  </div>`;
}

/** @param {{toast: Toast}} props */
function OneToast({ toast: { id, text, tone, icon, action } }) {
  const act = async () => {
    await action?.run();
    dismissToast(id);
  };
  return html`<div class=${`toast${tone && tone !== 'neutral' ? ` tone-${tone}` : ''}`}>
    <${Icon} name=${icon ?? (tone === 'stopped' ? 'alert' : 'check')} />
    <span class="toast-text">${text}</span>
    ${action && html`<${Button} icon="undo" onClick=${act}>${action.label}</${Button}>`}
    <${Button} kind="quiet" icon="close" iconOnly label="Dismiss" onClick=${() => dismissToast(id)} />
  </div>`;
}
