// The pad for a race number: large digits, letters when wanted; a real keyboard works too.

import { Button, FieldError, Icon } from '../lib/components.js';
import { html, useEffect, useRef, useState } from '../lib/ui.js';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '-'];
export const BIB_AT_MOST = 20;

/**
 * @param {{value: string, problem?: string, busy?: boolean, done?: string, label?: string, hyphen?: boolean, onInput: (value: string) => void, onDone: () => unknown}} props
 */
export function BibPad({ value, problem, busy = false, done = 'OK', label = 'Race number', hyphen = false, onInput, onDone }) {
  const [isLetters, setLetters] = useState(false);
  const input = useRef(/** @type {HTMLInputElement|null} */ (null));
  useEffect(() => {
    if (problem) input.current?.focus();
  }, [problem]);

  /** @param {string} text */
  const typed = (text) => value.length + text.length <= BIB_AT_MOST && onInput(value + text);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (!busy) void onDone();
  };
  /** @param {string} key */
  const key = (key) => html`<${Button} key=${key} class="bib-key" disabled=${busy} onClick=${() => typed(key)}>${key}</${Button}>`;

  return html`<form class="bib-pad" onSubmit=${submit} autocomplete="off">
    <div class="field">
      <label class="unseen" for="bib">${label}</label>
      <${FieldError} id="bib" errors=${problem ? [problem] : undefined} />
      <input ref=${input} id="bib" name="bib" class="input bib-input" inputmode="none" autocomplete="off" autocapitalize="characters" spellcheck="false"
        maxlength=${BIB_AT_MOST} value=${value} aria-invalid=${problem ? 'true' : undefined} aria-describedby=${problem ? 'bib-error' : undefined}
        onInput=${(/** @type {any} */ event) => onInput(event.currentTarget.value)} />
    </div>
    <div class=${`bib-keys${isLetters ? ' bib-keys-letters' : ''}`}>
      ${(isLetters ? LETTERS : DIGITS).map(key)}
      ${hyphen && key('-')}
      ${!hyphen && html`<${Button} class="bib-key bib-key-word" pressed=${isLetters} label=${isLetters ? '123, show digits' : 'ABC, show letters'} onClick=${() => setLetters(!isLetters)}>
        ${isLetters ? '123' : 'ABC'}
      </${Button}>`}
      ${!isLetters && key('0')}
      <${Button} class="bib-key" label="Delete the last character" onClick=${() => onInput(value.slice(0, -1))}><${Icon} name="back" size=${32} /></${Button}>
    </div>
    <${Button} kind="main" size="xl" wide type="submit" busy=${busy}>${done}</${Button}>
  </form>`;
}
