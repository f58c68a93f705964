// A timezone, found by typing a city.

import { Field } from '../lib/components.js';
import { html, useMemo, useState } from '../lib/ui.js';
import { findTimezones } from './zone.js';

const AT_MOST = 8;

/** "Berlin", "UTC+2". @param {string} name @param {string} date YYYY-MM-DD: the offset on that day */
export function timezoneWords(name, date) {
  const city = name.slice(name.lastIndexOf('/') + 1).replaceAll('_', ' ');
  const day = new Date(`${date || '2026-06-01'}T12:00:00Z`);
  const part = new Intl.DateTimeFormat('en-GB', { timeZone: name, timeZoneName: 'shortOffset' }).formatToParts(day).find((each) => each.type === 'timeZoneName');
  return { city, offset: part?.value.replace('GMT', 'UTC') ?? '' };
}

/** @returns {string[]} */
function allTimezones() {
  const known = /** @type {any} */ (Intl).supportedValuesOf?.('timeZone') ?? [];
  return known.includes('UTC') ? known : [...known, 'UTC'];
}

/**
 * @param {{id: string, value: string, date: string, onChange: (name: string) => void, errors?: string[], hint?: string}} props
 */
export function TimezoneField({ id, value, date, onChange, errors, hint }) {
  const names = useMemo(allTimezones, []);
  const [typed, setTyped] = useState(/** @type {string|null} */ (null));
  const [at, setAt] = useState(0);
  const found = typed === null ? [] : findTimezones(typed, names).slice(0, AT_MOST);
  const isOpen = typed !== null && found.length > 0;

  /** @param {string|undefined} name */
  function choose(name) {
    if (name) onChange(name);
    setTyped(null);
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (typed === null) setTyped('');
      setAt(Math.min(found.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      choose(found[at]);
    } else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation();
      setTyped(null);
    }
  }

  return html`<${Field} id=${id} label="Timezone" hint=${hint} errors=${errors}>
    ${(/** @type {any} */ attributes) => html`<div class="timezone">
      <input ...${attributes} class="input" type="text" role="combobox" autocomplete="off" spellcheck=${false} aria-expanded=${String(isOpen)} aria-controls=${`${id}-list`} aria-autocomplete="list"
        aria-activedescendant=${isOpen ? `${id}-${at}` : undefined} value=${typed ?? value.replaceAll('_', ' ')} placeholder="Type a city"
        onFocus=${(/** @type {any} */ event) => event.currentTarget.select()} onInput=${(/** @type {any} */ event) => { setTyped(event.currentTarget.value); setAt(0); }}
        onKeyDown=${keyed} onBlur=${() => choose(typed && found.length === 1 ? found[0] : undefined)} />
      <ul class="timezone-list" id=${`${id}-list`} role="listbox" aria-label="Timezones" hidden=${!isOpen}>
        ${found.map((name, index) => {
          const words = timezoneWords(name, date);
          return html`<li key=${name} id=${`${id}-${index}`} role="option" aria-selected=${String(index === at)} onPointerDown=${(/** @type {any} */ event) => { event.preventDefault(); choose(name); }}>
            <span class="strong">${words.city}</span><span class="soft">${name}</span><span class="soft numbers">${words.offset}</span></li>`;
        })}
      </ul>
    </div>`}
  </${Field}>`;
}
