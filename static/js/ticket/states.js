// The card in the middle of the runner's page: one for each state, saying what is so and what to do now.

import { now } from '../lib/clock.js';
import { Icon } from '../lib/components/icon.js';
import { Ring } from '../lib/components/ring.js';
import { TreatmentChip } from '../lib/components/status-chip.js';
import { minutesNow } from '../lib/lengths.js';
import { minutesUntil, timeOfDay, told, toMs, windowInWords } from '../lib/time.js';
import { html } from '../lib/ui.js';
import { couchInWords, treatmentLook } from '../lib/words.js';
import { backBy, laterInWords, placeInWords, waitInWords, waitingAdvice } from './telling.js';

/** @typedef {{visit: import('../lib/types.js').TicketVisit, event: import('../lib/types.js').EventPublic}} Props */

/** @type {Record<string, (props: Props) => any>} */
const CARDS = { waiting: Waiting, called: Called, away: Away, treating: Treating, done: Done, ask: Ask, over: Over };

/** @param {Props} props */
export function NowCard(props) {
  const card = CARDS[props.visit.status] ?? Ask;
  return html`<section class="now-card">${html`<${card} ...${props} />`}</section>`;
}

/** @param {Props} props */
function Waiting({ visit, event }) {
  return html`
    <h1 class="now-title">${placeInWords(visit.position)}</h1>
    ${visit.expected_start
      ? html`<${When} visit=${visit} event=${event} expected=${visit.expected_start} />`
      : html`<p class="now-more">We cannot say yet when it will be your turn. The board and this page will.</p>`}
    <${Later} visit=${visit} event=${event} />
    <${Massage} visit=${visit} event=${event} />
    <${WhatToDo} visit=${visit} event=${event} />
  `;
}

/** @param {Props & {expected: import('../lib/types.js').Expected}} props */
function When({ visit, event, expected }) {
  const { at, isNow } = told(expected, now.value);
  const window = windowInWords(expected, event.timezone, now.value);
  if (isNow) return html`<p class="now-time"><b>Any moment now</b></p>${window && html`<p class="now-more">${window}</p>`}`;
  return html`<p class="now-time"><span>about</span> <b class="numbers">${timeOfDay(at, event.timezone)}</b></p>
    <p class="now-more">${waitInWords(visit, now.value)}${window && html`, ${window}`}</p>`;
}

/** Why it is later than it was told. The words stay the same until it moves again, so that they are read out once. @param {Props} props */
function Later({ visit, event }) {
  const later = visit.expected_start && laterInWords(visit.expected_start, event.timezone);
  return html`<p class="now-later" role="status">
    ${later && html`<${Icon} name="late" size=${20} /><span><span class="unseen">${later.when} </span>${later.why}</span>`}
  </p>`;
}

/** @param {Props} props */
function Massage({ visit, event }) {
  const treatment = event.treatments.find((each) => each.code === visit.treatment);
  if (!treatment) return null;
  const minutes = minutesNow(event, visit);
  const isShorter = treatment.rule === 'promise' && minutes < Math.min(...treatment.minutes);
  return html`<p class="now-massage"><${TreatmentChip} event=${event} code=${visit.treatment} minutes=${minutes} />
    ${isShorter && html`<span>Shorter just now, so that everybody gets one.</span>`}</p>`;
}

/** @param {Props} props */
function WhatToDo({ visit, event }) {
  const isBefore = treatmentLook(event, visit.treatment).tone === 'before';
  const advice = waitingAdvice(visit, now.value, isBefore);
  if (advice === 'too_late') {
    return html`<${Todo} tone="late" icon="late" title="Please speak to the team now.">There may not be enough time left before your start. We will find something that fits.</${Todo}>`;
  }
  if (advice === 'not_yet') {
    return html`<${Todo} icon="cup" title=${`Rest until ${timeOfDay(visit.not_before ?? now.value, event.timezone)}.`}>Walk a little, drink, put something warm on. You will be called after that.</${Todo}>`;
  }
  if (advice === 'be_here') {
    return html`<${Todo} icon="pin" title="Please stay at the tent.">You are called by your ticket, on the board and here.</${Todo}>`;
  }
  return html`<${Todo} icon="clock" title=${`Be back at the tent by ${timeOfDay(backBy(visit, now.value), event.timezone)}.`}>Until then you are free. This page keeps the time up to date.</${Todo}>`;
}

/** @param {{tone?: string, icon: string, title: string, children?: any}} props */
function Todo({ tone = 'neutral', icon, title, children }) {
  return html`<div class=${`todo notice tone-${tone}`}>
    <${Icon} name=${icon} size=${28} />
    <p><b>${title}</b> ${children}</p>
  </div>`;
}

/** @param {Props} props */
function Called({ visit }) {
  return html`
    <h1 class="now-title"><${Icon} name="bell" size=${36} />Come now</h1>
    <p class="now-couch">${couchInWords(visit.couch) || 'To the desk'}</p>
    ${visit.therapist_first_name && html`<p class="now-with">with ${visit.therapist_first_name}</p>`}
    <p class="now-more">Your couch is kept for a few minutes.</p>
  `;
}

function Away() {
  return html`
    <h1 class="now-title"><${Icon} name="away" size=${36} />You stepped away</h1>
    <p class="now-more now-large">Your place is kept. Tap <b>“I’m back”</b> when you are at the tent again.</p>
  `;
}

/** @param {Props} props */
function Treating({ visit }) {
  const end = toMs(visit.ends_at ?? now.value);
  const start = toMs(visit.started_at ?? end - visit.minutes * 60_000);
  const left = Math.max(0, minutesUntil(end, now.value));
  const words = left > 0 ? `${left} minutes left` : 'Nearly done';
  return html`
    <h1 class="now-title">Enjoy your massage</h1>
    <${Ring} value=${(end - now.value) / Math.max(1, end - start)} label=${words} size="11rem">
      <b class="huge">${left}</b><span>${left === 1 ? 'minute' : 'minutes'} left</span>
    </${Ring}>
    <p class="now-more">If anything hurts or feels wrong, say so at once.</p>
  `;
}

/** @param {Props} props */
function Done({ visit, event }) {
  const isBefore = treatmentLook(event, visit.treatment).tone === 'before';
  return html`
    <h1 class="now-title"><${Icon} name="check" size=${36} />All done</h1>
    <p class="now-more now-large">${isBefore ? 'Have a great race!' : 'Drink something, keep warm, and take it easy today.'}</p>
    <p class="now-more">Thank you for coming by.</p>
  `;
}

function Ask() {
  return html`
    <h1 class="now-title"><${Icon} name="person" size=${36} />Please speak to the team</h1>
    <p class="now-more now-large">Show this page at the desk in the massage tent. It only takes a moment.</p>
  `;
}

/** @param {Props} props */
function Over({ visit }) {
  return html`
    <h1 class="now-title">This ticket has ended</h1>
    <p class="now-more now-large">${visit.can_return ? 'Would you still like a massage? Come to the tent and tap “I’m back”.' : 'If you have a question, the team in the massage tent is happy to help.'}</p>
  `;
}
