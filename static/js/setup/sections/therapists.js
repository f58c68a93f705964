// The roster: who serves, what, where and when.

import { Button, ConfirmDialog, Empty, Icon } from '../../lib/components.js';
import { shortTime } from '../../lib/time.js';
import { html, useState } from '../../lib/ui.js';
import { SignInDialog } from '../../desk/dialogs/devices.js';
import { Section } from '../section.js';
import { TherapistDialog } from './therapist-dialog.js';

/** @typedef {import('../setup.js').Setup} Setup */
/** @typedef {import('../setup.js').Therapist} Therapist */

/** @type {Record<string, string>} */
const GRADES = { student: 'Student', supervisor: 'Supervisor' };
/** @type {Record<string, string>} */
const GENDERS = { woman: 'Woman', man: 'Man', unsaid: 'Unsaid' };

/** @param {{setup: Setup}} props */
export function TherapistsSection({ setup }) {
  const [open, setOpen] = useState(/** @type {{kind: string, therapist: Therapist|null}|null} */ (null));
  const [problem, setProblem] = useState('');
  const all = setup.therapists.value;
  const close = () => setOpen(null);
  const remove = async () => {
    try {
      await setup.api.patch(`/therapists/${open?.therapist?.id}`, { is_listed: false });
      await setup.readTherapists();
      close();
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
  };
  return html`<${Section} id="therapists" title="Therapists" intro="Runners see the first name only. A therapist signs in with the PIN, or by scanning a QR code that works once.">
    ${all.length > 0 && html`<div class="table-scroll"><table class="setup-table roster"><thead><tr><th scope="col">Name</th><th scope="col">Couch</th><th scope="col">Gives</th><th scope="col">Shift</th><th scope="col">PIN</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
      <tbody>${all.map((each) => html`<${Line} key=${each.id} setup=${setup} therapist=${each} show=${(/** @type {string} */ kind) => { setProblem(''); setOpen({ kind, therapist: each }); }} />`)}</tbody></table></div>`}
    ${all.length === 0 && html`<${Empty} icon="person" title="No therapists yet">Add everybody who serves today. You can change it at any time.</${Empty}>`}
    <div class="row"><${Button} icon="plus" onClick=${() => setOpen({ kind: 'edit', therapist: null })}>Add a therapist</${Button}><a class="button button-quiet" href=${`/e/${setup.slug}/staffing`}><${Icon} name="calendar" />How many do you need?</a></div>
  </${Section}>
  ${open?.kind === 'edit' && html`<${TherapistDialog} setup=${setup} therapist=${open.therapist} onClose=${close} />`}
  ${open?.kind === 'sign-in' && html`<${SignInDialog} api=${setup.api} therapists=${all} therapist=${open.therapist} onClose=${close} />`}
  <${ConfirmDialog} open=${open?.kind === 'remove'} title=${`Take ${open?.therapist?.name ?? ''} off the roster?`} yes="Take off" tone="stopped" onYes=${remove} onNo=${close}>
    <p>What was done today stays in the records.</p>${problem && html`<p class="field-error" role="alert">${problem}</p>`}
  </${ConfirmDialog}>`;
}

/** @param {{setup: Setup, therapist: Therapist, show: (kind: string) => void}} props */
function Line({ setup, therapist, show }) {
  const event = setup.event.value;
  const time = (/** @type {string|null} */ instant) => (instant ? shortTime(instant, event.timezone) : '');
  const gives = event.treatments.filter((/** @type {any} */ each) => therapist.skills.includes(each.code));
  const { shift_start: begin, shift_end: end, breaks } = therapist;
  return html`<tr>
    <td><span class="strong">${therapist.name}</span><span class="soft small cell-line">${[GRADES[therapist.grade], GENDERS[therapist.gender]].filter(Boolean).join(', ')}</span></td>
    <td>${therapist.couch || html`<span class="soft">–</span>`}</td>
    <td>${gives.length === event.treatments.length ? 'Everything' : gives.map((/** @type {any} */ each) => each.name).join(', ') || 'Nothing'}</td>
    <td class="numbers">${begin && end ? `${time(begin)}–${time(end)}` : begin ? `from ${time(begin)}` : end ? `until ${time(end)}` : html`<span class="soft">All day</span>`}${breaks.length > 0 && html`<span class="soft small cell-line">${breaks.length === 1 ? `break ${time(breaks[0].starts_at)}` : `${breaks.length} breaks`}</span>`}</td>
    <td>${therapist.pin_set ? html`<span class="row gap-1"><${Icon} name="check" size=${18} />Set</span>` : html`<span class="soft">None</span>`}</td>
    <td class="cell-end"><span class="line-actions">
      <${Button} kind="quiet" icon="qr" iconOnly label=${`Sign ${therapist.first_name} in by QR code`} onClick=${() => show('sign-in')} />
      <${Button} kind="quiet" icon="edit" iconOnly label=${`Change ${therapist.name}`} onClick=${() => show('edit')} />
      <${Button} kind="quiet" icon="trash" iconOnly label=${`Take ${therapist.name} off the roster`} onClick=${() => show('remove')} />
    </span></td>
  </tr>`;
}
