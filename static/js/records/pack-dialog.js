// Taking treatment records along: a password, the file, and only then they are removed from the desk.

import { Button, CheckCard, Dialog, Notice, TextField } from '../lib/components.js';
import { fetchFile, saveFile } from '../lib/files.js';
import { html, useState } from '../lib/ui.js';
import { sentences } from '../desk/dialogs/frame.js';
import { newPassword } from './password.js';

/**
 * @param {object} props
 * @param {ReturnType<typeof import('../lib/api.js').createApi>} props.api
 * @param {string} props.base of the event's API
 * @param {number|null} props.therapistId null: records of whom nobody treated
 * @param {string} props.name whose records
 * @param {number} props.count
 * @param {() => void} props.onClose
 * @param {(undone: string[]) => void} props.onDone the records are removed
 */
export function PackDialog({ api, base, therapistId, name, count, onClose, onDone }) {
  const [password, setPassword] = useState('');
  const [pack, setPack] = useState('');
  const [isSafe, setSafe] = useState(false);
  const [refusal, setRefusal] = useState('');

  /** @param {() => Promise<void>} work */
  async function tried(work) {
    setRefusal('');
    try {
      await work();
    } catch (error) {
      setRefusal(sentences(/** @type {any} */ (error)));
    }
  }
  const make = () => tried(async () => {
    const { blob, headers } = await fetchFile(`${base}/records/pack`, { therapist_id: therapistId, password });
    saveFile(blob, 'treatment-records.zip');
    setPack(headers.get('EventDesk-Pack') ?? '');
  });
  const remove = () => tried(async () => {
    const { undone } = await api.post('/records/handed-over', { therapist_id: therapistId, pack }, { timeout: 60_000 });
    onDone(undone);
    onClose();
  });

  const actions = pack
    ? html`<${Button} onClick=${onClose}>Not yet</${Button}><${Button} kind="main" tone="stopped" icon="trash" disabled=${!isSafe} onClick=${remove}>Remove from this desk</${Button}>`
    : html`<${Button} onClick=${onClose}>Cancel</${Button}><${Button} kind="main" icon="download" disabled=${password.length < 10} onClick=${make}>Make the file</${Button}>`;
  return html`<${Dialog} open title=${`Records of ${name}`} onClose=${onClose} actions=${actions}>
    <div class="stack">
      ${refusal && html`<${Notice} tone="stopped" icon="alert" alert>${refusal}</${Notice}>`}
      ${pack ? html`<${Second} isSafe=${isSafe} setSafe=${setSafe} password=${password} />` : html`<${First} count=${count} password=${password} setPassword=${setPassword} />`}
    </div>
  </${Dialog}>`;
}

/** @param {{count: number, password: string, setPassword: (value: string) => void}} props */
function First({ count, password, setPassword }) {
  return html`<p>${count === 1 ? 'One record' : `${count} records`}, as a PDF and for programs, in one encrypted ZIP file. It opens without EventDesk: 7-Zip, WinZip, Keka or The Unarchiver.</p>
    <${TextField} id="pack-password" label="Password for the file" hint="10 letters or more. EventDesk does not keep it: without it nobody can open the file again." value=${password} onInput=${setPassword} maxlength="200" autocomplete="off" autocapitalize="none" spellcheck=${false} />
    <${Button} kind="quiet" icon="sparkle" onClick=${() => setPassword(newPassword())}>Make one up for me</${Button}>`;
}

/** @param {{isSafe: boolean, setSafe: (value: boolean) => void, password: string}} props */
function Second({ isSafe, setSafe, password }) {
  return html`<${Notice} icon="download" title="The file is in the downloads of this device">Its password, shown for the last time: <b class="pack-password">${password}</b></${Notice}>
    <p>Open the file once with the password, and put it where it belongs: the therapist’s own computer or stick.</p>
    <${CheckCard} name="pack-safe" checked=${isSafe} onChange=${setSafe} title="I have opened it, and it is in a safe place" hint="The records are then removed from this desk and its backups. That can’t be undone." />`;
}
