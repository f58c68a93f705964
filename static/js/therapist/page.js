// The therapist's page put together: head, the runner or none, the dock, and the sheets.

import { now } from '../lib/clock.js';
import { ConnectionBadge } from '../lib/components.js';
import { switchTheme } from '../lib/device.js';
import { therapistsInOrder, visitById } from '../lib/store.js';
import { html, useState } from '../lib/ui.js';
import { AskAgain, CareNotes } from './care.js';
import { Dock } from './dock.js';
import { IdleCard } from './idle-card.js';
import { headline, screenOf } from './model.js';
import { choices, nextUp } from './next-up.js';
import { RecordDialogs, RecordList } from './record-list.js';
import { RunnerCard } from './runner-card.js';
import { BreakSheet, ChooseSheet, MoreSheet, PassSheet, ReferSheet, SignedOut, SignOutSheet } from './sheets.js';
import { latestSubject, sent } from './taps.js';

/** @typedef {import('./model.js').Act} Act */
/** @typedef {''|'more'|'break'|'transfer'|'choose'|'refer'|'sign-out'} Sheet */
/**
 * @typedef {object} Parts
 * @property {import('../lib/live.js').Live<import('../lib/store.js').State>} live
 * @property {number} ownId
 * @property {boolean} isOrganiser looks over the shoulder
 * @property {ReturnType<typeof import('./sending.js').createSending>} sending
 * @property {ReturnType<typeof import('./health.js').createCare>} care
 * @property {ReturnType<typeof import('./record.js').createRecords>} records
 * @property {ReturnType<typeof import('../lib/api.js').createApi>} api
 * @property {string} base of the event's API
 * @property {() => Promise<void>} signOut
 */

/** These ask something first, in a sheet of their own. @type {Record<string, Sheet>} */
const ASKS = { break: 'break', transfer: 'transfer', choose: 'choose', refer: 'refer' };

/** What is so now, for this therapist. @param {Parts} parts */
export function presentOf({ live, ownId }) {
  const state = live.state.value;
  const therapist = state.therapists[ownId] ?? null;
  const visit = therapist ? visitById(state, therapist.visit_id) : null;
  return { state, therapist, visit };
}

/** @param {Parts} parts */
export function screenNow(parts) {
  const { state, therapist, visit } = presentOf(parts);
  if (!therapist) return null;
  const next = nextUp(state, therapist);
  return { screen: screenOf({ therapist, visit, mode: state.event.mode, next, now: now.value }), next, state, therapist, visit };
}

/** @param {{parts: Parts}} props */
export function Page({ parts }) {
  const shown = screenNow(parts);
  const isOut = parts.sending.signedOut.value || parts.live.connection.value.status === 'dismissed';
  if (isOut) return html`<div class="therapist"><div class="therapist-body"><${SignedOut} slug=${parts.live.state.value.event.slug} /></div></div>`;
  if (!shown) return html`<div class="therapist"><p class="notice">This therapist is not on the roster any more. Please ask the desk.</p></div>`;
  return html`<${Shown} parts=${parts} ...${shown} />`;
}

/**
 * The open sheet. It belongs to the runner and the state it was opened for: when those change, it is shut, so that nobody
 * sends the wrong runner to the medical tent.
 * @param {string} subject
 * @returns {[Sheet, (name: Sheet) => void]}
 */
function useSheet(subject) {
  const [open, setOpen] = useState({ name: /** @type {Sheet} */ (''), subject });
  return [open.subject === subject ? open.name : '', (name) => setOpen({ name, subject })];
}

/**
 * @param {{parts: Parts, screen: import('./model.js').Screen, next: import('./next-up.js').NextUp, state: import('../lib/store.js').State,
 *   therapist: import('../lib/types.js').Therapist, visit: import('../lib/types.js').Visit|null}} props
 */
