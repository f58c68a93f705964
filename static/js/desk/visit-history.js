// What happened to a visit, from the journal, with the latest step to take back.

import { Button } from '../lib/components.js';
import { html, useEffect, useState } from '../lib/ui.js';
import { clockTime } from './pieces.js';
import { story } from './story.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */

const PAGE = 1000;
const PAGES_AT_MOST = 60;

/** @param {{desk: Desk, visit: Visit, close: () => void}} props */
export function History({ desk, visit, close }) {
  const [isOpen, setOpen] = useState(false);
  const [entries, setEntries] = useState(/** @type {import('./story.js').Entry[]|null} */ (null));
  const [error, setError] = useState('');
  const changed = JSON.stringify([visit.status, visit.due_at, visit.calls, visit.ends_at, visit.couch]);
  useEffect(() => {
    if (!isOpen) return;
    readJournal(desk, visit.id).then(setEntries, (problem) => setError(problem.message));
  }, [isOpen, changed]);
  const lines = entries && story(entries, visit.id, (id) => desk.therapist(id)?.first_name ?? 'a therapist');
  return html`<details class="history" onToggle=${(/** @type {any} */ event) => setOpen(event.currentTarget.open)}>
    <summary>What happened so far</summary>
    ${isOpen && !entries && !error && html`<p class="soft">Looking it up …</p>`}
    ${error && html`<p class="soft" role="alert">${error}</p>`}
    ${lines && html`<ol class="history-list">
      ${lines.map((line) => html`<li key=${line.seq}>
        <time class="numbers soft" datetime=${line.at}>${clockTime(desk, line.at)}</time>
        <span class="grow"><span class="strong">${line.words}</span>${line.detail && html`<span>, ${line.detail}</span>`}<span class="soft"> · ${line.by}</span></span>
        ${line.canUndo && html`<${Button} icon="undo" onClick=${() => { close(); return desk.commands.calmly(() => desk.commands.undo({ visit_id: visit.id })); }}>Undo</${Button}>`}
      </li>`)}
    </ol>`}
  </details>`;
}

/** @param {Desk} desk @param {number} visitId @returns {Promise<import('./story.js').Entry[]>} */
async function readJournal(desk, visitId) {
  const own = [];
  let since = 0;
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const { entries } = await desk.api.get(`/journal?since=${since}&limit=${PAGE}&subject=visit:${visitId}`);
    own.push(...entries);
    if (entries.length < PAGE) break;
    since = entries.at(-1).seq;
  }
  return own;
}
