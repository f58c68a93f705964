// Those who stepped away, and those who ended lately.

import { Icon, TicketCode } from '../lib/components.js';
import { inStatus } from '../lib/store.js';
import { html, useState } from '../lib/ui.js';
import { visitLook } from '../lib/words.js';
import { take, visitItems } from './actions.js';
import { clockTime, FromNow, fullName, MenuButton, RowButton } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */

const SHOWN_AT_FIRST = 6;

/** @param {{desk: Desk}} props */
export function RestView({ desk }) {
  const away = /** @type {Visit[]} */ (inStatus(desk.state.value, 'away'));
  const ended = /** @type {Visit[]} */ (desk.state.value.ended);
  const [all, setAll] = useState(false);
  const shown = all ? ended : ended.slice(0, SHOWN_AT_FIRST);
  return html`<section class="desk-part part-rest" aria-labelledby="away-title">
    <div class="part-head"><h2 id="away-title">Away</h2>${away.length > 0 && html`<span class="count">${away.length}</span>`}</div>
    <div class="part-body">
      <ul class="rest">${away.map((visit) => html`<${Away} key=${visit.id} desk=${desk} visit=${visit} />`)}</ul>
      ${away.length === 0 && html`<p class="part-empty">Nobody stepped away.</p>`}
      <h2 class="rest-title">Ended lately</h2>
      <ul class="rest">${shown.map((visit) => html`<${Ended} key=${visit.id} desk=${desk} visit=${visit} />`)}</ul>
      ${ended.length === 0 && html`<p class="part-empty">Nobody yet.</p>`}
      ${ended.length > SHOWN_AT_FIRST &&
      html`<button type="button" class="quiet-button" aria-expanded=${String(all)} onClick=${() => setAll(!all)}>${all ? 'Show fewer' : `${ended.length - SHOWN_AT_FIRST} more`}</button>`}
    </div>
  </section>`;
}

/** @param {{desk: Desk, visit: Visit}} props */
function Away({ desk, visit }) {
  const until = visit.not_before && Date.parse(visit.not_before) > desk.moment.value ? visit.not_before : null;
  const words = visit.misses > 0 && !until ? 'Not here when called' : until ? html`Back at ${clockTime(desk, until)}, <${FromNow} at=${until} />` : 'Until they are back';
  return html`<li class="rest-row">
    <button type="button" class="need-main" onClick=${() => desk.showVisit(visit.id)}>
      <${TicketCode} event=${desk.event.value} visit=${visit} size="s" />
      <span class="need-words"><span class="strong one-line">${fullName(visit)}</span><span class="soft">${words}</span></span>
    </button>
    <${RowButton} icon="again" label=${`${visit.ticket} is back in line`} onClick=${() => take(desk, visit, 'return', false)}>Back</${RowButton}>
    <${MenuButton} label=${`More for ${visit.ticket}`} items=${() => visitItems(desk, visit)} />
  </li>`;
}

/** @param {{desk: Desk, visit: Visit}} props */
function Ended({ desk, visit }) {
  const look = visitLook(visit.status);
  return html`<li class="rest-row">
    <button type="button" class="need-main" onClick=${() => desk.showVisit(visit.id)}>
      <${TicketCode} event=${desk.event.value} visit=${visit} size="s" />
      <span class="need-words"><span class="one-line">${fullName(visit)}</span>
        <span class=${`soft one-line tone-${look.tone} end-words`}><${Icon} name=${look.icon} size=${15} />${look.word}${visit.finished_at ? ` ${clockTime(desk, visit.finished_at)}` : ''}</span></span>
    </button>
    <${MenuButton} label=${`More for ${visit.ticket}`} items=${() => visitItems(desk, visit)} />
  </li>`;
}
