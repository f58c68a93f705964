// Who and what is signed in, by kind, each with a button that ends it.

import { now } from '../lib/clock.js';
import { Button, ConfirmDialog, Icon, TextField } from '../lib/components.js';
import { html, useState } from '../lib/ui.js';
import { AskDialog } from '../desk/dialogs/frame.js';
import { groupOf, passWords } from './words.js';

/** @typedef {import('./words.js').Pass} Pass */
/** @typedef {import('./devices.js').Devices} Devices */

/** @type {[import('./words.js').Group, string, string][]} */
const GROUPS = [
  ['devices', 'Devices', 'No device is paired yet.'],
  ['people', 'People', 'Nobody is signed in.'],
  ['programs', 'Programs', ''],
];

/** @param {{devices: Devices}} props */
export function SignedIn({ devices }) {
  const [ending, setEnding] = useState(/** @type {Pass|null} */ (null));
  const [naming, setNaming] = useState(/** @type {Pass|null} */ (null));
  const timezone = devices.event.timezone;
  const words = (/** @type {Pass} */ pass) => passWords(pass, timezone, now.value);
  const all = devices.passes.value;
  const end = () => {
    const pass = ending;
    setEnding(null);
    if (pass) void devices.end(pass);
  };
  return html`${GROUPS.map(([group, title, nobody]) => {
    const passes = all.filter((each) => groupOf(each) === group);
    if (!passes.length && !nobody) return null;
    return html`<section key=${group} class="card stack gap-3 device-group" aria-labelledby=${`group-${group}`}>
      <h2 id=${`group-${group}`}>${title} ${passes.length > 0 && html`<span class="count">${passes.length}</span>`}</h2>
      ${!passes.length && html`<p class="soft">${nobody}</p>`}
      ${passes.length > 0 && html`<ul class="device-list">${passes.map((pass) => html`<${Line} key=${pass.id} pass=${pass} words=${words(pass)} end=${() => setEnding(pass)} name=${() => setNaming(pass)} />`)}</ul>`}
    </section>`;
  })}
  <${ConfirmDialog} open=${ending !== null} title=${`Sign out ${ending ? words(ending).title : ''}?`} yes="Sign out" tone="stopped" onYes=${end} onNo=${() => setEnding(null)}>
    <p>Its screen goes silent at once. It can be used again only after a new sign-in or pairing.</p>
  </${ConfirmDialog}>
  ${naming && html`<${NameDialog} key=${naming.id} devices=${devices} pass=${naming} onClose=${() => setNaming(null)} />`}`;
}

/** @param {{pass: Pass, words: ReturnType<typeof passWords>, end: () => void, name: () => void}} props */
function Line({ pass, words, end, name }) {
  return html`<li class="device">
    <span class=${`device-icon${words.isHere ? ' is-here' : ''}`}><${Icon} name=${words.icon} size=${24} /></span>
    <span class="device-words">
      <span class="strong device-title">${words.title}</span>
      <span class=${`small numbers ${words.isHere ? 'tone-called device-seen' : 'soft'}`}>${words.isHere && html`<${Icon} name="check" size=${15} />`}${words.seen}</span>
      <span class="soft small numbers">${words.detail}</span>
      ${words.clock && html`<span class="small tone-late device-seen numbers"><${Icon} name="clock" size=${15} />${words.clock}</span>`}
    </span>
    <span class="device-actions">
      ${groupOf(pass) === 'devices' && html`<${Button} kind="quiet" icon="edit" iconOnly label=${`Name: ${words.title}`} onClick=${name} />`}
      ${pass.is_yours
        ? html`<span class="soft small">This device</span>`
        : html`<${Button} label=${`Sign out: ${words.title}, ${words.detail}`} onClick=${end}>Sign out</${Button}>`}
    </span>
  </li>`;
}

/** @param {{devices: Devices, pass: Pass, onClose: () => void}} props */
function NameDialog({ devices, pass, onClose }) {
  const [name, setName] = useState(pass.name);
  return html`<${AskDialog} title="What is it called?" yes="Save" ready=${name.trim() !== ''} onClose=${onClose} onYes=${() => devices.name(pass, name.trim())}>
    <${TextField} id="device-name" label="Name" hint="For example where it stands." value=${name} onInput=${setName} maxlength="40" autocomplete="off" />
  </${AskDialog}>`;
}
