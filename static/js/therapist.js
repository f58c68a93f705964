// The therapist's page, for a phone in one hand: the runner one has now, and one large button for what comes next.

import { createApi } from './lib/api.js';
import { stayAwake } from './lib/awake.js';
import { clock, startClock } from './lib/clock.js';
import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { createKept } from './lib/kept.js';
import { createKeptBox } from './lib/kept-box.js';
import { watchRoom } from './lib/live.js';
import { effect, html, render } from './lib/ui.js';
import { createBehind } from './therapist/behind.js';
import { createCare } from './therapist/health.js';
import { attention, buzz, headline } from './therapist/model.js';
import { Page, presentOf, screenNow } from './therapist/page.js';
import { createRecords } from './therapist/record.js';
import { createSending } from './therapist/sending.js';

const first = readFirst();
const api = createApi({ base: first.api });
const ownId = Number(first.therapist_id);
const live = watchRoom({ event: first.event.slug, room: 'staff', first: first.snapshot });
const behind = createBehind({ live, api });

const sending = createSending({
  api,
  box: createKeptBox(createKept(), `taps ${first.event.slug} ${ownId}`, clock.now),
  now: clock.now,
  onAnswer: (answer) => {
    care.learn(answer?.visit ?? answer);
    behind.heard(answer);
  },
  onRefusal: () => {
    live.refresh();
    void behind.look();
  },
});
const care = createCare({
  api,
  therapistId: ownId,
  visit: () => presentOf(parts).visit,
  isSilent: () => live.connection.value.status === 'lost',
  mayAsk: () => sending.pending.peek()?.state !== 'quick' && sending.pending.peek()?.state !== 'slow',
});

async function signOut() {
  await api.post('/api/v1/sign-out');
  location.assign(`/sign-in?event=${first.event.slug}`);
}

const records = createRecords({ api, therapistId: ownId, present: () => [presentOf(parts).visit?.id, presentOf(parts).therapist?.status] });
const parts = { live, ownId, isOrganiser: first.me?.role === 'organiser', sending, care, records, api, base: first.api, signOut };

/** Title and a shake of the phone, for whoever is not looking. */
function beNoticed() {
  let before = 'none';
  effect(() => {
    const shown = screenNow(parts);
    if (!shown) return;
    document.title = `${headline(shown.screen, shown.visit)} · EventDesk`;
    const what = attention(shown.screen, shown.visit);
    const pattern = before === 'none' ? null : buzz(before, what);
    before = what;
    if (pattern) navigator.vibrate?.(pattern);
  });
}

/** When somebody else changes what is so here, the last tap is not the last step any more. */
function forgetUndo() {
  let before = '';
  effect(() => {
    const { therapist, visit } = presentOf(parts);
    const what = JSON.stringify([therapist?.status, therapist?.status_since, visit?.id, visit?.status, visit?.calls, visit?.ends_at]);
    if (before && what !== before) sending.moved();
    before = what;
  });
}

applyTheme();
startClock();
stayAwake();
sending.start();
care.start();
records.start();
behind.start();
beNoticed();
forgetUndo();
mount((root) => render(html`<${Page} parts=${parts} />`, root));
