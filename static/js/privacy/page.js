// The privacy page: what is kept of people, what goes when, who takes records along, and how to delete now.

import { Button, Icon, Notice, Toasts } from '../lib/components.js';
import { now } from '../lib/clock.js';
import { html, useState } from '../lib/ui.js';
import { DeleteDialog } from './delete-dialog.js';
import { Figures } from './figures.js';
import { Keepers } from './keepers.js';
import { Rules } from './rules.js';
import { counted, dateInWords, untilInWords } from './words.js';

/** @typedef {import('./privacy.js').Privacy} Privacy */

/** @param {{privacy: Privacy}} props */
export function PrivacyPage({ privacy }) {
  const { event } = privacy;
  return html`<div class="privacy">
    <header class="setup-bar">
      <div class="grow"><p class="eyebrow">People’s data</p><h1 class="one-line">${event.name}</h1></div>
      <nav class="row gap-2" aria-label="Pages"><a class="button button-quiet" href=${`/e/${event.slug}/setup`}>Set-up</a><a class="button button-main" href=${`/e/${event.slug}/desk`}>Go to the desk</a></nav>
    </header>
    <div class="privacy-parts">
      ${privacy.undone.value.length > 0 && html`<${Notice} tone="late" icon="alert" title="Not everything could be done yet">${privacy.undone.value.join(' ')}</${Notice}>`}
      <${Countdown} privacy=${privacy} />
      <${Keepers} privacy=${privacy} />
      <${Rules} privacy=${privacy} />
      <${Take} privacy=${privacy} />
      <${Figures} figures=${privacy.shown.value.figures} />
    </div>
  </div><${Toasts} />`;
}

/** @param {{privacy: Privacy}} props */
function Countdown({ privacy }) {
  const [asks, setAsks] = useState(false);
  const { due_at, purged_at, holds } = privacy.shown.value;
  const zone = privacy.event.timezone;
  if (!due_at) {
    return html`<section class="card" aria-labelledby="countdown"><h2 id="countdown">Nobody’s data is here</h2>
      <p>${purged_at ? `Names, numbers and answers were deleted on ${dateInWords(purged_at, zone)}.` : 'Nobody has signed up, and there is no start list.'}</p></section>`;
  }
  const isDue = Date.parse(due_at) <= now.value;
  return html`<section class="card" aria-labelledby="countdown">
    <h2 id="countdown">Names and answers go ${untilInWords(due_at, now.value)}</h2>
    <p class="countdown-date"><${Icon} name="calendar" />${isDue ? 'A running desk deletes within ten minutes.' : `On ${dateInWords(due_at, zone)}, by itself, when the desk is running.`}</p>
    <ul class="goes">
      <li><b>${counted(holds.visits, 'visit', 'visits')}</b> with names, numbers, phones and health answers</li>
      <li><b>${counted(holds.start_list, 'line', 'lines')}</b> of the start list</li>
      <li>The journal, sign-ins, PINs and paired tablets of this event</li>
    </ul>
    <p class="soft">Figures without names stay. Treatment records stay, encrypted, until somebody takes them along.</p>
    <${Button} tone="stopped" icon="trash" onClick=${() => setAsks(true)}>Delete now</${Button}>
    ${asks && html`<${DeleteDialog} privacy=${privacy} onClose=${() => setAsks(false)} />`}
  </section>`;
}

/** @param {{privacy: Privacy}} props */
function Take({ privacy }) {
  const link = (/** @type {string} */ query, /** @type {string} */ words) => html`<a class="button" download href=${`${privacy.base}/export?${query}`}><${Icon} name="download" /><span class="button-words">${words}</span></a>`;
  return html`<section class="card" aria-labelledby="take"><h2 id="take">The day as a table</h2>
    <p>Calls, starts and waits, for a spreadsheet. Nothing of health is in it.</p>
    <p class="row gap-2">${link('format=xlsx', 'Excel')}${link('format=csv', 'CSV')}${link('format=json', 'JSON')}${link('format=csv&names=false', 'CSV without names')}</p>
  </section>`;
}
