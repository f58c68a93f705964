// Deleting before its time: said what goes, and the event's short name typed, so that it is no slip of the finger.

import { Notice, TextField } from '../lib/components.js';
import { html, useState } from '../lib/ui.js';
import { AskDialog } from '../desk/dialogs/frame.js';
import { counted } from './words.js';

/** @param {{privacy: import('./privacy.js').Privacy, onClose: () => void}} props */
export function DeleteDialog({ privacy, onClose }) {
  const [typed, setTyped] = useState('');
  const { slug } = privacy.event;
  const { holds, keepers, set_aside } = privacy.shown.value;
  const records = keepers.reduce((sum, each) => sum + each.records, 0);
  return html`<${AskDialog} title="Delete everybody’s data now?" yes="Delete for good" tone="stopped" ready=${typed.trim() === slug} onClose=${onClose} onYes=${() => privacy.purge(typed.trim())}>
    ${holds.open_visits > 0 && html`<${Notice} tone="late" icon="alert">${counted(holds.open_visits, 'runner is', 'runners are')} still in the tent. They would be gone from every screen.</${Notice}>`}
    <p>It can’t be undone, also not from a backup: EventDesk makes its backups anew.</p>
    ${set_aside.length > 0 && html`<p>What a restore moved aside goes as well: ${set_aside.join(', ')}</p>`}
    ${records > 0 && html`<p>${counted(records, 'treatment record stays', 'treatment records stay')}, encrypted, until handed over.</p>`}
    <${TextField} id="confirm" label=${`Type ${slug} to go on`} value=${typed} onInput=${setTyped} autocomplete="off" autocapitalize="none" spellcheck=${false} />
  </${AskDialog}>`;
}
