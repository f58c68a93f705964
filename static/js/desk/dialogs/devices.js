// Signing a therapist in by QR code, and the keys of the desk.

import { Button, Choices, Dialog, Empty, Fieldset, Notice } from '../../lib/components.js';
import { therapistsInOrder } from '../../lib/store.js';
import { html, useState } from '../../lib/ui.js';
import { isOver, Left, useAsked } from '../../devices/asked.js';

/** @typedef {ReturnType<typeof import('../../lib/api.js').createApi>} Api */
/** @typedef {import('../../lib/types.js').Therapist} Therapist */

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
  const over = isOver(answer);
  const path = answer ? pathOf(answer.url) : '';
  return html`<div class="stack sign-in-qr">
    ${error && html`<${Notice} tone="stopped" icon="alert" alert>${error}</${Notice}>`}
    ${answer && !over && html`<p>${therapist.first_name} scans this with the phone’s camera and taps “Sign in”.</p>
      <img class="qr qr-l" src=${`/qr.svg?p=${encodeURIComponent(path)}`} alt=${`QR code that signs ${therapist.first_name} in`} width="280" height="280" />
      <p class="soft">Works once, for <${Left} until=${answer.expires_at} /> more. Show it to ${therapist.first_name} only.</p>`}
    ${(over || error) && html`${over && html`<p>This code is over.</p>`}<div><${Button} icon="again" onClick=${ask}>Make a new code</${Button}></div>`}
  </div>`;
}

/** @param {string} url */
function pathOf(url) {
  return new URL(url, location.href).pathname;
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
