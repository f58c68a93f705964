// Small pieces that several parts of the desk draw: names, times, the button that opens a menu.

import { now } from '../lib/clock.js';
import { Icon } from '../lib/components.js';
import { minutesUntil, secondsUntil, shortLength, shortRange, shortTime, stopwatch, told } from '../lib/time.js';
import { computed, html } from '../lib/ui.js';
import { flagLook } from '../lib/words.js';
import { openMenu } from './menu.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */

/** @param {{first_name: string, last_name: string}} visit */
export function fullName(visit) {
  return `${visit.first_name} ${visit.last_name}`.trim() || 'No name';
}

/** @param {Desk} desk @param {string|number|null|undefined} instant */
export function clockTime(desk, instant) {
  return instant ? shortTime(instant, desk.event.value.timezone) : '';
}

/**
 * The button with three dots.
 * @param {{label: string, items: () => import('./menu.js').MenuItem[]}} props
 */
export function MenuButton({ label, items }) {
  return html`<button type="button" class="icon-button" aria-haspopup="menu" aria-label=${label} title="More"
    onClick=${(/** @type {any} */ event) => openMenu(event.currentTarget, label, items())}>
    <${Dots} />
  </button>`;
}

function Dots() {
  return html`<svg class="icon" viewBox="0 0 24 24" width="22" height="22" fill="currentColor" aria-hidden="true" focusable="false">
    <circle cx="5" cy="12" r="2" /><circle cx="12" cy="12" r="2" /><circle cx="19" cy="12" r="2" />
  </svg>`;
}

/**
 * A small button inside a row. `spare`: its words go where there is little room.
 * @param {{icon?: string, tone?: string, label?: string, spare?: boolean, onClick: (event: any) => unknown, children: any}} props
 */
export function RowButton({ icon, tone, label, spare = false, onClick, children }) {
  return html`<button type="button" class=${`row-button${tone ? ` tone-${tone}` : ''}${spare ? ' row-button-spare' : ''}`} aria-label=${label} title=${spare ? label : undefined} onClick=${onClick}>
    ${icon && html`<${Icon} name=${icon} size=${18} />`}<span>${children}</span>
  </button>`;
}

/** Shorter than elsewhere: there are sixty rows. @type {Record<string, string>} */
const SHORT = { too_late: 'Too late', will_miss_start: 'May miss the start', overdue: 'Overdue', moved: 'Moved' };

/** Flags in words with icons. @param {{flags: string[]}} props */
export function Flags({ flags }) {
  return flags.map((flag) => {
    const look = flagLook(flag);
    return html`<span key=${flag} class=${`flag tone-${look.tone}`}><${Icon} name=${look.icon} size=${15} />${SHORT[flag] ?? look.word}</span>`;
  });
}

/** Sixty rows need not be looked at each second. */
const tenSeconds = computed(() => Math.floor(now.value / 10_000) * 10_000);

/** How long until an instant or since, in minutes: "in 12 min", "4 min ago". @param {{at: string}} props */
export function FromNow({ at }) {
  const minutes = minutesUntil(at, tenSeconds.value);
  if (minutes === 0) return 'now';
  return minutes > 0 ? `in ${shortLength(minutes)}` : `${shortLength(-minutes)} ago`;
}

/** How long ago something was that has happened. @param {{at: string}} props */
export function Ago({ at }) {
  const minutes = -minutesUntil(at, tenSeconds.value);
  return minutes > 0 ? `${shortLength(minutes)} ago` : 'just now';
}

/** The window as the runner was told it: "14:15–14:35". @param {{desk: Desk, window: import('../lib/types.js').Expected}} props */
export function ToldWindow({ desk, window }) {
  const at = tenSeconds.value;
  const { low, high, isNow } = told(window, at);
  if (high <= at) return 'any moment';
  if (low <= at) return `${isNow ? 'now, ' : ''}by ${clockTime(desk, high)}`;
  return low === high ? clockTime(desk, low) : shortRange(low, high, desk.event.value.timezone);
}

/** Time left or over, with seconds in the last minute: "12 min left", "3 min over". @param {{until: string}} props */
export function TimeLeft({ until }) {
  const seconds = secondsUntil(until, now.value);
  const words = Math.abs(seconds) < 60 ? stopwatch(Math.abs(seconds)) : shortLength(Math.abs(minutesUntil(until, now.value)));
  return html`<span class="numbers">${words} ${seconds < 0 ? 'over' : 'left'}</span>`;
}
