// One visit, opened at the side: what is known, what can be done, what happened.

import { Button, Notice, StatusChip, TicketCode } from '../lib/components.js';
import { visitById } from '../lib/store.js';
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { actionIcon, take } from './actions.js';
import { allowed, offers } from './lifecycle.js';
import { Answers } from './visit-answers.js';
import { Facts } from './visit-facts.js';
import { History } from './visit-history.js';
import { fullName } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */

/** @param {{desk: Desk}} props */
export function VisitPanel({ desk }) {
  const id = desk.panel.value;
  const ref = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const visit = useVisit(desk, id);
  useEffect(() => {
    const dialog = ref.current;
    if (id !== null && dialog && !dialog.open) dialog.showModal();
    if (id === null && dialog?.open) dialog.close();
  }, [id]);
  const close = () => {
    desk.panel.value = null;
  };
  return html`<dialog ref=${ref} class="visit-panel" aria-labelledby="panel-title" onClose=${close}
    onClick=${(/** @type {any} */ event) => event.target === ref.current && close()}>
    ${id !== null && visit && html`<${OpenPanel} key=${id} desk=${desk} visit=${visit} close=${close} />`}
    ${id !== null && !visit && html`<div class="panel-inside"><div class="panel-head"><h2 id="panel-title" tabindex="-1" autofocus>Looking it up …</h2>
      <${Button} kind="quiet" icon="close" iconOnly label="Close" onClick=${close} /></div></div>`}
  </dialog>`;
}

/** From the live room; one that is no longer there is asked for. @param {Desk} desk @param {number|null} id */
function useVisit(desk, id) {
  const here = id === null ? null : (desk.visits.value.find((each) => each.id === id) ?? visitById(desk.state.value, id));
  const [asked, setAsked] = useState(/** @type {Visit|null} */ (null));
  const isMissing = id !== null && !here;
  useEffect(() => {
    setAsked(null);
    if (!isMissing) return;
    desk.api.get(`/visits?after=${id - 1}&limit=1`).then(
      (answer) => setAsked(answer.visits?.find((/** @type {Visit} */ each) => each.id === id) ?? null),
      (error) => { desk.panel.value = null; desk.commands.refused(error); },
    );
  }, [id, isMissing]);
  return /** @type {Visit|null} */ (here ?? (asked?.id === id ? asked : null));
}

/** @param {{desk: Desk, visit: Visit, close: () => void}} props */
function OpenPanel({ desk, visit, close }) {
  const isHeld = visit.status === 'held';
  return html`<div class="panel-inside">
    <div class="panel-head">
      <div class="grow">
        <div class="row gap-2"><${TicketCode} event=${desk.event.value} visit=${visit} size="m" /><${StatusChip} status=${visit.status} /></div>
        <h2 id="panel-title" tabindex="-1" autofocus>${fullName(visit)}</h2>
      </div>
      <${Button} kind="quiet" icon="close" iconOnly label="Close" onClick=${close} />
    </div>
    <div class="panel-body">
      ${isHeld && (desk.isLead ? html`<${ForTheOrganiser} />` : html`<${Answers} desk=${desk} visit=${visit} />`)}
      <${PanelActions} desk=${desk} visit=${visit} close=${close} />
      <${Facts} desk=${desk} visit=${visit} />
      ${!isHeld && !desk.isLead && html`<${Answers} desk=${desk} visit=${visit} />`}
      ${!desk.isLead && html`<${History} desk=${desk} visit=${visit} close=${close} />
        <div><${Button} kind="quiet" icon="person" onClick=${() => { close(); desk.show({ kind: 'person', visit }); }}>This person’s data</${Button}></div>`}
    </div>
  </div>`;
}

/** A line lead sees no answers, so it is for somebody else to decide. */
function ForTheOrganiser() {
  return html`<${Notice} tone="late" icon="question" title="A person has to look at this first">
    The organiser or a therapist decides. In an emergency you can send the runner to medical at once.
  </${Notice}>`;
}

/** @param {{desk: Desk, visit: Visit, close: () => void}} props */
function PanelActions({ desk, visit, close }) {
  const [first, ...others] = allowed(offers(visit.status, visit.advice), desk.isLead);
  if (!first) return null;
  /** @param {{action: string, label: string, asks: boolean, stops?: boolean}} offer @param {'main'|'plain'} kind */
  const button = ({ action, label, asks, stops }, kind) => html`<${Button} key=${action} kind=${kind} tone=${stops ? 'stopped' : undefined}
    icon=${actionIcon(action)} onClick=${() => { if (action !== 'edit' && !asks) close(); return take(desk, visit, action, asks); }}>${label}</${Button}>`;
  return html`<div class="panel-actions">${button(first, desk.isLead && first.stops ? 'plain' : 'main')}${others.map((offer) => button(offer, 'plain'))}</div>`;
}
