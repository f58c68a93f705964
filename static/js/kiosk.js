// The kiosk: a runner signs up on a tablet. One runner at a time, and nothing of one is left for the next.

import { createApi } from './lib/api.js';
import { stayAwake } from './lib/awake.js';
import { clock, startClock } from './lib/clock.js';
import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { computed, effect, html, render, signal } from './lib/ui.js';
import { createAsking } from './kiosk/asking.js';
import { watchEvent } from './kiosk/event-now.js';
import { createIdle } from './kiosk/idle.js';
import { createKept } from './lib/kept.js';
import { createKeptBox } from './lib/kept-box.js';
import { createRunner } from './kiosk/runner.js';
import { Shown } from './kiosk/screens.js';
import { createSending } from './kiosk/sending.js';
import { guardTheWayBack } from './kiosk/way-back.js';
import { withKnownStart } from './lib/ticket-store.js';

/** @typedef {typeof kiosk} Kiosk */

/** A tablet that was signed out need not ask all the time whether it is let in again. */
const A_LONG_WHILE = 60_000;

const first = readFirst();
const api = createApi({ base: first.api });
const asking = createAsking(api, () => now.isAway.peek());
const now = watchEvent(first, api);
/** Questions and wordings; asked for again when the organiser changed something. */
const told = signal(first);
const setting = computed(() => ({ event: now.event.value, screening: told.value.screening ?? [], consent: told.value.consent }));
/** What came to nothing after its runner had left; for the team. @type {import('@preact/signals-core').Signal<{slip: string, reason: string}[]>} */
const lost = signal([]);

const box = createKeptBox(createKept(), `signups ${first.event.slug}`, clock.now);
const sending = createSending({
  api,
  event: first.event.slug,
  slips: first.slips,
  box,
  isShown,
  now: clock.now,
  onAnswer(key, { slip, visit, reason }) {
    if (!visit) lost.value = [...lost.value, { slip, reason }];
    if (isShown(key)) runner.show(visit ? { name: 'ticket', visit: withKnownStart(visit) } : { name: 'closed', why: reason });
  },
  onRefusal: (_, error) => runner.refused(error),
});
const runner = createRunner({ setting, asking, send: sending.send, language: document.documentElement.lang });
const idle = createIdle(() => runner.forget());

/** @param {string} key */
function isShown(key) {
  const screen = runner.screen.value;
  return screen.name === 'sending' && screen.key === key;
}

const kiosk = {
  runner, sending, asking, idle, now, setting, clock, lost, box,
  role: first.me?.role ?? '',
  consent: computed(() => told.value.consent),
};

/** The page's first data once more, without loading the page: a failed load would end the kiosk. */
async function askAgain() {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    const again = readFirst(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    if (again.page === 'kiosk') told.value = again;
    else runner.show({ name: 'signed_out' });
  } catch {
    // then the next change asks again
  }
}

applyTheme();
startClock();
stayAwake();
guardTheWayBack(runner);

// Wordings are not in the public event: every change of the event, also one that looks the same, may be one of them.
let known = first.event;
effect(() => {
  const event = now.event.value;
  if (runner.screen.value.name !== 'welcome' || event === known) return;
  known = event;
  void askAgain();
});
effect(() => (runner.screen.value.name === 'welcome' || runner.screen.value.name === 'signed_out' ? idle.stop() : idle.start()));

setInterval(() => void (sending.isSignedOut.peek() || sending.work()), sending.every);
setInterval(sending.tryNow, A_LONG_WHILE);
addEventListener('online', sending.tryNow);
document.addEventListener('visibilitychange', sending.tryNow);
effect(() => void (now.isAway.value || sending.tryNow()));
void sending.restore();
addEventListener('beforeunload', (event) => {
  if (sending.unsent.value.length) event.preventDefault();
});

mount((root) => render(html`<${Shown} kiosk=${kiosk} />`, root));
