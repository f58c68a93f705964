// The start list: upload, look at how it was understood, put it right, take it in.

import { sentences } from '../../desk/dialogs/frame.js';
import { ApiError } from '../../lib/api.js';
import { Button, Icon, Notice } from '../../lib/components.js';
import { html, useRef, useState } from '../../lib/ui.js';
import { Section } from '../section.js';
import { columnProblems, columnsBody, wavesMap } from '../start-list.js';
import { Columns, FileWaves, Problems, Sample } from './start-list-parts.js';

/** @typedef {import('../setup.js').Setup} Setup */

const LONG_MS = 120_000;

/** @param {{setup: Setup}} props */
export function StartListSection({ setup }) {
  const [file, setFile] = useState(/** @type {File|null} */ (null));
  const [preview, setPreview] = useState(/** @type {any} */ (null));
  const [chosen, setChosen] = useState(/** @type {Record<number, string>} */ ({}));
  const [waves, setWaves] = useState(/** @type {Record<string, {id?: number|null, time?: string}>} */ ({}));
  const [doing, setDoing] = useState('');
  const [error, setError] = useState('');
  const [result, setResult] = useState(/** @type {any} */ (null));
  const asked = useRef(0);

  /** @param {File} which @param {Record<string, number>|null} columns */
  async function look(which, columns) {
    const number = (asked.current += 1);
    setError('');
    setDoing('Reading the file …');
    try {
      const answer = await setup.api.post('/start-list/preview', formOf(which, { columns }), { tries: 1, timeout: LONG_MS });
      if (number !== asked.current) return;
      setPreview((/** @type {any} */ before) => ({ ...answer, columns: columns && before ? before.columns : answer.columns }));
    } catch (problem) {
      if (number !== asked.current) return;
      setError(wordsOf(problem));
      if (!columns) setPreview(null);
    } finally {
      if (number === asked.current) setDoing('');
    }
  }

  /** @param {File|undefined} which */
  function pick(which) {
    if (!which) return;
    setFile(which);
    setPreview(null);
    setChosen({});
    setWaves({});
    setResult(null);
    void look(which, null);
  }

  /** @param {number} index @param {string} meaning */
  function putRight(index, meaning) {
    const next = { ...chosen, [index]: meaning };
    setChosen(next);
    if (file && !columnProblems(preview.columns, next).length) void look(file, columnsBody(preview.columns, next));
  }

  async function takeIn() {
    if (!file) return;
    setError('');
    setDoing(`Taking in ${preview.lines.toLocaleString()} lines …`);
    try {
      const map = wavesMap(preview.waves, waves, setup.event.value);
      setResult(await setup.api.post('/start-list', formOf(file, { columns: columnsBody(preview.columns, chosen), waves: map }), { tries: 1, timeout: LONG_MS }));
      setPreview(null);
      setFile(null);
      await setup.readEvent();
    } catch (problem) {
      setError(wordsOf(problem));
    } finally {
      setDoing('');
    }
  }

  const hasNames = preview?.columns.some((/** @type {any} */ each) => ['first_name', 'full_name'].includes(chosen[each.index] ?? each.meaning));
  const problems = preview ? columnProblems(preview.columns, chosen) : [];
  return html`<${Section} id="start-list" title="Start list" intro="CSV, TSV or Excel from any race office. Taken in: bib, name, wave. Left out: addresses, phone numbers, anything medical. A second file updates by bib; nobody in line is touched.">
    <${FileDrop} onPick=${pick} name=${file?.name ?? ''} busy=${doing !== ''} />
    <div role="status">${doing && html`<div class="doing"><progress aria-label=${doing}></progress><span>${doing}</span></div>`}</div>
    ${error && html`<${Notice} tone="stopped" icon="alert" alert title="That did not work">${error}</${Notice}>`}
    ${result && html`<${Result} result=${result} />`}
    ${preview && html`
      <${Columns} columns=${preview.columns} sample=${preview.sample} chosen=${chosen} onChoose=${putRight} />
      ${problems.map((words) => html`<${Notice} key=${words} tone="late" icon="info">${words}</${Notice}>`)}
      ${problems.length === 0 && !hasNames && html`<${Notice} icon="info">No column is taken as a name, so the kiosk will ask each runner for it.</${Notice}>`}
      <${Sample} sample=${preview.sample} lines=${preview.lines} />
      <${Problems} problems=${preview.problems} />
      <${FileWaves} setup=${setup} waves=${preview.waves} hasStarts=${preview.columns.some((/** @type {any} */ each) => (chosen[each.index] ?? each.meaning) === 'start_time')} chosen=${waves} onChoose=${(/** @type {string} */ name, /** @type {any} */ choice) => setWaves({ ...waves, [name]: choice })} />
      <div class="row"><${Button} kind="main" icon="download" busy=${doing !== ''} disabled=${problems.length > 0 || preview.lines === 0} onClick=${takeIn}>Take in ${preview.lines.toLocaleString()} runners</${Button}>
        <${Button} kind="quiet" onClick=${() => { asked.current += 1; setPreview(null); setFile(null); setDoing(''); }}>Leave it</${Button}></div>`}
  </${Section}>`;
}

/** @param {unknown} problem */
function wordsOf(problem) {
  if (problem instanceof ApiError) return sentences(problem);
  throw problem;
}

/** @param {File} file @param {Record<string, unknown>} said */
function formOf(file, said) {
  const form = new FormData();
  form.append('file', file);
  for (const [name, value] of Object.entries(said)) if (value) form.append(name, JSON.stringify(value));
  return form;
}

/** @param {{onPick: (file: File|undefined) => void, name: string, busy: boolean}} props */
function FileDrop({ onPick, name, busy }) {
  const [over, setOver] = useState(false);
  /** @param {DragEvent} event */
  const dropped = (event) => {
    event.preventDefault();
    setOver(false);
    if (!busy) onPick(event.dataTransfer?.files[0]);
  };
  return html`<label class=${`file-drop${over ? ' is-over' : ''}`} onDragOver=${(/** @type {DragEvent} */ event) => { event.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)} onDrop=${dropped}>
    <${Icon} name="upload" size=${28} />
    <span><span class="strong">${name || 'Choose a file'}</span><span class="soft">${name ? 'Choose another file' : 'or drop it here'}</span></span>
    <input class="unseen" type="file" accept=".csv,.tsv,.txt,.xlsx" disabled=${busy} onChange=${(/** @type {any} */ event) => { onPick(event.currentTarget.files[0]); event.currentTarget.value = ''; }} />
  </label>`;
}

/** @param {{result: {imported: number, updated: number, skipped: number, problems: {line: number, reason: string}[]}}} props */
function Result({ result }) {
  return html`<${Notice} tone="called" icon="check" title="The start list is in">
    <p role="status">${result.imported.toLocaleString()} new, ${result.updated.toLocaleString()} updated, ${result.skipped.toLocaleString()} skipped.</p>
  </${Notice}>
  <${Problems} problems=${result.problems} />`;
}
