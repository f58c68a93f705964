// Another place in the line, with a reason that everybody can read.

import { Field, Notice, TextField } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { landing } from '../line.js';
import { clockTime, fullName } from '../pieces.js';
import { AskDialog, Suggestions } from './frame.js';

/** @typedef {import('../desk.js').Desk} Desk */
/** @typedef {import('../../lib/types.js').VisitStaff} Visit */

const REASONS = ['Has a train to catch', 'In pain', 'Our mistake', 'Goes with a friend', 'Their start was moved'];
const LAST = 'last';

/** @param {{desk: Desk, visit: Visit, slot?: number}} props slot: where it was dropped */
export function MoveDialog({ desk, visit, slot }) {
  const line = desk.line.value;
  const others = line.filter((each) => each.id !== visit.id);
  const [before, setBefore] = useState(() => (slot === undefined ? String(others[0]?.id ?? LAST) : slot < line.length ? String(line[slot].id) : LAST));
  const [reason, setReason] = useState('');
  const at = before === LAST ? line.length : line.findIndex((each) => String(each.id) === before);
  const where = at < 0 ? null : landing(line, visit.id, at);
  const now = line.findIndex((each) => each.id === visit.id) + 1;
  const isWaiting = now > 0;
  const place = at < 0 ? 0 : at + 1 - (now > 0 && now - 1 < at ? 1 : 0);

  const send = async () => {
    if (!where) return;
    await desk.commands.act(visit, 'move', { ...where, reason: reason.trim() });
    desk.panel.value = null;
  };
  return html`<${AskDialog} title=${`Move ${visit.ticket} in the line`} yes="Move" ready=${where !== null && reason.trim() !== ''} onClose=${desk.close} onYes=${send}>
    <p>${fullName(visit)}${isWaiting && html`<span class="soft">, now in place ${now} of ${line.length}${place && place !== now ? `, then in place ${place}` : ''}</span>`}</p>
    <${Field} id="move-before" label="Before">
      ${(/** @type {any} */ attributes) => html`<select ...${attributes} class="input" value=${before} onChange=${(/** @type {any} */ event) => setBefore(event.currentTarget.value)}>
        ${others.map((each) => html`<option key=${each.id} value=${String(each.id)}>${line.indexOf(each) + 1}. ${each.ticket} ${fullName(each)}, due ${clockTime(desk, each.due_at)}</option>`)}
        <option value=${LAST}>At the end of the line</option>
      </select>`}
    </${Field}>
    ${!isWaiting && html`<${Notice} tone="late" icon="info">${visit.ticket} is no longer waiting.</${Notice}>`}
    ${at < 0 && html`<${Notice} tone="late" icon="info">That runner is no longer waiting. Choose another place.</${Notice}>`}
    ${isWaiting && at >= 0 && !where && html`<p class="soft">That is where ${visit.ticket} already is.</p>`}
    <${StartWarning} desk=${desk} visit=${visit} before=${line[at]} />
    <${TextField} id="move-reason" label="Reason" hint="The others in line may ask." value=${reason} onInput=${setReason} maxlength="300" autocomplete="off" />
    <${Suggestions} words=${REASONS} onPick=${setReason} />
  </${AskDialog}>`;
}

/** Moving back may cost a runner the start. @param {{desk: Desk, visit: Visit, before?: Visit}} props */
function StartWarning({ desk, visit, before }) {
  const rule = desk.event.value.treatments.find((each) => each.code === visit.treatment)?.rule;
  if (rule !== 'before_start' || !visit.start_at) return null;
  const isLater = !before || Date.parse(before.due_at) > Date.parse(visit.due_at);
  if (!isLater) return null;
  return html`<${Notice} tone="late" icon="late">${visit.ticket} starts running at ${clockTime(desk, visit.start_at)} and should begin here by ${clockTime(desk, visit.due_at)}.</${Notice}>`;
}
