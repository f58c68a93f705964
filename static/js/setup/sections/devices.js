// The kiosk's PIN, pairing a tablet, and the organiser's passphrase.

import { ApiError } from '../../lib/api.js';
import { Button, Field, TextField } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { PairDialog } from '../../devices/pair-dialog.js';
import { strength } from '../names.js';
import { Section } from '../section.js';

/** @typedef {import('../setup.js').Setup} Setup */

/** @param {{setup: Setup}} props */
export function KioskSection({ setup }) {
  const [pin, setPin] = useState('');
  const [pairs, setPairs] = useState(false);
  const isSet = Boolean(setup.event.value.kiosk_pin_set);
  const check = () => (/^\d{4,8}$/.test(pin) ? {} : { 'kiosk-pin': 'The PIN has 4 to 8 digits.' });
  const [errors, setErrors] = useState(/** @type {Record<string, string[]>} */ ({}));
  const save = async () => {
    await setup.saveEvent({ kiosk_pin: pin });
    setPin('');
  };
  return html`<${Section} id="kiosk" title="Kiosk and tablets" intro="A paired tablet shows the sign-up and nothing else. Leaving the kiosk takes the PIN. Tablets for a line lead and screens for the board are paired among the devices." isChanged=${pin !== ''} onSave=${save} onReset=${() => setPin('')} onErrors=${setErrors} check=${check}>
    <${Field} id="kiosk-pin" label=${isSet ? 'New kiosk PIN' : 'Kiosk PIN'} hint=${isSet ? 'A PIN is set.' : 'No PIN yet: leaving the kiosk takes the organiser’s passphrase.'} errors=${errors['kiosk-pin'] ?? errors.kiosk_pin}>
      ${(/** @type {any} */ attributes) => html`<input ...${attributes} class="input input-number pin-input" type="text" inputmode="numeric" autocomplete="off" maxlength="8" value=${pin} onInput=${(/** @type {any} */ event) => setPin(event.currentTarget.value.replace(/\D/g, ''))} />`}
    </${Field}>
    <div class="row gap-2"><${Button} icon="phone" onClick=${() => setPairs(true)}>Pair a tablet</${Button}>
      <a class="button" href=${`/e/${setup.slug}/devices`}>All devices and sign-ins</a></div>
  </${Section}>
  ${pairs && html`<${PairDialog} api=${setup.api} slug=${setup.slug} onClose=${() => setPairs(false)} />`}`;
}

/** @param {{setup: Setup}} props */
export function PassphraseSection({ setup }) {
  const empty = { now: '', next: '', again: '' };
  const [draft, setDraft] = useState(empty);
  const [errors, setErrors] = useState(/** @type {Record<string, string[]>} */ ({}));
  const set = (/** @type {string} */ name) => (/** @type {string} */ value) => setDraft((before) => ({ ...before, [name]: value }));
  const check = () => {
    /** @type {Record<string, string>} */
    const missing = {};
    if (!draft.now) missing['passphrase-now'] = 'Type the present passphrase.';
    if (strength(draft.next).level === 0) missing['passphrase-next'] = '8 characters at least.';
    else if (draft.next !== draft.again) missing['passphrase-again'] = 'The two are not the same.';
    return missing;
  };
  const save = async () => {
    try {
      await setup.api.post('/api/v1/passphrase', { passphrase: draft.now, new_passphrase: draft.next });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'wrong_secret') throw new ApiError({ title: 'That is not the present passphrase.', status: 422, errors: { passphrase: ['That is not the present passphrase.'] } });
      throw error;
    }
    setDraft(empty);
  };
  const isChanged = Object.values(draft).some(Boolean);
  return html`<${Section} id="passphrase" title="Organiser’s passphrase" isChanged=${isChanged} onSave=${save} onReset=${() => setDraft(empty)} onErrors=${setErrors} check=${check}>
    <${TextField} id="passphrase-now" type="password" autocomplete="current-password" label="Present passphrase" value=${draft.now} onInput=${set('now')} errors=${errors['passphrase-now'] ?? errors.passphrase} />
    <div class="form-grid">
      <${TextField} id="passphrase-next" type="password" autocomplete="new-password" label="New passphrase" hint=${strength(draft.next).words} value=${draft.next} onInput=${set('next')} errors=${errors['passphrase-next'] ?? errors.new_passphrase} />
      <${TextField} id="passphrase-again" type="password" autocomplete="new-password" label="Once more" value=${draft.again} onInput=${set('again')} errors=${errors['passphrase-again']} />
    </div>
  </${Section}>`;
}
