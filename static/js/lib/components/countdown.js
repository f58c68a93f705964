// Countdown: time left until an instant, and how long past it.

import { now } from '../clock.js';
import { html } from '../ui.js';
import { minutesUntil, secondsUntil, stopwatch } from '../time.js';

/**
 * @param {{until: import('../types.js').Instant|null, face?: 'minutes'|'seconds'}} props
 *   minutes: "12 min", "+3 min"; seconds: "12:34", "+0:42"
 */
export function Countdown({ until, face = 'minutes' }) {
  if (!until) return null;
  const seconds = secondsUntil(until, now.value);
  const isOver = seconds < 0;
  const words = face === 'seconds' ? stopwatch(Math.abs(seconds)) : `${Math.abs(minutesUntil(until, now.value))} min`;
  return html`<span class=${`numbers${isOver ? ' tone-late' : ''}`} role="timer">
    ${isOver ? `+${words}` : words}<span class="unseen">${isOver ? ' over' : ' left'}</span>
  </span>`;
}
