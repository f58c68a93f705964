// With nobody on the couch: off duty, on a break, ready, or getting the couch ready; and who would come next.

import { Icon, Ring, TicketCode, TreatmentChip } from '../lib/components.js';
import { now } from '../lib/clock.js';
import { minutesNow } from '../lib/lengths.js';
import { nextRoundAt } from '../lib/rounds.js';
import { lengthInWords, secondsUntil, stopwatch, timeOfDay } from '../lib/time.js';
import { html } from '../lib/ui.js';

/** @typedef {import('./model.js').Screen} Screen */
/** @typedef {import('../lib/types.js').Therapist} Therapist */
/** @typedef {import('../lib/types.js').EventPublic} EventPublic */

/** @type {Record<string, string>} */
const ICONS = { off: 'door', break: 'cup', ready: 'check', turnover: 'sparkle' };

/** @param {{screen: Screen, therapist: Therapist, event: EventPublic, next: import('./next-up.js').NextUp}} props */
export function IdleCard({ screen, therapist, event, next }) {
  return html`<section class=${`idle idle-${screen.kind} idle-${screen.urgency}`}>
    <${Middle} screen=${screen} />
    <h1>${screen.title}</h1>
    ${screen.kind === 'break' && therapist.break_until && screen.urgency === 'calm' && html`<p class="idle-hint">Until ${timeOfDay(therapist.break_until, event.timezone)}</p>`}
    ${screen.hint && html`<p class="idle-hint">${screen.hint}</p>`}
    ${screen.kind !== 'off' && html`<${NextRound} event=${event} />`}
    <${NextCard} event=${event} next=${next} />
    <${Today} therapist=${therapist} event=${event} />
  </section>`;
}

/** @param {{screen: Screen}} props */
function Middle({ screen }) {
  const { clock } = screen;
  if (!clock || clock.seconds <= 0) {
    return html`<span class=${`idle-icon${screen.kind === 'ready' ? ' tone-called' : screen.urgency === 'over' ? ' tone-late' : ''}`}><${Icon} name=${ICONS[screen.kind]} size=${56} /></span>`;
  }
  const time = stopwatch(clock.seconds);
  return html`<${Ring} value=${clock.share} size="var(--clock)" label=${`${lengthInWords(clock.minutes)} left`}>
    <b class="clock-face">${time}</b><span class="clock-words">left</span>
  </${Ring}>`;
}

/** @param {{event: EventPublic}} props */
function NextRound({ event }) {
  const at = nextRoundAt(event, now.value);
  return at !== null && html`<p class="idle-round">The next round starts at <b class="numbers">${timeOfDay(at, event.timezone)}</b>, in <b class="numbers">${stopwatch(secondsUntil(at, now.value))}</b>.</p>`;
}

/** @param {{event: EventPublic, next: import('./next-up.js').NextUp}} props */
function NextCard({ event, next: { visit, waiting } }) {
  if (!waiting) return null;
  const others = visit ? waiting - 1 : waiting;
  return html`<div class="next-card">
    ${visit && html`<p class="eyebrow">Next in line</p>
      <p class="next-who"><${TicketCode} event=${event} visit=${visit} size="m" icon=${false} /><span class="one-line">${visit.first_name}</span></p>
      <p><${TreatmentChip} event=${event} code=${visit.treatment} minutes=${minutesNow(event, visit)} /></p>`}
    <p class="soft">${othersInWords(others, visit !== null)}</p>
  </div>`;
}

/** @param {number} count @param {boolean} more */
function othersInWords(count, more) {
  if (!count) return 'Nobody else is waiting.';
  if (more) return `${count} more waiting`;
  return count === 1 ? 'One runner is waiting.' : `${count} runners are waiting.`;
}

/** @param {{therapist: Therapist, event: EventPublic}} props */
function Today({ therapist, event }) {
  const { served = 0, shift_end } = therapist;
  const words = [
    served > 0 && `${served} ${served === 1 ? 'runner' : 'runners'} today`,
    shift_end && `your shift ends at ${timeOfDay(shift_end, event.timezone)}`,
  ].filter(Boolean);
  if (!words.length) return null;
  const text = words.join(' · ');
  return html`<p class="idle-today soft">${text[0].toUpperCase()}${text.slice(1)}</p>`;
}
