// What is known of a visit, as a list of facts.

import { whyPassedOver } from '../lib/store.js';
import { expectedInWords } from '../lib/time.js';
import { html, useState } from '../lib/ui.js';
import { treatmentLook } from '../lib/words.js';
import { flagsNow } from './line.js';
import { clockTime, Flags } from './pieces.js';
import { whyDue } from './why-due.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */

/** @param {{desk: Desk, visit: Visit}} props */
export function Facts({ desk, visit }) {
  const event = desk.event.value;
  const time = (/** @type {string|null|undefined} */ instant) => clockTime(desk, instant);
  const flags = flagsNow(visit, event, desk.moment.value);
  const why = visit.status === 'waiting' ? whyPassedOver(desk.state.value, visit) : '';
  const place = desk.line.value.findIndex((each) => each.id === visit.id) + 1;
  const window = visit.expected_start?.at ? visit.expected_start : null;
  const who = desk.therapist(visit.therapist_id);
  return html`
    ${flags.length > 0 && html`<p class="row gap-2"><${Flags} flags=${flags} /></p>`}
    <dl class="facts">
      <${Fact} name="Treatment">${treatmentLook(event, visit.treatment).name}, ${visit.minutes} min${visit.full_minutes ? ` (wished for ${visit.full_minutes}, shorter just now)` : ''}</${Fact}>
      ${visit.bib && html`<${Fact} name="Bib">${visit.bib}</${Fact}>`}
      ${(visit.wave || visit.start_at) && html`<${Fact} name="Start">${[visit.wave, time(visit.start_at)].filter(Boolean).join(', ')}</${Fact}>`}
      ${place > 0 && html`<${Fact} name="Place">${place} of ${desk.line.value.length}</${Fact}>`}
      ${place > 0 && html`<${Fact} name="Why here">${whyDue(visit, event, time)}.</${Fact}>`}
      ${why && html`<${Fact} name="Passed over">${why}</${Fact}>`}
      ${place > 0 && window && html`<${Fact} name="Expected">${upper(expectedInWords(window, event.timezone, desk.moment.value))}${window.why && html`<br /><span class="soft">Later than told before: ${window.why}</span>`}</${Fact}>`}
      <${Fact} name="Wish">${wishWords(desk, visit)}</${Fact}>
      ${who && html`<${Fact} name="With">${who.name}${visit.couch ? `, couch ${visit.couch}` : ''}</${Fact}>`}
      ${visit.called_at && html`<${Fact} name="Called">${time(visit.called_at)}${visit.calls > 1 ? `, ${visit.calls} times` : ''}</${Fact}>`}
      ${visit.started_at && html`<${Fact} name="On the couch">${time(visit.started_at)} to ${time(visit.finished_at ?? visit.ends_at)}</${Fact}>`}
      ${visit.misses > 0 && html`<${Fact} name="Not here">${visit.misses === 1 ? 'once when called' : `${visit.misses} times when called`}</${Fact}>`}
      ${visit.decided_by && html`<${Fact} name="Decided by">${visit.decided_by}</${Fact}>`}
      ${visit.referred_to && html`<${Fact} name="Sent to">${visit.referred_to}</${Fact}>`}
      ${visit.reason && html`<${Fact} name="Reason">${visit.reason}</${Fact}>`}
      <${Fact} name="Signed up">${time(visit.registered_at)}</${Fact}>
    </dl>
    <${RunnerLink} visit=${visit} />`;
}

/** @param {{name: string, children: any}} props */
function Fact({ name, children }) {
  return html`<div><dt>${name}</dt><dd>${children}</dd></div>`;
}

/** @param {string} words */
const upper = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** @param {Desk} desk @param {Visit} visit */
function wishWords(desk, visit) {
  const named = desk.therapist(visit.wish.therapist_id);
  if (named) return named.name;
  const gender = visit.wish.therapist_gender;
  return gender === 'woman' || gender === 'man' ? `a ${gender}` : 'none';
}

/** @param {{visit: Visit}} props */
function RunnerLink({ visit }) {
  const [showsQr, setShowsQr] = useState(false);
  if (!visit.link) return null;
  return html`<div class="runner-link">
    <a href=${visit.link} target="_blank" rel="noopener">The runner’s own page</a>
    <button type="button" class="quiet-button" aria-expanded=${String(showsQr)} onClick=${() => setShowsQr(!showsQr)}>${showsQr ? 'Hide the QR code' : 'QR code'}</button>
    ${showsQr && html`<img class="qr" src=${`/qr.svg?p=${encodeURIComponent(visit.link)}`} alt=${`QR code of the page of ticket ${visit.ticket}`} width="180" height="180" />`}
  </div>`;
}
