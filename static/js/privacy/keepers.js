// Whose treatment records are still here, and handing them over.

import { Button, Empty } from '../lib/components.js';
import { html, useState } from '../lib/ui.js';
import { PackDialog } from '../records/pack-dialog.js';
import { counted, dateInWords } from './words.js';

/** @typedef {import('./privacy.js').Privacy} Privacy */
/** @typedef {import('./privacy.js').Keeper} Keeper */

/** @param {{privacy: Privacy}} props */
export function Keepers({ privacy }) {
  const [open, setOpen] = useState(/** @type {Keeper|null} */ (null));
  const { keepers, handed_over, purged_at, records } = privacy.shown.value;
  return html`<section class="card" aria-labelledby="keepers">
    <h2 id="keepers">Treatment records</h2>
    <p class="soft">${records === 'hand_over' ? 'Each therapist keeps their own records for years, as the insurer asks. They take them along in an encrypted file; then they are removed here.' : 'They stay on this laptop, encrypted, until the day beside them. Therapists may take them along all the same.'}</p>
    ${keepers.length === 0 && html`<${Empty} icon="check" title="No records here">${handed_over ? `${counted(handed_over, 'was', 'were')} handed over.` : purged_at ? 'All are handed over.' : 'They come with the first treatment.'}</${Empty}>`}
    <ul class="keeper-list">${keepers.map((each) => html`<${Line} key=${each.therapist_id ?? 0} keeper=${each} privacy=${privacy} open=${() => setOpen(each)} />`)}</ul>
    ${keepers.length > 0 && handed_over > 0 && html`<p class="soft">${counted(handed_over, 'other was', 'others were')} handed over.</p>`}
    ${open && html`<${PackDialog} api=${privacy.api} base=${privacy.base} therapistId=${open.therapist_id} name=${nameOf(open)} count=${open.records} onClose=${() => setOpen(null)}
      onDone=${(/** @type {string[]} */ undone) => { privacy.undone.value = undone; return privacy.read(); }} />`}
  </section>`;
}

/** @param {Keeper} keeper */
const nameOf = ({ name }) => name || 'the organiser';

/** @param {{keeper: Keeper, privacy: Privacy, open: () => void}} props */
function Line({ keeper, privacy, open }) {
  const words = [counted(keeper.records, 'record', 'records'), `${keeper.with_note} with a note`, keeper.locked > 0 && `${keeper.locked} locked`].filter(Boolean);
  return html`<li class="keeper">
    <div class="grow"><b>${keeper.name || 'Sent to medical before a treatment'}</b>
      <p class="soft">${words.join(' · ')} · keep until ${dateInWords(keeper.keep_until, privacy.event.timezone)}</p></div>
    <${Button} icon="download" label=${`Hand over the records of ${nameOf(keeper)}`} onClick=${open}>Hand over</${Button}>
  </li>`;
}
