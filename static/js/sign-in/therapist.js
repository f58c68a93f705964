// A therapist signs in: a large name, then the PIN.

import { createApi } from '../lib/api.js';
import { Button, Empty, PinPad } from '../lib/components.js';
import { html, useEffect, useState } from '../lib/ui.js';
import { destination, namesakes } from './steps.js';
import { useTrying } from './trying.js';

/** @typedef {import('./page.js').Named} Named */

const WORDS = { wrong_secret: 'This is not the PIN. Please try again.' };

/** @param {{therapists: Named[], slug: string|null, go: (step: import('./steps.js').Step) => void}} props */
export function Names({ therapists, slug, go }) {
  const couches = useCouches(namesakes(therapists).length > 0 ? slug : null);
  if (!therapists.length) {
    return html`<h1 tabindex="-1">Your name</h1>
      <${Empty} icon="person" title="No therapists yet">
        <p>The organiser adds you under Set-up, Therapists, with a PIN. Then reload this page.</p>
      </${Empty}>`;
  }
  return html`<h1 tabindex="-1">Your name</h1>
    <div class="sign-in-names">
      ${therapists.map((each) => html`<${Button} key=${each.id} size="l" onClick=${() => go({ name: 'pin', id: each.id })}>
        ${each.first_name}${couches[each.id] && html`<span class="sign-in-hint">couch ${couches[each.id]}</span>`}
      </${Button}>`)}
    </div>
    <p class="soft">Not on the list, or no PIN? The organiser can add you, or show you a QR code that signs you in.</p>`;
}

/**
 * Two Marias are told apart by their couches, which the public board shows anyway.
 * @param {string|null} slug null: no need to ask
 */
function useCouches(slug) {
  const [couches, setCouches] = useState(/** @type {Record<number, string>} */ ({}));
  useEffect(() => {
    if (!slug) return;
    createApi({ base: `/api/v1/events/${slug}` })
      .get('/board')
      .then((board) => setCouches(Object.fromEntries(board.therapists.map((/** @type {any} */ each) => [each.id, each.couch]))))
      .catch(() => {}); // the names alone have to do
  }, [slug]);
  return couches;
}

/** @param {{therapist: Named, slug: string|null, next: string}} props */
export function Pin({ therapist, slug, next }) {
  const { busy, error, isWaiting, send } = useTrying(WORDS);
  /** @param {string} pin */
  async function done(pin) {
    if (isWaiting) return;
    const answer = await send('/sign-in', { event: slug, role: 'therapist', therapist_id: therapist.id, pin });
    if (answer) location.assign(destination('therapist', answer.next, next));
  }
  return html`<h1 tabindex="-1">Hello ${therapist.first_name}</h1>
    <${PinPad} label="Your PIN, then the tick" busy=${busy || isWaiting} error=${error} onDone=${done} />
    <p class="soft sign-in-foot">Forgotten? The organiser can give you a new one, or a QR code that signs you in.</p>`;
}
