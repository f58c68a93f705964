// "Needs you": held visits and everything that runs late, most pressing first, with the likely next step beside each.

import { Icon } from '../lib/components.js';
import { TicketCode } from '../lib/components.js';
import { html, useState } from '../lib/ui.js';
import { take } from './actions.js';
import { attention } from './attention.js';
import { mayTake } from './lifecycle.js';
import { RefusedSlips } from './refused-slips.js';
import { Ago, clockTime, FromNow, fullName, RowButton, TimeLeft } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */

const SHOWN_AT_FIRST = 3;

/** @type {Record<string, {icon: string, tone: string}>} */
const LOOKS = {
  referred: { icon: 'medical', tone: 'stopped' },
  held: { icon: 'question', tone: 'late' },
  late_call: { icon: 'bell', tone: 'late' },
  overtime: { icon: 'couch', tone: 'late' },
  will_miss_start: { icon: 'late', tone: 'late' },
  too_late: { icon: 'stop', tone: 'stopped' },
  overdue: { icon: 'clock', tone: 'late' },
};

/** @type {Record<string, string>} */
export const ADVICE = {
  ask: 'Ask the runner before going on',
  refer: 'Send to the medical tent',
  decline: 'No massage today',
};

/** @type {Record<string, string>} */
const SHORT_ADVICE = { ask: 'ask the runner', refer: 'medical tent', decline: 'not today' };

/** @param {{desk: Desk}} props */
export function NeedsYou({ desk }) {
  const groups = attention(unseen(desk), desk.event.value, desk.moment.value);
  const count = groups.reduce((sum, group) => sum + group.visits.length, 0) + desk.state.value.slips.length;
  return html`<section class="desk-part part-needs" aria-labelledby="needs-title">
    <div class="part-head"><h2 id="needs-title">Needs you</h2>${count > 0 && html`<span class="count">${count}</span>`}</div>
    <div class="part-body">
      <${RefusedSlips} desk=${desk} />
      ${groups.map((group) => html`<${NeedsGroup} key=${group.kind} desk=${desk} group=${group} />`)}
      ${count === 0 && html`<p class="part-empty"><${Icon} name="check" size=${22} />Nothing needs a decision.</p>`}
    </div>
  </section>`;
}

/** @param {Desk} desk */
function unseen(desk) {
  const ended = /** @type {Visit[]} */ (desk.state.value.ended);
  return [...desk.visits.value, ...ended.filter((visit) => !desk.seen.value.has(visit.id))];
}

/** @param {{desk: Desk, group: import('./attention.js').Group}} props */
function NeedsGroup({ desk, group }) {
  const [all, setAll] = useState(false);
  const look = LOOKS[group.kind];
  const shown = all || group.visits.length <= SHOWN_AT_FIRST + 1 ? group.visits : group.visits.slice(0, SHOWN_AT_FIRST);
  const more = group.visits.length - shown.length;
  return html`<div class=${`needs-group tone-${look.tone}`}>
    <h3><${Icon} name=${look.icon} size=${18} />${group.title}<span class="soft">${group.visits.length}</span></h3>
    <ul class="needs-list">
      ${shown.map((visit) => html`<${Need} key=${visit.id} desk=${desk} visit=${visit} kind=${group.kind} />`)}
    </ul>
    ${(more > 0 || all) &&
    html`<button type="button" class="quiet-button" aria-expanded=${String(all)} onClick=${() => setAll(!all)}>${all ? 'Show fewer' : `${more} more`}</button>`}
  </div>`;
}

/** @param {{desk: Desk, visit: Visit, kind: string}} props */
function Need({ desk, visit, kind }) {
  return html`<li class=${`need${(STEPS[kind]?.length ?? 0) > 1 ? ' need-two' : ''}`}>
    <button type="button" class="need-main" onClick=${() => desk.showVisit(visit.id)}>
      <${TicketCode} event=${desk.event.value} visit=${visit} size="s" />
      <span class="need-words"><span class="strong one-line">${fullName(visit)}</span><span class="soft"><${Fact} desk=${desk} visit=${visit} kind=${kind} /></span></span>
    </button>
    <span class="need-actions"><${Steps} desk=${desk} visit=${visit} kind=${kind} /></span>
  </li>`;
}

/** @param {{desk: Desk, visit: Visit, kind: string}} props */
function Fact({ desk, visit, kind }) {
  const time = (/** @type {string|null|undefined} */ instant) => clockTime(desk, instant);
  const who = desk.therapist(visit.therapist_id)?.first_name ?? '';
  const couch = visit.couch ? `couch ${visit.couch}` : '';
  const where = [who, couch].filter(Boolean).join(', ');
  switch (kind) {
    case 'referred':
      return html`${where}, <${Ago} at=${visit.finished_at ?? visit.due_at} />${visit.referred_to && ` · ${visit.referred_to}`}`;
    case 'held':
      if (visit.advice === 'refer') return html`<span class="end-words tone-stopped"><${Icon} name="medical" size=${15} />Advice: ${SHORT_ADVICE.refer}</span>`;
      if (desk.isLead) return 'Waits for a decision';
      return visit.advice ? `Advice: ${SHORT_ADVICE[visit.advice] ?? visit.advice}` : 'Asked for a person';
    case 'late_call':
      return html`Called <${Ago} at=${visit.called_at ?? visit.due_at} />${visit.calls > 1 ? `, ${visit.calls} times` : ''}${where && ` · ${where}`}`;
    case 'overtime':
      return html`<${TimeLeft} until=${visit.ends_at} /> · ${where}`;
    case 'will_miss_start':
      return `${visit.expected_start ? `Expected ${time(visit.expected_start.at)}` : 'Nobody is free in time'}, has to begin by ${time(visit.due_at)}`;
    case 'too_late':
      return `Starts ${time(visit.start_at)}, had to begin by ${time(visit.due_at)}`;
    default:
      return html`Promised by ${time(visit.due_at)}, <${FromNow} at=${visit.due_at} />`;
  }
}

/** @type {Record<string, [string, string, boolean, string][]>} action, label, asks, icon */
const STEPS = {
  late_call: [['recall', 'Call again', false, 'bell'], ['miss', 'Not here', false, 'away']],
  overtime: [['finish', 'Finish', false, 'check']],
  will_miss_start: [['call', 'Call…', true, 'bell']],
  too_late: [['edit', 'Change…', true, 'edit']],
  overdue: [['call', 'Call…', true, 'bell']],
};

/** @param {{desk: Desk, visit: Visit, kind: string}} props */
function Steps({ desk, visit, kind }) {
  if (kind === 'held')
    return html`<${RowButton} icon="question" tone="late" label=${desk.isLead ? `Look at ${visit.ticket}` : `Decide about ${visit.ticket}`} onClick=${() => desk.showVisit(visit.id)}>${desk.isLead ? 'Look' : 'Decide'}</${RowButton}>`;
  if (kind === 'referred')
    return html`<${RowButton} icon="check" label=${`Seen: ${visit.ticket}`} onClick=${() => desk.see(visit.id)}>Seen</${RowButton}>`;
  return (STEPS[kind] ?? []).filter(([action]) => mayTake(action, desk.isLead)).map(
    ([action, label, asks, icon]) => html`<${RowButton} key=${action} icon=${icon} label=${`${label.replace('…', '')} ${visit.ticket}`} onClick=${() => take(desk, visit, action, asks)}>${label}</${RowButton}>`,
  );
}
