// The set-up: every section on one page, each saved by itself, everything changeable during the day.

import { Icon, Toasts } from '../lib/components.js';
import { html, useEffect, useState } from '../lib/ui.js';
import { BackupsSection } from './sections/backups.js';
import { ConsentSection } from './sections/consent.js';
import { KioskSection, PassphraseSection } from './sections/devices.js';
import { EventSection } from './sections/event.js';
import { RulesSection } from './sections/rules.js';
import { ScreeningSection } from './sections/screening.js';
import { StartListSection } from './sections/start-list.js';
import { TherapistsSection } from './sections/therapists.js';
import { TreatmentsSection } from './sections/treatments.js';
import { WavesSection } from './sections/waves.js';

/** @typedef {import('./setup.js').Setup} Setup */

/** @type {[string, string, any][]} */
const SECTIONS = [
  ['event', 'Event', EventSection],
  ['waves', 'Waves', WavesSection],
  ['start-list', 'Start list', StartListSection],
  ['treatments', 'Treatments', TreatmentsSection],
  ['therapists', 'Therapists', TherapistsSection],
  ['rules', 'Times and rules', RulesSection],
  ['screening', 'Health questions', ScreeningSection],
  ['consent', 'Consent', ConsentSection],
  ['kiosk', 'Kiosk and tablets', KioskSection],
  ['passphrase', 'Passphrase', PassphraseSection],
  ['backups', 'Backups', BackupsSection],
];

/** @param {{setup: Setup}} props */
export function SetupPage({ setup }) {
  useWarning(setup);
  const event = setup.event.value;
  return html`<div class="setup">
    <header class="setup-bar">
      <div class="grow"><p class="eyebrow">Set-up</p><h1 class="one-line">${event.name}</h1></div>
      <nav class="row gap-2" aria-label="Pages"><a class="button button-quiet" href=${`/e/${setup.slug}/board`}>Board</a><a class="button button-main" href=${`/e/${setup.slug}/desk`}>Go to the desk</a></nav>
    </header>
    <div class="setup-columns">
      <${Contents} setup=${setup} />
      <div class="setup-sections">${SECTIONS.map(([id, , Part]) => html`<${Part} key=${id} setup=${setup} />`)}</div>
    </div>
  </div><${Toasts} />`;
}

/** @param {{setup: Setup}} props */
function Contents({ setup }) {
  const at = useWhereabouts();
  return html`<nav class="contents" aria-label="Sections"><ul class="contents-list">
    ${SECTIONS.map(([id, title]) => html`<li key=${id}><a href=${`#${id}`} aria-current=${at === id ? 'true' : undefined}>${title}<${Mark} setup=${setup} id=${id} /></a></li>`)}
  </ul></nav>`;
}

/** @param {{setup: Setup, id: string}} props */
function Mark({ setup, id }) {
  if (setup.unsaved.value.has(id)) return html`<span class="mark tone-late"><${Icon} name="edit" size=${16} label="not saved" /></span>`;
  const event = setup.event.value;
  const done = { waves: event.waves.length, therapists: setup.therapists.value.length, kiosk: event.kiosk_pin_set }[id];
  return done === 0 || done === false ? html`<span class="mark soft small">to do</span>` : null;
}

/** The section that is being read. */
function useWhereabouts() {
  const [at, setAt] = useState('event');
  useEffect(() => {
    const look = () => {
      const passed = SECTIONS.map(([id]) => id).filter((id) => (document.getElementById(id)?.getBoundingClientRect().top ?? Infinity) < 160);
      const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 4;
      setAt(atEnd && scrollY > 0 ? SECTIONS[SECTIONS.length - 1][0] : (passed.at(-1) ?? 'event'));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);
  return at;
}

/** Leaving with something unsaved is asked about. @param {Setup} setup */
function useWarning(setup) {
  useEffect(() => {
    /** @param {BeforeUnloadEvent} event */
    const leaving = (event) => {
      if (setup.unsaved.value.size) event.preventDefault();
    };
    addEventListener('beforeunload', leaving);
    // The browser looked for the section before it was drawn.
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
    return () => removeEventListener('beforeunload', leaving);
  }, []);
}
