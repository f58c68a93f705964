// Who is signed in where, and how another device gets in.

import { Button, Choices, Fieldset, Icon, Notice, TextField, Toasts } from '../lib/components.js';
import { html, useEffect, useState } from '../lib/ui.js';
import { SignInDialog } from '../desk/dialogs/devices.js';
import { SignedIn } from './list.js';
import { PairDialog } from './pair-dialog.js';

/** @typedef {import('./devices.js').Devices} Devices */
/** @typedef {'kiosk'|'lead'|'board'} Role */

/** @type {{value: Role, title: string, hint: string, icon: string}[]} */
const BECOMES = [
  { value: 'kiosk', title: 'Kiosk', hint: 'Runners sign up on it', icon: 'phone' },
  { value: 'lead', title: 'Line lead', hint: 'Runs the line from a tablet; sees no health answers', icon: 'megaphone' },
  { value: 'board', title: 'Board', hint: 'A TV that shows who is called', icon: 'couch' },
];

/** @param {{devices: Devices}} props */
export function DevicesPage({ devices }) {
  useEffect(() => devices.watch(), []);
  const base = `/e/${devices.slug}`;
  return html`<div class="devices">
    <header class="devices-bar">
      <div class="grow"><p class="eyebrow">Devices</p><h1 class="one-line">${devices.event.name}</h1></div>
      <nav class="row gap-2" aria-label="Pages"><a class="button button-quiet" href=${`${base}/setup`}>Set-up</a><a class="button button-main" href=${`${base}/desk`}>Go to the desk</a></nav>
    </header>
    <div class="devices-parts">
      ${devices.problem.value && html`<${Notice} tone="stopped" icon="alert" alert>${devices.problem.value}</${Notice}>`}
      <${Pairing} devices=${devices} />
      <div class="devices-lists"><${SignedIn} devices=${devices} /></div>
      <${Therapists} devices=${devices} />
    </div>
  </div><${Toasts} />`;
}

/** @param {{devices: Devices}} props */
function Pairing({ devices }) {
  const [role, setRole] = useState(/** @type {Role} */ ('kiosk'));
  const [name, setName] = useState('');
  const [shows, setShows] = useState(false);
  const close = () => {
    setShows(false);
    setName('');
    void devices.look();
  };
  return html`<section class="card stack" aria-labelledby="pair-title">
    <h2 id="pair-title">Pair a device</h2>
    <${Fieldset} id="becomes" legend="What does it become?">
      <${Choices} name="role" value=${role} onChange=${setRole} options=${BECOMES} />
    </${Fieldset}>
    <${TextField} id="name" label="What is it called?" hint="For this list, for example where it stands." optional value=${name} onInput=${setName} maxlength="40" autocomplete="off" />
    <div><${Button} kind="main" icon="qr" onClick=${() => setShows(true)}>Show the code</${Button}></div>
  </section>
  ${shows && html`<${PairDialog} api=${devices.api} slug=${devices.slug} role=${role} name=${name.trim()} onClose=${close} />`}`;
}

/** @param {{devices: Devices}} props */
function Therapists({ devices }) {
  const [chosen, setChosen] = useState(/** @type {any} */ (null));
  const close = () => {
    setChosen(null);
    void devices.look();
  };
  return html`<section class="card stack gap-3" aria-labelledby="pins-title">
    <h2 id="pins-title">Therapists’ sign-in</h2>
    <p class="soft">With a PIN, or once with a QR code. PINs are set in the <a href=${`/e/${devices.slug}/setup#therapists`}>set-up</a>.</p>
    <ul class="device-list">${devices.therapists.map((/** @type {any} */ each) => html`<li key=${each.id} class="device">
      <span class="device-words"><span class="strong device-title">${each.name}</span>
        <span class="small soft device-seen">${devices.pins.has(each.id) ? html`<${Icon} name="lock" size=${15} />PIN set` : 'No PIN'}</span></span>
      <span class="device-actions"><${Button} icon="qr" label=${`Sign in ${each.name} by QR code`} onClick=${() => setChosen(each)}>QR code</${Button}></span>
    </li>`)}</ul>
    <p class="soft small">${devices.pins.has(0) ? 'The kiosk’s PIN is set.' : 'The kiosk has no PIN: leaving it takes the organiser’s passphrase.'}</p>
  </section>
  ${chosen && html`<${SignInDialog} api=${devices.api} therapists=${devices.therapists} therapist=${chosen} onClose=${close} />`}`;
}
