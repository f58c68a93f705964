// The runner one has now: ticket, name and kind as large as can be, and the clock of the call or the treatment.

import { now } from '../lib/clock.js';
import { Icon, Ring, TicketCode, TreatmentChip } from '../lib/components.js';
import { minutesNow } from '../lib/lengths.js';
import { nextRoundAt } from '../lib/rounds.js';
import { secondsUntil, stopwatch, timeOfDay } from '../lib/time.js';
import { html } from '../lib/ui.js';
import { treatmentLook } from '../lib/words.js';

/** @typedef {import('./model.js').Screen} Screen */
/** @typedef {import('../lib/types.js').Visit} Visit */
/** @typedef {import('../lib/types.js').EventPublic} EventPublic */

/** @param {{screen: Screen, visit: Visit, event: EventPublic}} props */
export function RunnerCard({ screen, visit, event }) {
  return html`<section class=${`runner runner-${screen.kind} runner-${screen.urgency}`} aria-label="With you now">
    <${Banner} screen=${screen} />
    <div class="runner-body">
      ${screen.clock && html`<${ClockRing} screen=${screen} />`}
      <div class="runner-who">
        <${TicketCode} event=${event} visit=${visit} size="l" icon=${false} />
        <p class="runner-name">${visit.first_name || 'No name'}</p>
      </div>
      <div class="runner-facts">
        <${TreatmentChip} event=${event} code=${visit.treatment} minutes=${visit.status === 'called' ? minutesNow(event, visit) : visit.minutes} />
        <${Facts} visit=${visit} event=${event} />
      </div>
    </div>
  </section>`;
}

/** @param {{screen: Screen}} props */
function Banner({ screen }) {
  const look = {
    called: { icon: 'bell', tone: 'called' },
    treating: { icon: 'couch', tone: 'neutral' },
  }[/** @type {'called'|'treating'} */ (screen.kind)];
  const isPressing = screen.urgency !== 'calm';
  return html`<h1 class=${`banner tone-${isPressing ? 'late' : look.tone}`}>
    <${Icon} name=${isPressing ? 'late' : look.icon} size=${28} />
    <span>${screen.title}${screen.hint && html` <span class="banner-hint">${screen.hint}</span>`}</span>
  </h1>`;
}

/** @param {{screen: Screen}} props */
function ClockRing({ screen }) {
  const clock = /** @type {import('./model.js').ClockFace} */ (screen.clock);
  const isOver = clock.seconds <= 0;
  const words = screen.kind === 'called' ? (isOver ? 'over' : 'to come') : isOver ? 'over' : 'left';
  const time = `${isOver ? '+' : ''}${stopwatch(Math.abs(clock.seconds))}`;
  const tone = screen.urgency === 'calm' ? (screen.kind === 'called' ? 'called' : 'neutral') : 'late';
  return html`<${Ring} value=${isOver ? 1 : clock.share} tone=${tone} size="var(--clock)" label=${`${time} ${words}`}>
    <b class=${`clock-face${time.length > 5 ? ' clock-face-long' : ''}`}>${time}</b><span class="clock-words">${words}</span>
  </${Ring}>`;
}

/** @param {{event: EventPublic}} props */
function NextRound({ event }) {
  const at = nextRoundAt(event, now.value);
  return at !== null && html`<p class="runner-fact"><${Icon} name="again" size=${20} />Next round at ${timeOfDay(at, event.timezone)}, in <span class="numbers">${stopwatch(secondsUntil(at, now.value))}</span></p>`;
}

/** What changes how one works: the start of the race, somebody under age. @param {{visit: Visit, event: EventPublic}} props */
function Facts({ visit, event }) {
  const isBefore = treatmentLook(event, visit.treatment).tone === 'before';
  return html`
    ${isBefore && visit.start_at && html`<p class="runner-fact"><${Icon} name="before" size=${20} />Starts at ${timeOfDay(visit.start_at, event.timezone)}</p>`}
    <${NextRound} event=${event} />
    ${visit.flags?.includes('minor') && html`<p class="runner-fact"><${Icon} name="person" size=${20} />Under 18</p>`}
  `;
}
