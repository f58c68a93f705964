// Progress ring: a share of a whole, with words in the middle.

import { html } from '../ui.js';

const ROUND = 2 * Math.PI * 45;

/**
 * @param {{value: number, label: string, tone?: import('../types.js').Tone, size?: string, children?: any}} props
 *   value 0 to 1; size is a CSS length
 */
export function Ring({ value, label, tone = 'neutral', size = '8rem', children }) {
  const share = Math.min(1, Math.max(0, value));
  return html`<div class=${`ring tone-${tone}`} style=${{ '--ring': size }} role="img" aria-label=${label}>
    <svg viewBox="0 0 100 100" aria-hidden="true">
      <circle class="ring-track" cx="50" cy="50" r="45" />
      ${share > 0 && html`<circle class="ring-value" cx="50" cy="50" r="45" stroke-dasharray=${`${share * ROUND} ${ROUND}`} />`}
    </svg>
    <div class="ring-words" aria-hidden="true">${children}</div>
  </div>`;
}
