// Dialog: the browser's own, opened and closed by a prop; and one that only asks yes or no.

import { html, useEffect, useId, useLayoutEffect, useRef } from '../ui.js';
import { Button } from './button.js';

/**
 * @param {{open: boolean, title: string, onClose: () => void, actions?: any, wide?: boolean, children?: any}} props
 *   actions: buttons for the foot. Escape and the cross call `onClose`.
 */
export function Dialog({ open, title, onClose, actions, wide = false, children }) {
  const ref = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  const isGone = useRef(false);
  // A dialog that is taken away while it is open has to be closed first: only then the focus goes back to where it was.
  useLayoutEffect(() => {
    const dialog = ref.current;
    return () => {
      isGone.current = true;
      dialog?.close();
    };
  }, []);
  /** @param {Event} event */
  const cancelled = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${ref} class=${`dialog${wide ? ' dialog-wide' : ''}`} aria-labelledby=${id} onCancel=${cancelled} onClose=${() => open && !isGone.current && onClose()}>
    ${open &&
    html`<div class="dialog-head">
        <h2 id=${id} tabindex="-1" autofocus>${title}</h2>
        <${Button} kind="quiet" icon="close" iconOnly label="Close" onClick=${onClose} />
      </div>
      <div class="dialog-body">${children}</div>
      ${actions && html`<div class="dialog-actions">${actions}</div>`}`}
  </dialog>`;
}

/**
 * @param {{open: boolean, title: string, yes: string, no?: string, tone?: import('../types.js').Tone,
 *   onYes: () => unknown, onNo: () => void, children?: any}} props say in `yes` what will be done
 */
export function ConfirmDialog({ open, title, yes, no = 'No, go back', tone, onYes, onNo, children }) {
  const actions = html`
    <${Button} onClick=${onNo}>${no}</${Button}>
    <${Button} kind="main" tone=${tone} onClick=${onYes}>${yes}</${Button}>
  `;
  return html`<${Dialog} open=${open} title=${title} onClose=${onNo} actions=${actions}>${children}</${Dialog}>`;
}
