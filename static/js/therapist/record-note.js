// The note itself: taps first, words only where they are needed.

import { PARTS } from '../lib/areas.js';
import { Field, Notice } from '../lib/components.js';
import { html, useEffect, useState } from '../lib/ui.js';
import { AskDialog, sentences } from '../desk/dialogs/frame.js';
import { ADVICE, BLANK, isEmpty, PRESSURES, REACTIONS, toggled } from './record.js';

/** @typedef {import('./record.js').Note} Note */

/** @param {{records: import('./record.js').Records, record: import('./record.js').OwnRecord, onClose: () => void}} props */
export function NoteDialog({ records, record, onClose }) {
  const [note, setNote] = useState(/** @type {Note|null} */ (record.has_note ? null : BLANK));
  const [problem, setProblem] = useState('');
  useEffect(() => {
    if (note) return;
    records.note(record).then(setNote, (error) => setProblem(sentences(error)));
  }, []);
  const title = `${record.ticket} ${record.first_name}`;
  return html`<${AskDialog} title=${title} yes="Keep the note" ready=${note !== null && !isEmpty(note)} onClose=${onClose} onYes=${() => records.write(record, /** @type {Note} */ (note))} wide>
    ${problem && html`<${Notice} tone="stopped" icon="alert" alert>${problem}</${Notice}>`}
    ${note && html`<${Taps} note=${note} change=${(/** @type {Partial<Note>} */ more) => setNote({ ...note, ...more })} />`}
  </${AskDialog}>`;
}

/** @param {{note: Note, change: (more: Partial<Note>) => void}} props */
function Taps({ note, change }) {
  return html`<p class="soft">Encrypted; only you and the organiser can read it.</p>
    <${Group} title="Pressure" options=${PRESSURES} chosen=${note.pressure ? [note.pressure] : []} tap=${(/** @type {string} */ key) => change({ pressure: note.pressure === key ? null : key })} />
    <${Group} title="Reaction" options=${REACTIONS} chosen=${note.reactions} tap=${(/** @type {string} */ key) => change({ reactions: toggled(note.reactions, key) })} />
    <${Group} title="Advice" options=${ADVICE} chosen=${note.advice} tap=${(/** @type {string} */ key) => change({ advice: toggled(note.advice, key) })} />
    <details class="note-areas" open=${note.areas.length > 0}><summary>Worked on${note.areas.length ? ` (${note.areas.length})` : ''}</summary>
      ${PARTS.map(({ title, areas }) => html`<${Group} key=${title} title=${title} options=${areas} chosen=${note.areas} tap=${(/** @type {string} */ key) => change({ areas: toggled(note.areas, key) })} />`)}
    </details>
    <${Field} id="note-text" label="Anything else" optional>
      ${(/** @type {any} */ attributes) => html`<textarea ...${attributes} class="input" rows="3" maxlength="500" autocomplete="off" value=${note.text} onInput=${(/** @type {any} */ event) => change({ text: event.currentTarget.value })}></textarea>`}
    </${Field}>`;
}

/** @param {{title: string, options: [string, string][], chosen: string[], tap: (key: string) => void}} props */
function Group({ title, options, chosen, tap }) {
  return html`<fieldset class="note-group"><legend>${title}</legend>
    <div class="note-taps">${options.map(([key, words]) => html`<button key=${key} type="button" class="note-tap" aria-pressed=${String(chosen.includes(key))} onClick=${() => tap(key)}>${words}</button>`)}</div>
  </fieldset>`;
}
