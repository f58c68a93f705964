// Closing the list, opening it again, and the message on every board.

import { Field, TextField } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { clockTime } from '../pieces.js';
import { AskDialog, Suggestions } from './frame.js';

/** @typedef {import('../desk.js').Desk} Desk */

const REASONS = ['We are full for today.', 'The tent closes soon.', 'Short break. Please come back in 20 minutes.'];

/** @param {{desk: Desk}} props */
export function CloseDialog({ desk }) {
  const [reason, setReason] = useState('');
  const waiting = desk.line.value.length;
  return html`<${AskDialog} title="Close the list?" yes="Close the list" tone="stopped" onClose=${desk.close} onYes=${() => desk.commands.closeList(reason.trim())}>
    <p>New runners cannot join. ${waiting === 1 ? 'The one in line keeps the place.' : `The ${waiting} in line keep their places.`}</p>
    <${TextField} id="close-reason" label="What new runners are told" value=${reason} onInput=${setReason} optional maxlength="300" autocomplete="off" />
    <${Suggestions} words=${REASONS} onPick=${setReason} />
  </${AskDialog}>`;
}

/** The list closed itself: what it means to open it again. @param {{desk: Desk}} props */
export function OpenDialog({ desk }) {
  const { last_ticket, closes_at } = desk.event.value;
  const until = closes_at ? ` by ${clockTime(desk, closes_at)}` : ' before you close';
  return html`<${AskDialog} title="Open the list again?" yes="Open the list" tone="late" onClose=${desk.close} onYes=${() => desk.commands.openList()}>
    <p>It closed itself because it is full. ${last_ticket ? `The last one who will be done${until} is ${last_ticket}, and the board says so.` : `Nobody more would be done${until}.`}</p>
    <p>Whoever joins now will probably not be done in time. And the list does not close itself again: that is for you to do.</p>
  </${AskDialog}>`;
}

const MESSAGES = ['Please have your ticket ready.', 'Please drink and put on something warm before you come.', 'Last runners of the day are being called.'];

/** @param {{desk: Desk}} props */
export function AnnounceDialog({ desk }) {
  const before = desk.event.value.announcement?.text ?? '';
  const [text, setText] = useState(before);
  return html`<${AskDialog} title="Message on the board" yes=${text.trim() || !before ? 'Show it' : 'Take it off'} ready=${text.trim() !== before} onClose=${desk.close} onYes=${() => desk.commands.announce(text.trim(), before)}>
    <${Field} id="announcement" label="Message" hint="Everybody in the tent reads it. Leave out names and anything private.">
      ${(/** @type {any} */ attributes) => html`<textarea ...${attributes} class="input" rows="3" maxlength="200" value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)}></textarea>`}
    </${Field}>
    <${Suggestions} words=${MESSAGES} onPick=${setText} />
  </${AskDialog}>`;
}
