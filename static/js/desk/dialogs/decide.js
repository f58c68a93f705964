// Let in, decline, refer: a named person decides, and says why.

import { TextField } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { filled } from '../bodies.js';
import { fullName } from '../pieces.js';
import { AskDialog, Suggestions } from './frame.js';

/** @typedef {import('../desk.js').Desk} Desk */
/** @typedef {import('../../lib/types.js').VisitStaff} Visit */

/** @type {Record<string, {title: (ticket: string) => string, yes: string, tone?: 'stopped', hint: string, reasons: string[]}>} */
const KINDS = {
  clear: {
    title: (ticket) => `Let ${ticket} into the line?`,
    yes: 'Let into the line',
    hint: 'What makes it safe to go on.',
    reasons: ['Talked to the runner', 'Doctor agrees', 'Old injury, healed'],
  },
  decline: {
    title: (ticket) => `No massage today for ${ticket}?`,
    yes: 'Decline today',
    tone: 'stopped',
    hint: 'Kind words help: say what they can do instead.',
    reasons: ['Fever or infection', 'Not safe today', 'Asked for a treatment of an injury'],
  },
  refer: {
    title: (ticket) => `Send ${ticket} to the medical team?`,
    yes: 'Refer',
    tone: 'stopped',
    hint: 'Somebody should walk over with the runner.',
    reasons: ['Dizzy', 'Chest pain', 'Swollen leg', 'Bad pain', 'Unwell'],
  },
};

/** @param {{desk: Desk, visit: Visit, kind: string}} props */
export function DecideDialog({ desk, visit, kind }) {
  const { title, yes, tone, hint, reasons } = KINDS[kind];
  const [reason, setReason] = useState('');
  const [by, setBy] = useState(desk.isLead ? '' : (desk.first.me?.name ?? ''));
  const [to, setTo] = useState('Medical tent');
  const decide = async () => {
    await desk.commands.act(visit, kind, filled({ reason, by, to: kind === 'refer' ? to : '' }));
    desk.panel.value = null;
  };
  return html`<${AskDialog} title=${title(visit.ticket)} yes=${yes} tone=${tone} onClose=${desk.close} onYes=${decide} ready=${(reason.trim() !== '' || kind === 'refer') && (!desk.isLead || by.trim() !== '')}>
    <p>${fullName(visit)}. <span class="soft">${hint}</span></p>
    ${kind === 'refer' && html`<${TextField} id="refer-to" label="To whom" value=${to} onInput=${setTo} maxlength="80" />`}
    <${TextField} id="decide-reason" label="Reason" value=${reason} onInput=${setReason} optional=${kind === 'refer'} maxlength="300" autocomplete="off" />
    <${Suggestions} words=${reasons} onPick=${setReason} />
    <${TextField} id="decide-by" label="Decided by" value=${by} onInput=${setBy} optional=${!desk.isLead} hint="Your name, for the records." maxlength="80" autocomplete="off" />
  </${AskDialog}>`;
}
