// This person's data: what is held, a copy for the person, corrected, erased.

import { Button, Dialog, Notice, TextField } from '../../lib/components.js';
import { fetchFile, saveFile } from '../../lib/files.js';
import { html, useEffect, useState } from '../../lib/ui.js';
import { dateInWords } from '../../privacy/words.js';
import { sentences } from './frame.js';

/** @typedef {import('../desk.js').Desk} Desk */
/** @typedef {import('../../lib/types.js').VisitStaff} Visit */
/**
 * @typedef {{id: number, ticket: string, status: string, has_health_answers: boolean, keep_until: string|null, locked_at: string|null, handed_at: string|null}} HeldVisit
 * @typedef {{bib: string, on_start_list: boolean, visits: HeldVisit[], set_aside: string[]}} Held
 */

/** @param {{desk: Desk, visit: Visit}} props */
export function PersonDialog({ desk, visit }) {
  const [held, setHeld] = useState(/** @type {Held|null} */ (null));
  const [told, setTold] = useState(/** @type {string[]} */ ([]));
  const [problem, setProblem] = useState('');
  const whose = { visit_id: visit.id };
  /** @param {() => Promise<unknown>} work */
  const tried = async (work) => {
    setProblem('');
    try {
      await work();
    } catch (error) {
      setProblem(sentences(/** @type {any} */ (error)));
    }
  };
  useEffect(() => {
    tried(async () => setHeld(await desk.api.post('/person', whose)));
  }, []);
  /** @param {'pdf'|'json'} format */
  const copy = (format) => tried(async () => {
    const { blob } = await fetchFile(`${desk.first.api}/person/export`, { ...whose, format });
    saveFile(blob, `your-data.${format}`);
  });
  /** @param {Record<string, string>} names */
  const correct = (names) => tried(async () => {
    setHeld(await desk.api.post('/person/correct', { ...whose, ...names }));
    setTold(['Corrected, in every visit and on the start list.']);
  });
  const erase = () => tried(async () => {
    const done = await desk.api.post('/person/erase', whose, { timeout: 60_000 });
    setTold([...done.told, ...done.undone]);
    setHeld(null);
  });
  return html`<${Dialog} open title=${`This person’s data · ${visit.ticket}`} onClose=${desk.close} actions=${html`<${Button} onClick=${desk.close}>Close</${Button}>`}>
    <div class="stack">
      ${problem && html`<${Notice} tone="stopped" icon="alert" alert>${problem}</${Notice}>`}
      ${told.length > 0 && html`<${Notice} tone="called" icon="check" alert title="Done. Tell the person:">${told.map((each) => html`<p key=${each}>${each}</p>`)}</${Notice}>`}
      ${held && html`<${HeldNow} held=${held} timezone=${desk.event.value.timezone} />
        <div class="row gap-2"><${Button} icon="download" onClick=${() => copy('pdf')}>A copy to read</${Button}><${Button} icon="download" onClick=${() => copy('json')}>A copy for programs</${Button}></div>
        <${Correct} visit=${visit} correct=${correct} />
        <${Erase} erase=${erase} setAside=${held.set_aside} />`}
    </div>
  </${Dialog}>`;
}

/** @param {{held: Held, timezone: string}} props */
function HeldNow({ held, timezone }) {
  return html`<ul class="goes">
    ${held.visits.map((each) => html`<li key=${each.id}>Ticket ${each.ticket}${each.has_health_answers ? ', with health answers' : ''}${recordWords(each, timezone)}</li>`)}
    <li>${held.on_start_list ? 'A line on the start list' : 'No line on the start list'}</li>
  </ul>`;
}

/** @param {HeldVisit} visit @param {string} timezone */
function recordWords(visit, timezone) {
  if (visit.handed_at) return '; the therapist has the record';
  if (!visit.keep_until) return '';
  return `; a treatment record, ${visit.locked_at ? 'locked, ' : ''}kept until ${dateInWords(visit.keep_until, timezone)}`;
}

/** @param {{visit: Visit, correct: (names: Record<string, string>) => Promise<void>}} props */
function Correct({ visit, correct }) {
  const [first, setFirst] = useState(visit.first_name);
  const [last, setLast] = useState(visit.last_name ?? '');
  const [bib, setBib] = useState(visit.bib ?? '');
  const isChanged = first !== visit.first_name || last !== (visit.last_name ?? '') || bib !== (visit.bib ?? '');
  const names = { first_name: first.trim(), last_name: last.trim(), ...(bib.trim() && bib !== visit.bib ? { new_bib: bib.trim() } : {}) };
  return html`<details class="person-part"><summary>Correct name or bib</summary><div class="stack">
    <${TextField} id="person-first" label="First name" value=${first} onInput=${setFirst} maxlength="80" autocomplete="off" />
    <${TextField} id="person-last" label="Last name" value=${last} onInput=${setLast} optional maxlength="80" autocomplete="off" />
    <${TextField} id="person-bib" label="Bib" value=${bib} onInput=${setBib} optional maxlength="20" autocomplete="off" />
    <div><${Button} icon="check" disabled=${!isChanged || !first.trim()} onClick=${() => correct(names)}>Correct</${Button}></div>
  </div></details>`;
}

/** @param {{erase: () => Promise<void>, setAside: string[]}} props */
function Erase({ erase, setAside }) {
  const [isSure, setSure] = useState(false);
  return html`<details class="person-part"><summary>Erase</summary><div class="stack">
    <p>Name, number, phone and health answers go at once, from the journal and the backups too. Whoever still waits leaves the line. A treatment record that has to be kept is locked instead. It can’t be undone.</p>
    ${setAside.length > 0 && html`<p>What a restore moved aside goes as well: ${setAside.join(', ')}</p>`}
    <label class="row gap-2"><input type="checkbox" checked=${isSure} onChange=${(/** @type {any} */ event) => setSure(event.currentTarget.checked)} /><span>The person has asked for it</span></label>
    <div><${Button} tone="stopped" icon="trash" disabled=${!isSure} onClick=${erase}>Erase for good</${Button}></div>
  </div></details>`;
}
