// The organiser's desk: everything at once.

import { Toasts } from '../lib/components.js';
import { html } from '../lib/ui.js';
import { ChooseTherapist } from './dialogs/choose-therapist.js';
import { DecideDialog } from './dialogs/decide.js';
import { PairDialog } from '../devices/pair-dialog.js';
import { KeysDialog, listedTherapists, SignInDialog } from './dialogs/devices.js';
import { AnnounceDialog, CloseDialog, OpenDialog as OpenListDialog } from './dialogs/list.js';
import { MinutesDialog } from './dialogs/minutes.js';
import { BusyDialog, RoundsDialog } from './dialogs/modes.js';
import { MoveDialog } from './dialogs/move.js';
import { PersonDialog } from './dialogs/person.js';
import { EditDialog, RegisterDialog } from './dialogs/runner.js';
import { Hours } from './hours.js';
import { LineView } from './line-view.js';
import { Menu } from './menu.js';
import { NeedsYou } from './needs-you.js';
import { Numbers } from './numbers.js';
import { RestView } from './rest-view.js';
import { Strips } from './strips.js';
import { TeamView } from './team-view.js';
import { TopBar } from './top-bar.js';
import { VisitPanel } from './visit-panel.js';

/** @typedef {import('./desk.js').Desk} Desk */

/** @param {Desk} desk */
export const isSentAway = (desk) => desk.signedOut.value || desk.live.connection.value.status === 'dismissed';

/** A lead's tablet may be anywhere by now: nobody's name stays on it. @param {{desk: Desk}} props */
function SentAway({ desk }) {
  return html`<div class="page stack gap-6"><div class="card stack">
    <h1>You have been signed out.</h1>
    <p>The organiser can pair this tablet again.</p>
    <div><a class="button button-main" href=${`/sign-in?event=${desk.first.event.slug}#tablet`}>Pair this tablet</a></div>
  </div></div>`;
}

/** @param {{desk: Desk}} props */
export function DeskPage({ desk }) {
  if (desk.isLead && isSentAway(desk)) return html`<${SentAway} desk=${desk} />`;
  return html`<div class="desk">
      <${TopBar} desk=${desk} />
      <${Numbers} desk=${desk} />
      <${Strips} desk=${desk} />
      <${Hours} desk=${desk} />
      <div class="desk-parts">
        <${NeedsYou} desk=${desk} />
        <${LineView} desk=${desk} />
        <${TeamView} desk=${desk} />
        <${RestView} desk=${desk} />
      </div>
    </div>
    <${VisitPanel} desk=${desk} />
    <${OpenDialog} desk=${desk} />
    <${Menu} />
    <${Toasts} />`;
}

/** @type {Record<string, any>} */
const DIALOGS = {
  register: RegisterDialog,
  edit: EditDialog,
  call: ChooseTherapist,
  transfer: ChooseTherapist,
  move: MoveDialog,
  clear: DecideDialog,
  decline: DecideDialog,
  refer: DecideDialog,
  extend: MinutesDialog,
  'step-away': MinutesDialog,
  person: PersonDialog,
  break: MinutesDialog,
  close: CloseDialog,
  open: OpenListDialog,
  busy: BusyDialog,
  rounds: RoundsDialog,
  announce: AnnounceDialog,
};

/** @param {{desk: Desk}} props */
function OpenDialog({ desk }) {
  const open = desk.open.value;
  if (!open) return null;
  const slug = desk.first.event.slug;
  if (open.kind === 'pair') return html`<${PairDialog} api=${desk.api} slug=${slug} onClose=${desk.close} />`;
  if (open.kind === 'keys') return html`<${KeysDialog} onClose=${desk.close} />`;
  if (open.kind === 'sign-in')
    return html`<${SignInDialog} api=${desk.api} therapists=${listedTherapists(desk.state.value)} therapist=${open.therapist} onClose=${desk.close} />`;
  return html`<${DIALOGS[open.kind]} key=${`${open.kind}${open.visit?.id ?? open.therapist?.id ?? ''}`} desk=${desk} ...${open} />`;
}
