// The three steps of the first run. Nothing is sent before the last one.

import { ApiError } from '../lib/api.js';
import { Button, ErrorSummary, Icon, Notice, TextField } from '../lib/components.js';
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { slugOf, strength } from './names.js';
import { TimezoneField } from './timezone-field.js';

/** @typedef {{passphrase: string, again: string, name: string, slug: string, date: string, timezone: string, pin: string}} Draft */
/** @typedef {{draft: Draft, set: (part: Partial<Draft>) => void, errors: Record<string, string[]>}} Step */

const TITLES = ['A passphrase for you', 'Your event', 'A PIN for the kiosk'];
const NEEDED_SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** @param {{api: ReturnType<typeof import('../lib/api.js').createApi>, token: string}} props */
export function FirstRun({ api, token }) {
  const [step, setStep] = useState(0);
  const [draft, setDraft] = useState(emptyDraft);
  const [errors, setErrors] = useState(/** @type {Record<string, string[]>} */ ({}));
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);
  const heading = useRef(/** @type {HTMLHeadingElement|null} */ (null));
  useEffect(() => {
    if (step > 0) heading.current?.focus();
  }, [step]);

  async function send() {
    setBusy(true);
    setRefusal('');
    try {
      const answer = await api.post(`/first-run/${token}`, bodyOf(draft));
      location.assign(answer.next);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof ApiError)) throw error;
      const found = fieldErrors(error);
      if (!Object.keys(found).length) return setRefusal(error.message);
      setErrors(found);
      setStep(found.passphrase ? 0 : found.pin ? 2 : 1);
    }
    return undefined;
  }

  /** @param {Event} event */
  function sent(event) {
    event.preventDefault();
    if (busy) return;
    const missing = CHECKS[step](draft);
    setErrors(missing);
    if (Object.keys(missing).length) return;
    if (step < TITLES.length - 1) setStep(step + 1);
    else void send();
  }

  const set = (/** @type {Partial<Draft>} */ part) => setDraft((before) => ({ ...before, ...part }));
  const Part = [PassphraseStep, EventStep, KioskStep][step];
  return html`<div class="page first-run">
    <p class="brand"><${Icon} name="couch" size=${28} />EventDesk</p>
    <ol class="steps-shown" aria-label="Steps">${TITLES.map((title, index) => html`<li key=${title} aria-current=${index === step ? 'step' : undefined} class=${index < step ? 'is-done' : ''}>
      <span class="step-number">${index < step ? html`<${Icon} name="check" size=${18} label="done" />` : index + 1}</span><span>${title}</span></li>`)}</ol>
    <form class="card stack gap-5" onSubmit=${sent} novalidate>
      <h1 ref=${heading} tabindex="-1">${TITLES[step]}</h1>
      <${ErrorSummary} errors=${errors} />
      ${refusal && html`<${Notice} tone="stopped" icon="alert" alert>${refusal}</${Notice}>`}
      <${Part} draft=${draft} set=${set} errors=${errors} />
      <div class="row row-apart">
        ${step > 0 ? html`<${Button} kind="quiet" icon="back" onClick=${() => { setErrors({}); setStep(step - 1); }}>Back</${Button}>` : html`<span></span>`}
        <${Button} kind="main" size="l" type="submit" busy=${busy}>${step < TITLES.length - 1 ? 'Go on' : 'Open EventDesk'}</${Button}>
      </div>
    </form>
  </div>`;
}

