// One row of the line.

import { Icon, TicketCode } from '../lib/components.js';
import { whyPassedOver } from '../lib/store.js';
import { html } from '../lib/ui.js';
import { take, visitItems } from './actions.js';
import { flagsNow } from './line.js';
import { clockTime, Flags, FromNow, fullName, MenuButton, RowButton, ToldWindow } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */

/**
 * What a row says besides the visit itself; the row is drawn again only when one of these changes.
 * @param {Desk} desk @param {Visit} visit
 */
export function rowWords(desk, visit) {
  return { flags: flagsNow(visit, desk.event.value, desk.moment.value), why: whyPassedOver(desk.state.value, visit) };
}

/** @param {{desk: Desk, visit: Visit, place: number, flags: string[], why: string, drag: import('./drag.js').LineDrag}} props */
export function LineRow({ desk, visit, place, flags, why, drag }) {
  const event = desk.event.peek();
  const isLate = flags.some((each) => ['overdue', 'too_late', 'will_miss_start'].includes(each));
  // "From 17:00" and "too late" are said by their flags already.
  const told = flags.includes('not_yet') || flags.includes('too_late') ? '' : why;
  return html`<tr class=${`line-row${drag.classOf(visit.id)}`} data-visit=${visit.id} onKeyDown=${(/** @type {any} */ key) => shortcut(key, desk, visit)}>
    <td class="col-place"><span class="place" onPointerDown=${(/** @type {any} */ tap) => drag.begin(tap, visit.id)} title="Drag to another place">
      <span class="grip"><${Icon} name="grip" size=${16} /></span><span class="numbers">${place}</span></span></td>
    <td class="col-ticket"><${TicketCode} event=${event} visit=${visit} size="s" /></td>
    <td class="col-runner">
      <button type="button" class="line-name" aria-keyshortcuts="c m" onClick=${() => desk.showVisit(visit.id)}>${fullName(visit)}</button>
      <span class="line-facts">
        ${visit.bib && html`<span>Bib ${visit.bib}</span>`}
        ${visit.wave && html`<span>${visit.wave}</span>`}
        <${Wish} desk=${desk} visit=${visit} />
        ${visit.not_before && flags.includes('not_yet') && html`<span class="flag"><${Icon} name="clock" size=${15} />from ${clockTime(desk, visit.not_before)}</span>`}
        <${Flags} flags=${flags.filter((each) => each !== 'not_yet' || !visit.not_before)} />
      </span>
      ${told && html`<span class="line-why"><${Icon} name="info" size=${15} />Passed over: ${lower(told)}</span>`}
    </td>
    <td class="col-due numbers"><span class=${`due-time${isLate ? ' late-words' : ''}`}>${isLate && html`<${Icon} name="late" size=${15} label="late" />`}${clockTime(desk, visit.due_at)}</span><span class="soft due-minutes">${visit.minutes} min</span></td>
    <td class="col-expected numbers"><${Expected} desk=${desk} visit=${visit} /></td>
    <td class="col-actions">
      <${RowButton} icon="bell" spare label=${`Call ${visit.ticket}`} onClick=${() => take(desk, visit, 'call', true)}>Call</${RowButton}>
      <${MenuButton} label=${`More for ${visit.ticket}`} items=${() => visitItems(desk, visit)} />
    </td>
  </tr>`;
}

/** @param {string} words */
const lower = (words) => words.charAt(0).toLowerCase() + words.slice(1);

/** @param {{desk: Desk, visit: Visit}} props */
function Wish({ desk, visit }) {
  const named = desk.therapistNow(visit.wish.therapist_id);
  if (named) return html`<span>for ${named.first_name}</span>`;
  const gender = visit.wish.therapist_gender;
  return gender && gender !== 'unsaid' ? html`<span>wishes a ${gender}</span>` : null;
}

/** @param {{desk: Desk, visit: Visit}} props */
function Expected({ desk, visit }) {
  const window = visit.expected_start;
  if (!window) return html`<span class="soft" title="Nobody on duty can say when">–</span>`;
  return html`<span class="expected-window"><${ToldWindow} desk=${desk} window=${window} /></span>
    <span class="soft expected-in"><${Soon} at=${window.at} />${window.why && html` <span class="expected-why" title=${window.why}><${Icon} name="late" size=${14} label=${`later: ${lower(window.why)}`} /></span>`}</span>`;
}

/** A start is never told to have been in the past. @param {{at: string}} props */
function Soon({ at }) {
  const words = FromNow({ at });
  return words.endsWith('ago') ? 'now' : words;
}

/** @param {KeyboardEvent} key @param {Desk} desk @param {Visit} visit */
function shortcut(key, desk, visit) {
  if (key.ctrlKey || key.metaKey || key.altKey) return;
  const action = { c: 'call', m: 'move' }[key.key];
  if (!action) return;
  key.preventDefault();
  void take(desk, visit, action, true);
}
