// The top of the board: the event, the race clock, the next wave, the next round and the time of day.

import { now } from '../lib/clock.js';
import { Button } from '../lib/components/button.js';
import { Icon } from '../lib/components/icon.js';
import { switchTheme } from '../lib/device.js';
import { nextRoundAt } from '../lib/rounds.js';
import { race, secondsUntil, shortLength, stopwatch, timeOfDay, toMs } from '../lib/time.js';
import { html } from '../lib/ui.js';
import { sound, switchSound } from './sound.js';

const HOUR = 3600;

/** @param {{event: import('../lib/types.js').EventPublic}} props */
export function Head({ event }) {
  return html`<header class="board-head">
    <div class="board-name">
      <h1 class="one-line">${event.name}</h1>
      <p class="one-line">Massage tent</p>
    </div>
    <${RaceClock} event=${event} />
    <${WallClock} event=${event} />
    <div class="board-switches">
      <${SoundSwitch} event=${event} />
      <${Button} kind="quiet" icon="sun" class="theme-switch" iconOnly label="Light or dark" onClick=${switchTheme} />
    </div>
  </header>`;
}

/** @param {{event: import('../lib/types.js').EventPublic}} props */
function WallClock({ event }) {
  return html`<p class="wall-clock numbers"><span class="unseen">It is </span>${timeOfDay(now.value, event.timezone)}</p>`;
}

/** @param {{event: import('../lib/types.js').EventPublic}} props */
function RaceClock({ event }) {
  const { next, startedAt } = race(event.waves, now.value);
  return html`<div class="race-clock">
    ${startedAt && html`<p class="race-fact"><span>Race<span class="race-fact-more"> clock</span></span><b class="numbers">${stopwatch(Math.floor((now.value - toMs(startedAt)) / 1000))}</b></p>`}
    ${next && html`<${NextWave} wave=${next} event=${event} />`}
    <${NextRound} event=${event} />
  </div>`;
}

/** @param {{wave: import('../lib/types.js').Wave, event: import('../lib/types.js').EventPublic}} props */
function NextWave({ wave, event }) {
  const left = secondsUntil(wave.starts_at, now.value);
  const words = left < HOUR ? stopwatch(left) : shortLength(left / 60);
  return html`<p class="race-fact tone-before">
    <span><${Icon} name="before" size=${20} /><span class="one-line">${wave.name}</span> ${timeOfDay(wave.starts_at, event.timezone)}</span>
    <b class="numbers">in ${words}</b>
  </p>`;
}

/** @param {{event: import('../lib/types.js').EventPublic}} props */
function NextRound({ event }) {
  const at = nextRoundAt(event, now.value);
  return at !== null && html`<p class="race-fact tone-called">
    <span><${Icon} name="couch" size=${20} />Next round at ${timeOfDay(at, event.timezone)}</span>
    <b class="numbers">in ${stopwatch(secondsUntil(at, now.value))}</b>
  </p>`;
}

/** @param {{event: import('../lib/types.js').EventPublic}} props */
function SoundSwitch({ event }) {
  if (!event.sound && !event.speech) return null;
  if (sound.value === 'on') {
    return html`<${Button} kind="quiet" icon="sound-on" iconOnly label="Sound is on. Switch it off" onClick=${switchSound} />`;
  }
  if (sound.value === 'blocked') {
    return html`<${Button} kind="main" icon="sound-off" onClick=${switchSound}>Tap to let it sound</${Button}>`;
  }
  return html`<${Button} kind="quiet" icon="sound-off" class="sound-is-off" label="Sound is off. Switch it on" onClick=${switchSound}>Sound is off</${Button}>`;
}