function Shown({ parts, screen, next, state, therapist, visit }) {
  const subject = `${visit?.id ?? ''} ${screen.kind}`;
  const [sheet, setSheet] = useSheet(subject);
  const { sending, care } = parts;
  const { event } = state;
  const pending = sending.pending.value;
  const last = sending.last.value;
  const close = () => setSheet('');
  /** @param {import('./model.js').Tap|'call'} tap @param {string} label @param {Parameters<typeof sent>[3]} [choice] */
  const send = (tap, label, choice) => {
    close();
    sending.tap(sent(tap, label, { therapist, visit }, choice));
  };
  /** @param {Act} act */
  const tap = (act) => (ASKS[act.tap] ? setSheet(ASKS[act.tap]) : send(act.tap, act.label));
  const undoLast = () => {
    close();
    sending.undo(last?.undo ?? latestSubject(therapist, visit));
  };
  const isWithRunner = visit !== null && (screen.kind === 'called' || screen.kind === 'treating');
  return html`<div class=${`therapist therapist-${screen.kind} therapist-${screen.urgency}`}>
    <${Head} parts=${parts} therapist=${therapist} event=${event} />
    <p class="unseen" role="status">${headline(screen, visit)}</p>
    <div class="therapist-body">
      ${isWithRunner
        ? html`<${RunnerCard} screen=${screen} visit=${visit} event=${event} />
            <div class="runner-care">
              ${screen.waited > 0 && html`<${AskAgain} minutes=${screen.waited} refer=${() => setSheet('refer')} />`}
              <${CareNotes} care=${care.care.value} again=${care.again} />
            </div>`
        : html`<${IdleCard} screen=${screen} therapist=${therapist} event=${event} next=${next} />
            <${RecordList} records=${parts.records} isOff=${screen.kind === 'off'} />`}
    </div>
    <${Dock} screen=${screen} subject=${subject} pending=${pending} word=${sending.word.value} tap=${tap}
      undo=${undoLast} giveUp=${sending.giveUp} hurry=${sending.hurry} quiet=${sending.quiet} lasts=${sending.lasts.value} openMore=${() => setSheet('more')} />
    <${MoreSheet} open=${sheet === 'more'} screen=${screen} disabled=${pending !== null} undoLabel=${last?.text ?? ''} tap=${tap} undo=${undoLast}
      close=${close} dark=${switchTheme} signOut=${parts.isOrganiser ? null : () => setSheet('sign-out')} />
    <${BreakSheet} open=${sheet === 'break'} close=${close} take=${(/** @type {number|null} */ minutes) => send('break', 'Break', { minutes })} />
    <${PassSheet} open=${sheet === 'transfer'} visit=${visit} therapists=${therapistsInOrder(state)} ownId=${therapist.id} close=${close}
      pass=${(/** @type {number} */ therapistId) => send('transfer', 'Pass to a colleague', { therapistId })} />
    <${ChooseSheet} open=${sheet === 'choose'} event=${event} list=${sheet === 'choose' ? choices(state) : []} close=${close}
      call=${(/** @type {import('../lib/types.js').Visit} */ chosen) => send('call', 'Call somebody else', { visit: chosen })} />
    <${ReferSheet} open=${sheet === 'refer'} visit=${visit} close=${close} yes=${() => send('refer', 'To the medical tent')} />
    <${SignOutSheet} open=${sheet === 'sign-out'} close=${close} yes=${parts.signOut} />
    <${RecordDialogs} records=${parts.records} api=${parts.api} base=${parts.base} therapist=${therapist} />
  </div>`;
}

/** @param {{parts: Parts, therapist: import('../lib/types.js').Therapist, event: import('../lib/types.js').EventPublic}} props */
function Head({ parts, therapist, event }) {
  return html`<header class="therapist-head">
    <p class="one-line"><b>${therapist.first_name}</b>${therapist.couch && html`<span class="soft"> · couch ${therapist.couch}</span>`}</p>
    <${ConnectionBadge} connection=${parts.live.connection} timezone=${event.timezone} />
    ${parts.isOrganiser && html`<a class="therapist-desk" href=${`/e/${event.slug}/desk`}>You look over ${therapist.first_name}’s shoulder. Back to the desk</a>`}
  </header>`;
}
