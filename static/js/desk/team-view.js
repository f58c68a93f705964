// The therapists: state, runner, time left, couch, and why somebody ready has nobody.

import { now } from '../lib/clock.js';
import { Empty, Icon, TicketCode } from '../lib/components.js';
import { therapistsInOrder, visitById } from '../lib/store.js';
import { minutesUntil, secondsUntil, shortLength, told } from '../lib/time.js';
import { html, useState } from '../lib/ui.js';
import { therapistLook } from '../lib/words.js';
import { therapistItems } from './actions.js';
import { clockTime, fullName, MenuButton, RowButton, TimeLeft } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').TherapistStaff} Therapist */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */

/** @param {{desk: Desk}} props */
export function TeamView({ desk }) {
  const all = /** @type {Therapist[]} */ (therapistsInOrder(desk.state.value)).filter((each) => each.is_listed !== false);
  const onDuty = all.filter((each) => each.status !== 'off');
  const off = all.filter((each) => each.status === 'off');
  const [showsOff, setShowsOff] = useState(onDuty.length === 0);
  return html`<section class="desk-part part-team" aria-labelledby="team-title">
    <div class="part-head"><h2 id="team-title">Therapists</h2><span class="count">${onDuty.length}</span><span class="soft small">on duty</span></div>
    <div class="part-body">
      <ul class="team">${onDuty.map((each) => html`<${Member} key=${each.id} desk=${desk} therapist=${each} />`)}</ul>
      ${off.length > 0 && onDuty.length > 0 &&
      html`<button type="button" class="quiet-button" aria-expanded=${String(showsOff)} onClick=${() => setShowsOff(!showsOff)}><${Icon} name=${showsOff ? 'up' : 'down'} size=${18} />${off.length} off duty</button>`}
      ${(showsOff || onDuty.length === 0) && html`<ul class="team">${off.map((each) => html`<${Member} key=${each.id} desk=${desk} therapist=${each} />`)}</ul>`}
      ${all.length === 0 && html`<${Empty} icon="person" title="No therapists yet">${!desk.isLead && html`<a class="button" href=${`/e/${desk.first.event.slug}/setup#therapists`}>Add them in the set-up</a>`}</${Empty}>`}
    </div>
  </section>`;
}

/** @type {Record<string, string>} */
const GRADES = { student: 'Student', supervisor: 'Supervisor' };

/** Shorter than elsewhere: the time stands beside it. @type {Record<string, string>} */
const SHORT = { turnover: 'Turnover', break: 'Break' };

/** @param {{desk: Desk, therapist: Therapist}} props */
function Member({ desk, therapist }) {
  const visit = /** @type {Visit|null} */ (visitById(desk.state.value, therapist.visit_id));
  const look = therapistLook(therapist.status);
  // Told a moment after the therapist's own news.
  const idle = therapist.status === 'ready' ? desk.state.value.whyIdle[therapist.id] : '';
  return html`<li class=${`member member-${therapist.status}`}>
    <span class="couch" title=${therapist.couch ? `Couch ${therapist.couch}` : 'No couch'}><span class="unseen">Couch </span>${therapist.couch || '–'}</span>
    <div class="member-words">
      <span class="member-name"><span class="strong one-line">${therapist.name}</span>${GRADES[therapist.grade] && html`<span class="grade small">${GRADES[therapist.grade]}</span>`}<${Skills} desk=${desk} therapist=${therapist} /><${Next} desk=${desk} therapist=${therapist} /></span>
      ${visit && therapist.status === 'engaged'
        ? html`<${WithRunner} desk=${desk} visit=${visit} />`
        : html`<span class="member-state"><${Icon} name=${look.icon} size=${16} /><span class=${therapist.status === 'ready' ? 'tone-called ready-words' : ''}>${SHORT[therapist.status] ?? look.word}</span> <${Since} desk=${desk} therapist=${therapist} /></span>`}
      ${idle && html`<span class="line-why"><${Icon} name="info" size=${15} />${idle}</span>`}
    </div>
    <span class="member-actions">
      ${!desk.isLead && html`<${Quick} desk=${desk} therapist=${therapist} />
      <${MenuButton} label=${`More for ${therapist.name}`} items=${() => therapistItems(desk, therapist)} />`}
    </span>
  </li>`;
}

/** @param {{desk: Desk, therapist: Therapist}} props */
function Skills({ desk, therapist }) {
  const treatments = desk.event.value.treatments.filter((each) => each.enabled);
  const known = treatments.filter((each) => therapist.skills.includes(each.code));
  if (known.length === treatments.length) return null;
  return html`<span class="soft small one-line">${known.length ? `${known.map((each) => each.name).join(', ')} only` : 'no treatment'}</span>`;
}

/** Whom the forecast has next for this therapist, and about when. @param {{desk: Desk, therapist: Therapist}} props */
function Next({ desk, therapist }) {
  const { outlook, visits } = desk.state.value;
  const next = therapist.status === 'off' ? null : outlook?.next[therapist.id];
  const visit = next && visits[next.visit_id];
  if (!next || visit?.status !== 'waiting') return null;
  const { at, isNow } = told({ at: next.at, low: next.at, high: next.at }, desk.moment.value);
  return html`<span class="member-next numbers" title="Expected next">next <button type="button" class="member-next-ticket" onClick=${() => desk.showVisit(visit.id)}>${visit.ticket}</button> ${isNow ? 'now' : clockTime(desk, at)}</span>`;
}

/** @param {{desk: Desk, visit: Visit}} props */
function WithRunner({ desk, visit }) {
  const event = desk.event.value;
  const isCalled = visit.status === 'called';
  const isOver = !isCalled && visit.ends_at && Date.parse(visit.ends_at) < desk.moment.value;
  return html`<button type="button" class="member-visit" onClick=${() => desk.showVisit(visit.id)}>
    <${TicketCode} event=${event} visit=${visit} size="s" icon=${false} />
    <span class="one-line">${fullName(visit)}</span>
    ${isCalled
      ? html`<span class="tone-called member-time"><${Icon} name="bell" size=${15} />called <${Waited} since=${visit.called_at} />${visit.calls > 1 ? ` ×${visit.calls}` : ''}</span>`
      : html`<span class=${`member-time${isOver ? ' tone-late' : ''}`}>${isOver && html`<${Icon} name="late" size=${15} />`}<${TimeLeft} until=${visit.ends_at} /></span>`}
  </button>`;
}

/** @param {{desk: Desk, therapist: Therapist}} props */
function Since({ desk, therapist }) {
  if (therapist.status === 'turnover' && therapist.turnover_until) return html`<span class="soft numbers"><${Left} until=${therapist.turnover_until} /></span>`;
  if (therapist.status === 'break' && therapist.break_until)
    return html`<span class="soft numbers">until ${clockTime(desk, therapist.break_until)}</span>`;
  if (therapist.status === 'off' && therapist.shift_start && Date.parse(therapist.shift_start) > desk.moment.value)
    return html`<span class="soft numbers">from ${clockTime(desk, therapist.shift_start)}</span>`;
  const since = therapist.idle_since ?? therapist.status_since;
  if (!since || therapist.status === 'off') return null;
  return html`<span class="soft numbers">for ${shortLength(Math.max(1, -minutesUntil(since, now.value)))}</span>`;
}

/** @param {{since: string}} props */
function Waited({ since }) {
  return shortLength(-minutesUntil(since, now.value));
}

/** @param {{until: string}} props */
function Left({ until }) {
  const seconds = secondsUntil(until, now.value);
  return seconds > 60 ? `${Math.ceil(seconds / 60)} min` : `${Math.max(0, seconds)} s`;
}

/** The likeliest next step. @param {{desk: Desk, therapist: Therapist}} props */
function Quick({ desk, therapist }) {
  const { commands } = desk;
  if (therapist.status === 'off' || therapist.status === 'break' || therapist.status === 'turnover')
    return html`<${RowButton} label=${`${therapist.first_name} is ready`} onClick=${() => commands.calmly(() => commands.duty(therapist, 'ready'))}>Ready</${RowButton}>`;
  if (therapist.status === 'ready')
    return html`<${RowButton} label=${`Call the next runner for ${therapist.first_name}`} onClick=${() => commands.calmly(() => commands.next(therapist))}>Next</${RowButton}>`;
  return null;
}
