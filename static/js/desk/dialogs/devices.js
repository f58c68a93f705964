// Pairing a tablet as kiosk, signing a therapist in by QR code, and the keys of the desk.

import { now } from '../../lib/clock.js';
import { Button, Choices, Dialog, Empty, Fieldset, Notice } from '../../lib/components.js';
import { therapistsInOrder } from '../../lib/store.js';
import { secondsUntil, stopwatch } from '../../lib/time.js';
import { html, useEffect, useState } from '../../lib/ui.js';

/** @typedef {ReturnType<typeof import('../../lib/api.js').createApi>} Api */
/** @typedef {import('../../lib/types.js').Therapist} Therapist */

/** @param {{api: Api, slug: string, onClose: () => void}} props */
export function PairDialog({ api, slug, onClose }) {
  const { answer, error, ask } = useAsked(() => api.post('/pairings'));
  const isOver = answer && secondsUntil(answer.expires_at, now.value) <= 0;
  return html`<${Dialog} open title="Pair a tablet as kiosk" onClose=${onClose}>
    <div class="stack">
      ${error && html`<${Notice} tone="stopped" icon="alert" alert>${error}</${Notice}>`}
      <ol class="steps">
        <li>On the tablet, scan this with the camera, or open <strong class="address">${location.host}/sign-in?event=${slug}</strong>.
          <img class="qr" src=${`/qr.svg?p=${encodeURIComponent(`/e/${slug}/kiosk`)}`} alt="QR code of the kiosk’s address" width="160" height="160" /></li>
        <li>Choose “Pair this tablet”.</li>
        <li>Type this code:
          ${answer && !isOver && html`<span class="pair-code numbers" aria-label=${[...answer.code].join(' ')}>${answer.code.slice(0, 3)} ${answer.code.slice(3)}</span>
            <span class="soft">Works once, for <${Left} until=${answer.expires_at} /> more.</span>`}
          ${isOver && html`<span class="soft">This code is over.</span>`}
        </li>
      </ol>
      ${(isOver || error) && html`<div><${Button} icon="again" onClick=${ask}>Make a new code</${Button}></div>`}
    </div>
  </${Dialog}>`;
}

/** @param {{until: string}} props */
function Left({ until }) {
  return stopwatch(Math.max(0, secondsUntil(until, now.value)));
}

/**
 * @param {{api: Api, therapists: Therapist[], therapist?: Therapist, onClose: () => void}} props
 */
export function SignInDialog({ api, therapists, therapist, onClose }) {
  const [chosen, setChosen] = useState(therapist ?? null);
  return html`<${Dialog} open title=${chosen ? `Sign in ${chosen.first_name}` : 'Sign a therapist in'} onClose=${onClose}>
    ${chosen
      ? html`<${SignInQr} key=${chosen.id} api=${api} therapist=${chosen} />`
      : therapists.length
        ? html`<${Fieldset} id="sign-in-who" legend="Who?"><${Choices} name="who" value=${null} onChange=${(/** @type {string} */ id) => setChosen(therapists.find((each) => String(each.id) === id) ?? null)}
            options=${therapists.map((each) => ({ value: String(each.id), title: each.name ?? each.first_name, hint: each.couch ? `Couch ${each.couch}` : undefined }))} /></${Fieldset}>`
        : html`<${Empty} icon="person" title="No therapists yet">Add them in the set-up first.</${Empty}>`}
  </${Dialog}>`;
}

/** @param {{api: Api, therapist: Therapist}} props */
function SignInQr({ api, therapist }) {
  const { answer, error, ask } = useAsked(() => api.post(`/therapists/${therapist.id}/sign-in-link`));
  const isOver = answer && secondsUntil(answer.expires_at, now.value) <= 0;
  const path = answer ? pathOf(answer.url) : '';
  return html`<div class="stack sign-in-qr">
    ${error && html`<${Notice} tone="stopped" icon="alert" alert>${error}</${Notice}>`}
    ${answer && !isOver && html`<p>${therapist.first_name} scans this with the phone’s camera and taps “Sign in”.</p>
      <img class="qr qr-l" src=${`/qr.svg?p=${encodeURIComponent(path)}`} alt=${`QR code that signs ${therapist.first_name} in`} width="280" height="280" />
      <p class="soft">Works once, for <${Left} until=${answer.expires_at} /> more. Show it to ${therapist.first_name} only.</p>`}
    ${(isOver || error) && html`${isOver && html`<p>This code is over.</p>`}<div><${Button} icon="again" onClick=${ask}>Make a new code</${Button}></div>`}
  </div>`;
}

/** @param {string} url */
function pathOf(url) {
  return new URL(url, location.href).pathname;
}

/** Asks once when it is drawn, and again when told to. @param {() => Promise<any>} question */
function useAsked(question) {
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const [error, setError] = useState('');
  const ask = async () => {
    setError('');
    setAnswer(null);
    try {
      setAnswer(await question());
    } catch (problem) {
      setError(/** @type {Error} */ (problem).message);
    }
  };
  useEffect(() => void ask(), []);
  return { answer, error, ask };
}

const KEYS = [
  ['/', 'Search'],
  ['↑ ↓', 'In the line: from runner to runner'],
  ['Enter', 'Open the runner'],
  ['c', 'Call the runner of this row'],
  ['m', 'Move the runner of this row'],
  ['Esc', 'Close what is open'],
];

/** @param {{onClose: () => void}} props */
export function KeysDialog({ onClose }) {
  return html`<${Dialog} open title="Keyboard" onClose=${onClose}>
    <dl class="keys">${KEYS.map(([key, words]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${words}</dd></div>`)}</dl>
  </${Dialog}>`;
}

/** @param {import('../../lib/store.js').State} state */
export const listedTherapists = (state) => therapistsInOrder(state).filter((each) => each.is_listed !== false);
