// The organiser signs in with the passphrase; the name goes with decisions into the records.

import { Button, TextField } from '../lib/components.js';
import { html, useState } from '../lib/ui.js';
import { destination } from './steps.js';
import { useTrying } from './trying.js';

const WORDS = { wrong_secret: 'This is not the passphrase. Please try again.' };

/** @param {{slug: string|null, next: string}} props */
export function Organiser({ slug, next }) {
  const [passphrase, setPassphrase] = useState('');
  const [name, setName] = useState('');
  const [isShown, setShown] = useState(false);
  const { busy, error, isWaiting, send } = useTrying(WORDS);

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    if (busy || isWaiting || !passphrase) return;
    const answer = await send('/sign-in', { event: slug, role: 'organiser', passphrase, name: name.trim() });
    if (answer) location.assign(destination('organiser', answer.next, next));
    else /** @type {HTMLInputElement|null} */ (document.getElementById('passphrase'))?.select();
  }

  return html`<form class="stack gap-5" onSubmit=${submit}>
    <h1 tabindex="-1">Organiser</h1>
    <div class="stack gap-2">
      <${TextField} id="passphrase" label="Passphrase" type=${isShown ? 'text' : 'password'} size="l" value=${passphrase} onInput=${setPassphrase}
        errors=${error ? [error] : undefined} autocomplete="current-password" autocapitalize="off" spellcheck=${false} />
      <div><${Button} pressed=${isShown} onClick=${() => setShown(!isShown)}>Show what I type</${Button}></div>
    </div>
    <${TextField} id="name" label="Your name" optional hint="It is kept with what you decide, so that others know whom to ask." value=${name}
      onInput=${setName} autocomplete="given-name" maxlength="80" />
    <${Button} kind="main" size="l" type="submit" wide busy=${busy} disabled=${isWaiting || !passphrase}>Sign in</${Button}>
  </form>`;
}
