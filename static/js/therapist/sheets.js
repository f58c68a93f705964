// What is seldom needed, in a calm sheet of large rows: more, break, colleagues, somebody else, and the medical tent.

import { Button, Dialog, Icon, StatusChip, TicketCode, TreatmentChip } from '../lib/components.js';
import { html } from '../lib/ui.js';
import { colleagues } from './model.js';

/** @typedef {import('./model.js').Act} Act */
/** @typedef {import('./model.js').Screen} Screen */
/** @typedef {import('../lib/types.js').Visit} Visit */
/** @typedef {import('../lib/types.js').Therapist} Therapist */
/** @typedef {import('../lib/types.js').EventPublic} EventPublic */

const BREAKS = [5, 10, 15];
const CHOICES_AT_MOST = 12;

/** @param {{icon: string, tone?: string, disabled?: boolean, onClick: () => void, hint?: any, children: any}} props */
function Row({ icon, tone, disabled = false, onClick, hint, children }) {
  return html`<${Button} class="sheet-row" size="l" wide icon=${icon} tone=${tone} disabled=${disabled} onClick=${onClick}>
    <span class="sheet-row-words"><span>${children}</span>${hint && html`<span class="sheet-row-hint">${hint}</span>`}</span>
  </${Button}>`;
}

/**
 * @param {{open: boolean, screen: Screen, disabled: boolean, undoLabel: string, tap: (act: Act) => void, undo: () => void,
 *   close: () => void, signOut: (() => void)|null, dark: () => void}} props
 */
export function MoreSheet({ open, screen, disabled, undoLabel, tap, undo, close, signOut, dark }) {
  return html`<${Dialog} open=${open} title="More" onClose=${close}>
    <div class="sheet">
      <${Row} icon="undo" disabled=${disabled} onClick=${undo} hint=${undoLabel}>Undo the last step</${Row}>
      ${screen.more.map((act) => html`<${Row} key=${act.tap} icon=${act.icon} tone=${act.tone} disabled=${disabled} onClick=${() => tap(act)}>${act.label}</${Row}>`)}
      <div class="sheet-small">
        <${Button} kind="quiet" icon="sun" onClick=${dark}>Light or dark</${Button}>
        ${signOut && html`<${Button} kind="quiet" icon="lock" onClick=${signOut}>Sign out</${Button}>`}
      </div>
    </div>
  </${Dialog}>`;
}

/** @param {{open: boolean, take: (minutes: number|null) => void, close: () => void}} props */
export function BreakSheet({ open, take, close }) {
  return html`<${Dialog} open=${open} title="How long is your break?" onClose=${close}>
    <div class="sheet">
      ${BREAKS.map((minutes) => html`<${Row} key=${minutes} icon="cup" onClick=${() => take(minutes)}>${minutes} minutes</${Row}>`)}
      <${Row} icon="cup" onClick=${() => take(null)}>Until I’m back</${Row}>
    </div>
  </${Dialog}>`;
}

/** @param {{open: boolean, visit: Visit|null, therapists: Therapist[], ownId: number, pass: (id: number) => void, close: () => void}} props */
export function PassSheet({ open, visit, therapists, ownId, pass, close }) {
  const others = colleagues(therapists, ownId);
  return html`<${Dialog} open=${open} title=${`Who takes ${visit?.ticket ?? 'the runner'}?`} onClose=${close}>
    <div class="sheet">
      ${!others.length && html`<p>You are the only one on the roster.</p>`}
      ${others.map(({ therapist, isFree }) => html`<${Row} key=${therapist.id} icon="person" disabled=${!isFree} onClick=${() => pass(therapist.id)}
        hint=${html`<${StatusChip} of="therapist" status=${therapist.status} />`}>
        ${therapist.first_name}${therapist.couch && html`<span class="soft"> · couch ${therapist.couch}</span>`}
      </${Row}>`)}
      ${others.some(({ therapist }) => therapist.status === 'engaged') && html`<p class="soft">Whoever has a runner can’t take another.</p>`}
      ${others.some(({ therapist, isFree }) => therapist.status !== 'engaged' && !isFree) && html`<p class="soft">Students take nobody while no supervisor is on shift.</p>`}
    </div>
  </${Dialog}>`;
}

/** @param {{open: boolean, event: EventPublic, list: import('./next-up.js').Choice[], call: (visit: Visit) => void, close: () => void}} props */
export function ChooseSheet({ open, event, list, call, close }) {
  return html`<${Dialog} open=${open} title="Call whom?" onClose=${close}>
    <div class="sheet">
      <p class="soft">In the order of the line. It is fairest to take the first.</p>
      ${!list.length && html`<p>Nobody is waiting.</p>`}
      ${list.slice(0, CHOICES_AT_MOST).map(({ visit, note }) => html`<${Row} key=${visit.id} icon="bell" onClick=${() => call(visit)}
        hint=${html`<${TreatmentChip} event=${event} code=${visit.treatment} minutes=${visit.minutes} />${note && html` <span>${note}</span>`}`}>
        <${TicketCode} event=${event} visit=${visit} size="s" icon=${false} /> ${visit.first_name}
      </${Row}>`)}
    </div>
  </${Dialog}>`;
}

/** @param {{open: boolean, visit: Visit|null, yes: () => void, close: () => void}} props */
export function ReferSheet({ open, visit, yes, close }) {
  const name = visit?.first_name || 'the runner';
  return html`<${Dialog} open=${open} title=${`Send ${name} to the medical tent?`} onClose=${close}>
    <div class="sheet refer">
      <p>The desk sees it at once. Stay with ${name} until somebody has taken over.</p>
      <${Button} kind="main" tone="stopped" size="xl" wide icon="medical" onClick=${yes}>Yes, to the medical tent</${Button}>
      <${Button} size="l" wide onClick=${close}>No, go back</${Button}>
    </div>
  </${Dialog}>`;
}

/** @param {{open: boolean, yes: () => void, close: () => void}} props */
export function SignOutSheet({ open, yes, close }) {
  return html`<${Dialog} open=${open} title="Sign out of this phone?" onClose=${close}>
    <div class="sheet">
      <p>You can sign in again with your PIN.</p>
      <${Button} kind="main" size="l" wide onClick=${yes}>Yes, sign out</${Button}>
      <${Button} size="l" wide onClick=${close}>No, stay</${Button}>
    </div>
  </${Dialog}>`;
}

/** @param {{slug: string}} props */
export function SignedOut({ slug }) {
  const back = encodeURIComponent(`/e/${slug}/therapist`);
  return html`<div class="care-missing" role="alert">
    <${Icon} name="lock" size=${32} />
    <p><b>You have been signed out.</b></p>
    <a class="button button-main button-l" href=${`/sign-in?event=${slug}&next=${back}#therapist`}>Sign in again</a>
  </div>`;
}
