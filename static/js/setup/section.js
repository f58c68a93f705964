// A section of the set-up: its own form, its own Save, its own success or error. What was typed stays on an error.

import { ApiError } from '../lib/api.js';
import { Button, Icon, Notice } from '../lib/components.js';
import { html, useEffect, useRef, useState } from '../lib/ui.js';

/** @typedef {import('./setup.js').Setup} Setup */
/** @typedef {Record<string, string[]>} Errors */

/**
 * A draft of what the section shows. It follows what was saved as long as nothing was typed.
 * @template T
 * @param {Setup} setup
 * @param {string} name of the section
 * @param {unknown} source what the draft is made of; a new one makes a new draft
 * @param {() => T} make
 * @returns {{draft: T, change: (next: T | ((before: T) => T)) => void, isChanged: boolean, reset: () => void}}
 */
export function useDraft(setup, name, source, make) {
  const [draft, setDraft] = useState(make);
  const [isChanged, setChanged] = useState(false);
  const reset = () => setChanged(false);
  // After a save or a reset, and when somebody else changed the event: made anew, but never over what is typed.
  useEffect(() => {
    if (!isChanged) setDraft(make());
  }, [source, isChanged]);
  useEffect(() => {
    setup.mark(name, isChanged);
  }, [isChanged]);
  return {
    draft,
    change: (next) => {
      setDraft(next);
      setChanged(true);
    },
    isChanged,
    reset,
  };
}

/**
 * @param {object} props
 * @param {string} props.id
 * @param {string} props.title
 * @param {any} [props.intro]
 * @param {boolean} [props.isChanged]
 * @param {() => Promise<unknown>} [props.onSave] without it the section has no Save
 * @param {() => void} [props.onReset]
 * @param {(errors: Errors) => void} [props.onErrors] gets the server's errors by field, and an empty object before each try
 * @param {() => Record<string, string>} [props.check] what is missing, by the id of the field; nothing is sent then
 * @param {any} props.children
 */
export function Section({ id, title, intro, isChanged = false, onSave, onReset, onErrors, check, children }) {
  const form = useRef(/** @type {HTMLFormElement|null} */ (null));
  const [state, setState] = useState(/** @type {{busy: boolean, error: string, saved: boolean}} */ ({ busy: false, error: '', saved: false }));

  /** @param {Event} event */
  async function sent(event) {
    event.preventDefault();
    if (state.busy || !onSave) return;
    const missing = Object.entries(check?.() ?? {});
    onErrors?.(Object.fromEntries(missing.map(([field, words]) => [field, [words]])));
    if (missing.length) {
      setState({ busy: false, saved: false, error: missing.length === 1 ? missing[0][1] : `${missing.length} fields are not right yet.` });
      focusOn(missing[0][0]);
      return;
    }
    setState({ busy: true, saved: false, error: '' });
    try {
      await onSave();
      setState({ busy: false, saved: true, error: '' });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      onErrors?.(error.errors);
      const named = Object.values(error.errors).flat();
      setState({ busy: false, saved: false, error: error.isSignedOut ? 'You are signed out on this device. Sign in on another tab, then save again.' : named.length ? named.join(' ') : error.message });
    }
  }

  return html`<section class="card setup-section" id=${id} aria-labelledby=${`${id}-title`}>
    <form ref=${form} class="stack gap-5" onSubmit=${sent} novalidate>
      <div><h2 id=${`${id}-title`}>${title}</h2>${intro && html`<p class="soft section-intro">${intro}</p>`}</div>
      ${children}
      ${onSave && html`<div class="section-foot">
        ${state.error && html`<${Notice} tone="stopped" icon="alert" alert title="Not saved">${state.error} What you typed is still here.</${Notice}>`}
        <div class="row">
          <${Button} kind="main" type="submit" busy=${state.busy} disabled=${!isChanged && !state.busy}>Save</${Button}>
          ${isChanged && onReset && html`<${Button} kind="quiet" onClick=${() => { onReset(); onErrors?.({}); setState({ busy: false, error: '', saved: false }); }}>Undo changes</${Button}>`}
          <span class="section-state" role="status">
            ${isChanged && !state.busy && !state.error ? 'Not saved yet' : ''}
            ${!isChanged && state.saved ? html`<span class="tone-called saved-words"><${Icon} name="check" size=${20} />Saved</span>` : ''}
          </span>
        </div>
      </div>`}
    </form>
  </section>`;
}

/** @param {string} id */
export function focusOn(id) {
  document.getElementById(id)?.focus();
}
