// Between two runners: whose note is still missing, one tap away; and at the end of the shift the records to take along.

import { Button, Icon } from '../lib/components.js';
import { html, useState } from '../lib/ui.js';
import { PackDialog } from '../records/pack-dialog.js';
import { NoteDialog } from './record-note.js';

const SHOWN = 3;

/** @param {{records: import('./record.js').Records, isOff: boolean}} props */
export function RecordList({ records, isOff }) {
  const [showsAll, setShowsAll] = useState(false);
  const own = records.own.value;
  if (!own.length) return null;
  const missing = own.filter((each) => !each.has_note);
  const shown = showsAll ? own : missing.slice(0, SHOWN);
  return html`<section class="record-list" aria-labelledby="records-title">
    <h2 id="records-title">Notes for your records</h2>
    <p class="soft">${missing.length ? `${missing.length} of ${own.length} without a note.` : own.length === 1 ? 'It is written.' : `All ${own.length} are written.`}</p>
    <ul>${shown.map((each) => html`<li key=${each.visit_id}><button type="button" class="record-line" onClick=${() => { records.writing.value = each; }}>
      <${Icon} name=${each.has_note ? 'check' : 'edit'} /><b>${each.ticket}</b><span class="one-line">${each.first_name}</span><span class="soft">${each.has_note ? 'Noted' : 'Write a note'}</span>
    </button></li>`)}</ul>
    <div class="row gap-2">
      ${own.length > missing.slice(0, SHOWN).length && html`<${Button} kind="quiet" onClick=${() => setShowsAll(!showsAll)}>${showsAll ? 'Fewer' : `All ${own.length}`}</${Button}>`}
      ${isOff && html`<${Button} icon="download" onClick=${() => { records.taking.value = true; }}>Take my records along</${Button}>`}
    </div>
  </section>`;
}

/**
 * @param {{records: import('./record.js').Records, api: ReturnType<typeof import('../lib/api.js').createApi>, base: string,
 *   therapist: import('../lib/types.js').Therapist}} props
 */
export function RecordDialogs({ records, api, base, therapist }) {
  const record = records.writing.value;
  const shut = () => { records.writing.value = null; };
  const taken = () => { records.taking.value = false; };
  return html`
    ${record && html`<${NoteDialog} key=${record.visit_id} records=${records} record=${record} onClose=${shut} />`}
    ${records.taking.value && html`<${PackDialog} api=${api} base=${base} therapistId=${therapist.id} name=${therapist.first_name} count=${records.own.value.length} onClose=${taken} onDone=${records.read} />`}`;
}
