// The day in one quiet line: how many are where, what somebody who came now would wait, the next wave.

import { now } from '../lib/clock.js';
import { Icon } from '../lib/components.js';
import { counts } from '../lib/store.js';
import { race, shortLength } from '../lib/time.js';
import { html, useEffect, useState } from '../lib/ui.js';
import { hoursShown } from './hours.js';
import { clockTime, FromNow } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */

const STATS_EVERY_MS = 60_000;

/** @param {{desk: Desk}} props */
export function Numbers({ desk }) {
  const found = counts(desk.state.value);
  const event = desk.event.value;
  return html`<section class="numbers-strip" aria-label="The day in numbers">
    <dl>
      <${Number} name="waiting" value=${found.waiting} />
      <${Number} name="called" value=${found.called} />
      <${Number} name="on the couch" value=${found.treating} />
      <${Number} name="away" value=${found.away} />
      <${Number} name="finished" value=${found.over} />
      ${event.treatments
        .filter((each) => each.enabled)
        .map((each) => html`<${WalkUp} key=${each.code} name=${each.name} walkUp=${desk.state.value.walkUp[each.code]} />`)}
      ${!desk.isLead && html`<${Today} desk=${desk} />`}
      <${NextWave} desk=${desk} />
    </dl>
  </section>`;
}

/** @param {{name: string, value: any, apart?: boolean}} props */
function Number({ name, value, apart = false }) {
  return html`<div class=${apart ? 'number-apart' : ''}><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** @param {{name: string, walkUp: import('../lib/types.js').WalkUp|null|undefined}} props */
function WalkUp({ name, walkUp }) {
  const value = walkUp ? (walkUp.wait_minutes < 1 ? 'no wait' : `${shortLength(walkUp.wait_minutes)} wait`) : 'not now';
  return html`<div class=${`number-apart${hoursShown.value ? ' number-elsewhere' : ''}`}><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** @param {{desk: Desk}} props */
function Today({ desk }) {
  const [stats, setStats] = useState(/** @type {any} */ (null));
  useEffect(() => {
    const ask = () => desk.api.get('/stats', { tries: 1 }).then(setStats, () => {});
    void ask();
    const timer = setInterval(ask, STATS_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const median = stats?.wait_minutes?.median;
  const before = stats?.before_start;
  return html`
    ${median !== null && median !== undefined && html`<${Number} apart name="usual wait" value=${shortLength(Math.max(1, median))} />`}
    ${before?.treated > 0 && html`<${Number} name="in time for their start" value=${`${before.in_time} of ${before.treated}`} />`}
  `;
}

/** @param {{desk: Desk}} props */
function NextWave({ desk }) {
  const { next } = race(desk.event.value.waves, now.value);
  if (!next) return null;
  return html`<div class="number-apart number-wave">
    <dt><${Icon} name="before" size=${14} /> ${next.name} starts ${clockTime(desk, next.starts_at)}</dt>
    <dd><${FromNow} at=${next.starts_at} /></dd>
  </div>`;
}
