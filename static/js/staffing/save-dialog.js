// Save as shifts: first shown, who has what now and what then; then done with one tap, and done again to undo it.

import { ApiError } from '../lib/api.js';
import { Button, CheckCard, Dialog, Notice, toast } from '../lib/components.js';
import { html, useEffect, useState } from '../lib/ui.js';
import { counted, shiftWords } from './words.js';

/** @param {{staffing: import('./staffing.js').Staffing, plan: Record<string, any>, onClose: () => void}} props */
export function SaveDialog({ staffing, plan, onClose }) {
  const there = staffing.therapists.value.length;
  const fewer = Math.max(0, plan.shifts.length - there);
  const [addMissing, setAddMissing] = useState(true);
  const [shown, setShown] = useState(/** @type {Record<string, any>|null} */ (null));
  const [problem, setProblem] = useState('');

  /** @param {boolean} preview */
  async function ask(preview) {
    setProblem('');
    try {
      return await staffing.save(addMissing, preview);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(Object.values(error.errors).flat().join(' ') || error.message);
      return null;
    }
  }
  useEffect(() => {
    ask(true).then(setShown);
  }, [addMissing]);

  async function save() {
    const saved = await ask(false);
    if (!saved) return;
    const added = saved.lines.filter((/** @type {any} */ each) => each.is_new);
    staffing.therapists.value = [...staffing.therapists.value, ...added];
    toast(`${counted(saved.lines.length, 'shift')} saved on the roster`, { icon: 'check', tone: 'called' });
    onClose();
  }

  const actions = html`<${Button} onClick=${onClose}>Cancel</${Button}><${Button} kind="main" icon="check" disabled=${!shown?.lines.length} onClick=${save}>Save ${shown ? counted(shown.lines.length, 'shift') : ''}</${Button}>`;
  return html`<${Dialog} open wide title="Put these shifts on the roster" onClose=${onClose} actions=${actions}>
    <div class="stack">
      ${problem && html`<${Notice} tone="stopped" icon="alert" alert title="Not saved">${problem}</${Notice}>`}
      ${fewer > 0 && html`<${CheckCard} name="add_missing" checked=${addMissing} onChange=${setAddMissing} title=${`Add ${counted(fewer, 'line')} to the roster`}
        hint=${`The plan has ${counted(plan.shifts.length, 'shift')}, the roster ${counted(there, 'therapist')}. You can name the new ones later.`} />`}
      ${shown && html`<${Preview} shown=${shown} time=${staffing.time} />`}
    </div>
  </${Dialog}>`;
}

/** @param {{shown: Record<string, any>, time: (at: string) => string}} props */
function Preview({ shown, time }) {
  return html`
    ${shown.missing > 0 && html`<${Notice} tone="late" icon="person">${counted(shown.missing, 'shift stays', 'shifts stay')} without a therapist.</${Notice}>`}
    ${shown.with_runner.length > 0 && html`<${Notice} icon="couch">${shown.with_runner.join(', ')}: with a runner now, so nothing is changed there. Save again later.</${Notice}>`}
    ${shown.unplanned.length > 0 && html`<${Notice} icon="info">Not in this plan and left as they are: ${shown.unplanned.join(', ')}.</${Notice}>`}
    <div class="table-scroll" tabindex="0" role="group" aria-label="Shifts now and then"><table class="setup-table">
      <thead><tr><th scope="col">Therapist</th><th scope="col">Now</th><th scope="col">Then</th></tr></thead>
      <tbody>${shown.lines.map((/** @type {any} */ each) => html`<tr key=${each.name}><td>${each.name}</td><td class="soft numbers">${each.is_new ? 'new' : shiftWords(each.before, time)}</td><td class="numbers">${shiftWords(each.after, time)}</td></tr>`)}</tbody>
    </table></div>`;
}
