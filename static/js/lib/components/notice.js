// Notice and empty state: something to know in its place, and nothing to show, said kindly.

import { html } from '../ui.js';
import { Icon } from './icon.js';

/** @param {{tone?: import('../types.js').Tone, icon?: string, title?: string, alert?: boolean, children?: any}} props */
export function Notice({ tone = 'neutral', icon = 'info', title, alert = false, children }) {
  return html`<div class=${`notice tone-${tone}`} role=${alert ? 'alert' : undefined}>
    <${Icon} name=${icon} />
    <div>
      ${title && html`<p class="notice-title">${title}</p>`}
      <div>${children}</div>
    </div>
  </div>`;
}

/** @param {{icon: string, title: string, children?: any}} props */
export function Empty({ icon, title, children }) {
  return html`<div class="empty"><${Icon} name=${icon} size=${48} /><strong>${title}</strong><div>${children}</div></div>`;
}