/** @returns {Draft} */
function emptyDraft() {
  const now = new Date();
  const date = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
  return { passphrase: '', again: '', name: '', slug: '', date, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC', pin: '' };
}

/** @type {((draft: Draft) => Record<string, string[]>)[]} */
const CHECKS = [
  (draft) =>
    only([
      ['passphrase', strength(draft.passphrase).level > 0, 'The passphrase needs 8 characters at least.'],
      ['again', draft.passphrase === draft.again || strength(draft.passphrase).level === 0, 'The two are not the same.'],
    ]),
  (draft) =>
    only([
      ['name', draft.name.trim() !== '', 'Give the event a name.'],
      ['slug', NEEDED_SLUG.test(slugIn(draft)), 'The address needs small letters, digits or hyphens.'],
      ['date', draft.date !== '', 'Choose the date.'],
      ['timezone', draft.timezone !== '', 'Choose the timezone.'],
    ]),
  (draft) => only([['pin', draft.pin === '' || /^\d{4,8}$/.test(draft.pin), 'The PIN has 4 to 8 digits.']]),
];

/** The fields that are not right yet. @param {[string, boolean, string][]} checks @returns {Record<string, string[]>} */
function only(checks) {
  return Object.fromEntries(checks.filter(([, isRight]) => !isRight).map(([name, , words]) => [name, [words]]));
}

/** @param {Draft} draft */
const slugIn = (draft) => draft.slug || slugOf(draft.name);

/** @param {Draft} draft */
function bodyOf(draft) {
  return {
    passphrase: draft.passphrase,
    event: { slug: slugIn(draft), name: draft.name.trim(), date: draft.date, timezone: draft.timezone },
    ...(draft.pin ? { kiosk_pin: draft.pin } : {}),
  };
}

/** The server names `event.slug` and `kiosk_pin`. @param {ApiError} error */
function fieldErrors(error) {
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const [name, words] of Object.entries(error.errors)) found[name === 'kiosk_pin' ? 'pin' : name.replace('event.', '')] = words;
  if (error.code === 'slug_taken') found.slug = [error.message];
  return found;
}

/** @param {Step} props */
function PassphraseStep({ draft, set, errors }) {
  const { level, words } = strength(draft.passphrase);
  return html`
    <p class="soft">You open the organiser’s desk with it, today and on other devices. Three or four plain words are easy to type and hard to guess. There is no way to see it again.</p>
    <div class="stack gap-2">
      <${TextField} id="passphrase" type="password" autocomplete="new-password" label="Passphrase" value=${draft.passphrase} onInput=${(/** @type {string} */ passphrase) => set({ passphrase })} errors=${errors.passphrase} />
      <p class="strength" role="status"><meter min="0" max="3" value=${level} aria-label="Strength of the passphrase">${words}</meter><span>${words}</span></p>
    </div>
    <${TextField} id="again" type="password" autocomplete="new-password" label="The same once more" value=${draft.again} onInput=${(/** @type {string} */ again) => set({ again })} errors=${errors.again} />`;
}

/** @param {Step} props */
function EventStep({ draft, set, errors }) {
  return html`
    <${TextField} id="name" label="Name" value=${draft.name} onInput=${(/** @type {string} */ name) => set({ name })} errors=${errors.name} maxlength="80" autocomplete="off" placeholder="Riverside Half Marathon" />
    <${TextField} id="slug" label="Short name in addresses" hint=${`${location.host}/e/${slugIn(draft) || '…'}/board`} value=${slugIn(draft)} onInput=${(/** @type {string} */ slug) => set({ slug: slug.toLowerCase().replace(/[^a-z0-9-]/g, '-').slice(0, 40) })} errors=${errors.slug} maxlength="40" autocomplete="off" spellcheck="false" />
    <div class="form-grid">
      <${TextField} id="date" type="date" label="Date" value=${draft.date} onInput=${(/** @type {string} */ date) => set({ date })} errors=${errors.date} />
      <${TimezoneField} id="timezone" value=${draft.timezone} date=${draft.date} onChange=${(/** @type {string} */ timezone) => set({ timezone })} errors=${errors.timezone} />
    </div>`;
}

/** @param {Step} props */
function KioskStep({ draft, set, errors }) {
  return html`
    <p class="soft">A tablet at the entrance lets runners sign up. With this PIN you leave the kiosk and use the tablet for something else. You can set it later as well.</p>
    <${TextField} id="pin" label="Kiosk PIN" hint="4 to 8 digits" inputmode="numeric" value=${draft.pin} onInput=${(/** @type {string} */ pin) => set({ pin: pin.replace(/\D/g, '') })} errors=${errors.pin} optional maxlength="8" autocomplete="off" />`;
}
