// What the desk's dialogs have in common: a form, one main button, the server's sentence when it refuses.

import { ApiError } from '../../lib/api.js';
import { Button, Dialog, Notice } from '../../lib/components.js';
import { html, useEffect, useId, useRef, useState } from '../../lib/ui.js';

/**
 * @param {object} props
 * @param {string} props.title
 * @param {() => void} props.onClose
 * @param {string} props.yes what the main button says
 * @param {import('../../lib/types.js').Tone} [props.tone]
 * @param {boolean} [props.ready] false: the main button waits for what is missing
 * @param {boolean} [props.wide]
 * @param {() => Promise<unknown>} props.onYes closes the dialog unless it throws
 * @param {(error: ApiError) => any} [props.onRefusal] what to show beside the sentence
 * @param {any} props.children
 */
export function AskDialog({ title, onClose, yes, tone, ready = true, wide = false, onYes, onRefusal, children }) {
  const form = useId();
  const [refusal, setRefusal] = useState(/** @type {ApiError|null} */ (null));
  const [busy, setBusy] = useState(false);
  const top = useRef(/** @type {HTMLDivElement|null} */ (null));
  useEffect(() => {
    if (!refusal) return;
    top.current?.scrollIntoView({ block: 'nearest' });
    // A field that says itself what is wrong is gone to, also when it lies below.
    const wrong = /** @type {HTMLElement|null|undefined} */ (top.current?.closest('form')?.querySelector('[aria-invalid="true"]'));
    wrong?.focus({ preventScroll: true });
    wrong?.scrollIntoView({ block: 'center' });
  }, [refusal]);

  /** @param {Event} event */
  async function sent(event) {
    event.preventDefault();
    if (busy || !ready) return;
    setBusy(true);
    setRefusal(null);
    try {
      await onYes();
      onClose();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefusal(error);
    } finally {
      setBusy(false);
    }
  }

  const actions = html`
    <${Button} onClick=${onClose}>Cancel</${Button}>
    <${Button} kind="main" tone=${tone} type="submit" form=${form} busy=${busy} disabled=${!ready}>${yes}</${Button}>`;
  return html`<${Dialog} open title=${title} onClose=${onClose} actions=${actions} wide=${wide}>
    <form id=${form} class="stack" onSubmit=${sent} novalidate>
      <div ref=${top}>${refusal && html`<${Notice} tone="stopped" icon="alert" alert>${sentences(refusal)}${onRefusal?.(refusal)}</${Notice}>`}</div>
      ${children}
    </form>
  </${Dialog}>`;
}

/** The server's words, field by field when it names fields. @param {ApiError} error */
export function sentences(error) {
  if (error.isSignedOut) return 'You are signed out on this device. Sign in on another tab, then try again.';
  const named = Object.values(error.errors).flat();
  return named.length ? named.join(' ') : error.message;
}

/**
 * Words to tap instead of typing them; what is tapped goes into the field.
 * @param {{words: string[], onPick: (word: string) => void}} props
 */
export function Suggestions({ words, onPick }) {
  return html`<div class="suggestions">
    ${words.map((word) => html`<button key=${word} type="button" class="suggestion" onClick=${() => onPick(word)}>${word}</button>`)}
  </div>`;
}
