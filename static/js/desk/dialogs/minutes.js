// How long: more minutes on the couch, stepping away, a break.

import { Button, Dialog, Notice } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { ApiError } from '../../lib/api.js';
import { sentences } from './frame.js';

/** @typedef {import('../desk.js').Desk} Desk */
/** @typedef {import('../../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../../lib/types.js').TherapistStaff} Therapist */

/** @type {Record<string, {title: (who: string) => string, lengths: number[], open?: string, before?: string}>} */
const KINDS = {
  extend: { title: (who) => `How many minutes more for ${who}?`, lengths: [5, 10, 15], before: '+' },
  'step-away': { title: (who) => `How long is ${who} away?`, lengths: [10, 20, 30, 60], open: 'Until they are back' },
  break: { title: (who) => `How long is the break of ${who}?`, lengths: [5, 10, 15, 30], open: 'Until they are back' },
};

/** @param {{desk: Desk, kind: string, visit?: Visit, therapist?: Therapist}} props */
export function MinutesDialog({ desk, kind, visit, therapist }) {
  const { title, lengths, open, before = '' } = KINDS[kind];
  const [refusal, setRefusal] = useState('');

  /** @param {number|null} minutes */
  async function send(minutes) {
    const body = minutes === null ? {} : { minutes };
    setRefusal('');
    try {
      if (visit) await desk.commands.act(visit, kind, body);
      else if (therapist) await desk.commands.duty(therapist, 'break', body);
      desk.close();
      desk.panel.value = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefusal(sentences(error));
    }
  }

  return html`<${Dialog} open title=${title(visit?.ticket ?? therapist?.first_name ?? '')} onClose=${desk.close}>
    <div class="stack">
      ${refusal && html`<${Notice} tone="stopped" icon="alert" alert>${refusal}</${Notice}>`}
      ${kind === 'step-away' && html`<p class="soft">The place in line stays: the due time does not change.</p>`}
      <div class="length-buttons">
        ${lengths.map((minutes) => html`<${Button} key=${minutes} size="l" onClick=${() => send(minutes)}>${before}${minutes} min</${Button}>`)}
        ${open && html`<${Button} size="l" onClick=${() => send(null)}>${open}</${Button}>`}
      </div>
    </div>
  </${Dialog}>`;
}
