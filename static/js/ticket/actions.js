// What the runner can do from the phone: be later, not come, be back, be rung.

import { createApi } from '../lib/api.js';
import { Button } from '../lib/components/button.js';
import { ConfirmDialog, Dialog } from '../lib/components/dialog.js';
import { toast } from '../lib/components/toast.js';
import { newKey } from '../lib/key.js';
import { html, useState } from '../lib/ui.js';
import { ringing, switchRinging } from './ringing.js';

const LATER_MINUTES = [10, 20, 30];
const api = createApi({ base: '/api/v1/tickets' });

/**
 * @param {{visit: import('../lib/types.js').TicketVisit, token: string|undefined, changed: () => void}} props
 */
export function Actions({ visit, token, changed }) {
  const [asks, setAsks] = useState(/** @type {''|'later'|'cancel'} */ (''));
  const close = () => setAsks('');

  /**
   * @param {string} action
   * @param {object} body
   * @param {string} said
   */
  async function tell(action, body, said) {
    try {
      await api.post(`/${token}/${action}`, body, { key: newKey() });
      close();
      toast(said);
    } catch (error) {
      toast(/** @type {Error} */ (error).message, { tone: 'stopped' });
    } finally {
      changed();
    }
  }

  const isWaiting = visit.status === 'waiting';
  const canCancel = isWaiting || visit.status === 'called' || visit.status === 'away';
  const canReturn = visit.status === 'away' || (visit.status === 'over' && visit.can_return);
  return html`<div class="ticket-actions">
    ${canReturn && html`<${Button} kind="main" tone="called" size="xl" wide icon="check" onClick=${() => tell('back', {}, 'Good to have you back.')}>I’m back</${Button}>`}
    ${isWaiting && html`<${RingSwitch} />`}
    ${isWaiting && html`<${Button} size="l" wide icon="clock" onClick=${() => setAsks('later')}>I’ll be later</${Button}>`}
    ${canCancel && html`<${Button} kind=${visit.status === 'called' ? 'plain' : 'quiet'} size="l" wide onClick=${() => setAsks('cancel')}>I can’t come</${Button}>`}
    <${Dialog} open=${asks === 'later'} title="How much later?" onClose=${close}>
      <div class="stack">
        <p class="soft">Others go first until then, and your place is kept.</p>
        ${LATER_MINUTES.map((minutes) => html`<${Button} key=${minutes} size="l" wide onClick=${() => tell('later', { minutes }, `See you in ${minutes} minutes.`)}>${minutes} minutes</${Button}>`)}
      </div>
    </${Dialog}>
    <${ConfirmDialog} open=${asks === 'cancel'} title="Give up your place?" yes="Yes, I can’t come" no="No, keep my place" tone="stopped"
      onNo=${close} onYes=${() => tell('cancel', {}, 'Thank you for telling us.')}>
      <p>Somebody else gets your time. Thank you for telling us.</p>
    </${ConfirmDialog}>
  </div>`;
}

function RingSwitch() {
  const isOn = ringing.value;
  return html`<${Button} size="l" wide icon=${isOn ? 'sound-on' : 'bell'} pressed=${isOn} onClick=${switchRinging}>
    ${isOn ? 'It rings when you are called' : 'Ring when I’m called'}
  </${Button}>`;
}
