// Status chips: a state, a flag or a kind of treatment in an icon and a word.

import { html } from '../ui.js';
import { flagLook, therapistLook, treatmentLook, visitLook } from '../words.js';
import { Icon } from './icon.js';

/** @param {{look: import('../words.js').Look, solid?: boolean}} props */
function Chip({ look, solid = false }) {
  return html`<span class=${`chip tone-${look.tone}${solid ? ' chip-solid' : ''}`}>
    <${Icon} name=${look.icon} size=${18} />${look.word}
  </span>`;
}

/** @param {{status: string, of?: 'visit'|'therapist', solid?: boolean}} props */
export function StatusChip({ status, of = 'visit', solid }) {
  return html`<${Chip} look=${of === 'visit' ? visitLook(status) : therapistLook(status)} solid=${solid} />`;
}

/** @param {{flags: string[]|undefined}} props */
export function FlagChips({ flags = [] }) {
  return flags.map((flag) => html`<${Chip} key=${flag} look=${flagLook(flag)} />`);
}

/** @param {{event: import('../types.js').EventPublic, code: string, minutes?: number}} props */
export function TreatmentChip({ event, code, minutes }) {
  const look = treatmentLook(event, code);
  const word = minutes ? `${look.word} · ${minutes} min` : look.word;
  return html`<${Chip} look=${{ ...look, word }} />`;
}
