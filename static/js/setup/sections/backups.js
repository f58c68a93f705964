// Backups: how old the last good one is, the folders they go to, and what to do when the laptop is lost.

import { areAllHere, folderInWords } from '../../lib/backups.js';
import { now } from '../../lib/clock.js';
import { Button, Icon, Notice, TextField } from '../../lib/components.js';
import { html, useEffect, useState } from '../../lib/ui.js';
import { Section } from '../section.js';

/** @typedef {import('../setup.js').Setup} Setup */
/** @typedef {import('../../lib/backups.js').Backups} Backups */
/** @typedef {import('../../lib/backups.js').BackupFolder} BackupFolder */

const LOOK_AGAIN_MS = 30_000;

/** @param {{setup: Setup}} props */
export function BackupsSection({ setup }) {
  const { backups, busy, problem, send } = useBackups(setup);
  const [folder, setFolder] = useState('');
  const use = async (/** @type {string} */ path) => {
    if (await send('/backups/folders', { folder: path })) setFolder('');
  };
  if (backups?.is_elsewhere) return html`<${Elsewhere} />`;
  const intro = 'Whenever something has changed, a whole copy is made within a minute, checked and encrypted. Another laptop can go on with it: “python3 run.py restore”, and the organiser’s passphrase.';
  return html`<${Section} id="backups" title="Backups" intro=${intro}>
    ${problem && html`<${Notice} tone="stopped" icon="alert" alert title="Not done">${problem}</${Notice}>`}
    ${backups?.is_late && html`<${Notice} tone="stopped" icon="alert" alert title="The latest changes are in no backup">${backups.warning}</${Notice}>`}
    ${backups && areAllHere(backups) && html`<${Notice} tone="late" icon="info" title="All backups are on this laptop">If it is lost or breaks, they are lost with it. Plug in a stick and choose it below.</${Notice}>`}
    ${backups && html`<ul class="backup-folders">${backups.folders.map((each) => html`<${FolderRow} key=${each.folder} folder=${each} busy=${busy} onUse=${use} onLeave=${() => send('/backups/folders/leave', { folder: each.folder })} />`)}</ul>`}
    ${backups?.suggestions.map((path) => html`<div key=${path}><${Button} icon="plus" busy=${busy} onClick=${() => use(path)}>Use ${path}</${Button}></div>`)}
    <${TextField} id="backup-folder" label="Another folder" hint="Its whole path on the laptop, for example /media/anna/STICK/eventdesk" value=${folder} onInput=${setFolder} optional autocomplete="off" spellcheck="false" />
    <div class="row">
      <${Button} disabled=${!folder.trim()} busy=${busy} onClick=${() => use(folder.trim())}>Use this folder</${Button}>
      <${Button} kind="quiet" icon="again" busy=${busy} onClick=${() => send('/backups')}>Make a backup now</${Button}>
    </div>
  </${Section}>`;
}

/** Where there is no file on this machine to copy. */
function Elsewhere() {
  return html`<${Section} id="backups" title="Backups" intro="The race days are on a database server, not on this machine.">
    <${Notice} tone="neutral" icon="info" title="Backups are made there">Whoever runs the database server makes them (with pg_dump, for example). This desk makes none of its own.</${Notice}>
  </${Section}>`;
}

/** @param {{folder: BackupFolder, busy: boolean, onUse: (path: string) => void, onLeave: () => void}} props */
function FolderRow({ folder, busy, onUse, onLeave }) {
  const { tone, words } = folderInWords(folder, now.value);
  return html`<li>
    <span class=${`tone-${tone} backup-mark`}><${Icon} name=${tone === 'called' ? 'check' : tone === 'late' ? 'alert' : 'info'} size=${22} /></span>
    <span class="backup-folder"><span class="strong">${folder.folder}</span><span class="soft small numbers">${words}</span></span>
    ${folder.is_used && folder.problem && html`<${Button} kind="quiet" label=${`Choose ${folder.folder} again`} busy=${busy} onClick=${() => onUse(folder.folder)}>Try again</${Button}>`}
    ${folder.is_used && !folder.is_fixed && html`<${Button} kind="quiet" label=${`Use ${folder.folder} no more`} busy=${busy} onClick=${onLeave}>Use no more</${Button}>`}
    ${!folder.is_used && html`<${Button} kind="quiet" label=${`Use ${folder.folder} again`} busy=${busy} onClick=${() => onUse(folder.folder)}>Use again</${Button}>`}
  </li>`;
}

/** What the server knows, looked at again and again. @param {Setup} setup */
function useBackups(setup) {
  const [backups, setBackups] = useState(/** @type {Backups|null} */ (null));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const look = () => setup.api.get('/backups', { tries: 1 }).then(setBackups, () => {});
  useEffect(() => {
    void look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  /** @param {string} path @param {Record<string, string>} [body] */
  const send = async (path, body = {}) => {
    setBusy(true);
    setProblem('');
    try {
      setBackups(await setup.api.post(path, body, { timeout: 30_000 }));
      return true;
    } catch (error) {
      const failure = /** @type {import('../../lib/api.js').ApiError} */ (error);
      setProblem(Object.values(failure.errors ?? {}).flat().join(' ') || failure.message);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { backups, busy, problem, send };
}
