// The live board: for a TV in the tent and any browser, without signing in.

import { Called } from './board/called.js';
import { Couches } from './board/couches.js';
import { Foot } from './board/foot.js';
import { Head } from './board/head.js';
import { Line } from './board/line.js';
import { startAnnouncing } from './board/announcing.js';
import { wakeSound } from './board/sound.js';
import { stayAwake } from './lib/awake.js';
import { startClock } from './lib/clock.js';
import { Icon } from './lib/components/icon.js';
import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { watchRoom } from './lib/live.js';
import { counts } from './lib/store.js';
import { timeWithSeconds } from './lib/time.js';
import { html, render } from './lib/ui.js';

const first = readFirst();
const live = watchRoom({ event: first.event.slug, room: 'board', first: first.snapshot });

function Board() {
  const state = live.state.value;
  const { called, treating } = counts(state);
  const isQuiet = called + treating === 0;
  return html`<div class="board">
    <${Head} event=${state.event} />
    <${Banners} state=${state} />
    <div class=${isQuiet ? 'board-body board-body-alone' : 'board-body'}>
      <div class="board-side">
        <${Called} state=${state} />
        <${Couches} state=${state} />
      </div>
      <${Line} state=${state} />
    </div>
    <${Foot} state=${state} connection=${live.connection} />
  </div>`;
}

/** @param {{state: import('./lib/store.js').State}} props */
function Banners({ state }) {
  const { status, heardAt } = live.connection.value;
  const { announcement, timezone } = state.event;
  return html`<div class="banners">
    ${status === 'lost' &&
    html`<p class="banner banner-lost" role="alert">
      <${Icon} name="offline" /><span>The connection is lost. This is how it was at ${timeWithSeconds(heardAt, timezone)}. It comes back by itself.</span>
    </p>`}
    ${announcement && html`<p class="banner" role="status"><${Icon} name="megaphone" /><span>${announcement.text}</span></p>`}
  </div>`;
}

applyTheme();
startClock();
stayAwake();
wakeSound();
startAnnouncing(live.state);
mount((root) => render(html`<${Board} />`, root));
