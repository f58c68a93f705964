// Busy mode and rounds: what they would do in minutes, before they are switched on, and the way back.

import { Button, Notice } from '../../lib/components.js';
import { shortLength } from '../../lib/time.js';
import { html, useState } from '../../lib/ui.js';
import { clockTime } from '../pieces.js';
import { EffectTable, useEffectOf } from './effect.js';
import { AskDialog } from './frame.js';
import { Segments } from './runner-fields.js';

/** @typedef {import('../desk.js').Desk} Desk */

/** @param {{desk: Desk}} props */
export function BusyDialog({ desk }) {
  const [isOn] = useState(desk.event.peek().is_busy ?? false);
  const { found, problem } = useEffectOf(desk, '/busy');
  const time = (/** @type {string|null} */ at) => clockTime(desk, at) || '–';
  const lengths = found?.treatments ?? [];
  const canSwitch = isOn || !found || lengths.length > 0;
  const [present, after] = isOn ? [found?.busy, found?.usual] : [found?.usual, found?.busy];
  return html`<${AskDialog} title=${isOn ? 'Back to full lengths?' : 'Shorter treatments for now?'} yes=${isOn ? 'Back to full lengths' : 'Switch on shorter treatments'}
    ready=${canSwitch} onClose=${desk.close} onYes=${() => desk.commands.setBusy(!isOn)}>
    ${!canSwitch && html`<${Notice} icon="info">No treatment has a busy length yet. <a href=${`/e/${desk.first.event.slug}/setup#treatments`}>Give it one in the set-up</a>.</${Notice}>`}
    ${lengths.length > 0 && html`<ul class="effect-lengths">
      ${lengths.map((/** @type {any} */ each) => html`<li key=${each.code}>${each.name}: <b class="numbers">${isOn ? each.busy_minutes : each.minutes} → ${isOn ? each.minutes : each.busy_minutes} minutes</b></li>`)}
    </ul>`}
    ${canSwitch && html`<${EffectTable} names=${isOn ? ['Now, shorter', 'Full lengths'] : ['Now', 'Shorter']} found=${Boolean(found)} problem=${problem} rows=${[
      ['Somebody who comes now waits', waitOf(present), waitOf(after)],
      ['The last one in line is done', time(present?.last_ends_at), time(after?.last_ends_at)],
    ]} />`}
    <p class="soft">${isOn
      ? 'Those in line get the length that they had wished for. Who is called or on a couch keeps theirs.'
      : 'It holds for those in line and for all who come. Who is called or on a couch keeps theirs. The kiosk, the board and the tickets say so kindly.'}</p>
  </${AskDialog}>`;
}

/** @param {{wait_minutes: number|null}|undefined} side */
function waitOf(side) {
  const minutes = side?.wait_minutes;
  if (minutes === null || minutes === undefined) return 'no time left';
  return minutes < 1 ? 'no wait' : shortLength(minutes);
}

const LENGTHS = [12, 15, 20, 25, 30];

/** @param {{desk: Desk}} props */
export function RoundsDialog({ desk }) {
  const [present] = useState(desk.event.peek().cycle_minutes ?? 0);
  const [minutes, setMinutes] = useState(present || 20);
  const { found, problem } = useEffectOf(desk, `/cycle?minutes=${minutes}`);
  const choice = [...new Set([...LENGTHS, present])].filter(Boolean).sort((a, b) => a - b);
  const time = (/** @type {string|null} */ at) => clockTime(desk, at) || '–';
  const wait = (/** @type {number|null|undefined} */ each) => (each === null || each === undefined ? '–' : each < 1 ? 'no wait' : shortLength(each));
  const [usual, cycle] = [found?.usual, found?.cycle];
  const end = () => desk.commands.calmly(async () => {
    await desk.commands.setCycle(0);
    desk.close();
  });
  return html`<${AskDialog} title=${present ? 'Rounds are on' : 'Work in rounds?'} yes=${present ? `Rounds of ${minutes} minutes` : `Start rounds of ${minutes} minutes`} ready=${minutes !== present && !problem}
    onClose=${desk.close} onYes=${() => desk.commands.setCycle(minutes)}>
    <p>All couches start together and end together: one call, one clock, and a break is a whole round. It helps at a peak when treatments tend to run over.</p>
    <${Segments} name="round-minutes" legend="A round, with the turnover" value=${String(minutes)} onPick=${(/** @type {string} */ value) => setMinutes(Number(value))}
      options=${choice.map((each) => ({ value: String(each), words: `${each} min` }))} />
    <${EffectTable} names=${['Each on its own', 'Rounds']} found=${Boolean(found)} problem=${problem} rows=${[
      ['Wait of those in line', wait(usual?.mean_wait_minutes), wait(cycle?.mean_wait_minutes)],
      ['Longest of these waits', wait(usual?.longest_wait_minutes), wait(cycle?.longest_wait_minutes)],
      ['The last one in line is done', time(usual?.last_ends_at), time(cycle?.last_ends_at)],
    ]} />
    <p class="soft">${present ? 'Another length holds from the next round on.' : 'The first round begins at the next full five minutes. Whoever is on a couch now is finished as planned.'}</p>
    ${present > 0 && html`<div><${Button} icon="stop" onClick=${end}>End the rounds</${Button}></div>`}
  </${AskDialog}>`;
}
