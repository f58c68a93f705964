// Care: what to watch out for, where to work and where not. Large words with an icon, never colour alone.

import { nameOf } from '../lib/areas.js';
import { Button, Icon } from '../lib/components.js';
import { html } from '../lib/ui.js';

/** @typedef {import('../lib/types.js').Health} Health */
/** @typedef {import('./health.js').Care} Care */

/** @param {{care: Care|null, again: () => void}} props */
export function CareNotes({ care, again }) {
  if (!care || care.state === 'loading') {
    return html`<p class="care-wait" role="status"><${Icon} name="clock" size=${28} />Care notes are coming …</p>`;
  }
  if (care.state === 'failed' || !care.health) {
    return html`<div class="care-missing" role="alert">
      <${Icon} name="alert" size=${32} />
      <p><b>Care notes are not here yet.</b> Ask the runner about injuries, medicine and allergies.</p>
      <${Button} icon="again" onClick=${again}>Try again</${Button}>
    </div>`;
  }
  return html`<${Notes} health=${care.health} />`;
}

/** @param {{health: Health}} props */
function Notes({ health }) {
  const { cautions, focus, avoid, note, guardian } = health;
  const isEmpty = !cautions.length && !focus.length && !avoid.length && !note && !guardian;
  if (isEmpty) return html`<p class="care-none"><${Icon} name="check" size=${28} />Nothing special was noted.</p>`;
  return html`<div class="care">
    ${cautions.length > 0 && html`<section class="cautions" aria-label="Take care">
      <h2><${Icon} name="alert" size=${28} />Take care</h2>
      <ul class="caution-list">${cautions.map((text) => html`<li key=${text}>${text}</li>`)}</ul>
    </section>`}
    ${avoid.length > 0 && html`<${Areas} kind="avoid" icon="stop" title="Leave alone" areas=${avoid} />`}
    ${focus.length > 0 && html`<${Areas} kind="work" icon="check" title="Work here" areas=${focus} />`}
    ${guardian && html`<${Told} icon="person" title="Companion" text=${guardian} />`}
    ${note && html`<${Told} icon="info" title="Note" text=${note} />`}
    <${Answers} health=${health} />
  </div>`;
}

/** @param {{kind: 'work'|'avoid', icon: string, title: string, areas: string[]}} props */
function Areas({ kind, icon, title, areas }) {
  return html`<section class=${`areas areas-${kind}`}>
    <h2><${Icon} name=${icon} size=${28} />${title}</h2>
    <ul class="area-list">${areas.map((area) => html`<li key=${area}>${nameOf(area)}</li>`)}</ul>
  </section>`;
}

/** @param {{icon: string, title: string, text: string}} props */
function Told({ icon, title, text }) {
  return html`<p class="told"><${Icon} name=${icon} size=${28} /><span><b>${title}: </b>${text}</span></p>`;
}

/** What was answered with yes, for those who want to read the question itself. @param {{health: Health}} props */
function Answers({ health }) {
  const yes = health.answers.filter((each) => each.answer === true);
  if (!yes.length) return null;
  return html`<details class="answers">
    <summary>What the runner said yes to (${yes.length})</summary>
    <ul>${yes.map((each) => html`<li key=${each.question}>${each.question}</li>`)}</ul>
  </details>`;
}

const ASK_AGAIN = [
  'Confused or faint',
  'Chest pain',
  'Hard to breathe',
  'Sick',
  'Bad headache',
  'Much too hot',
  'Shivering',
];

/** People change while they wait. @param {{minutes: number, refer: () => void}} props */
export function AskAgain({ minutes, refer }) {
  return html`<section class="ask-again" aria-labelledby="ask-again">
    <h2 id="ask-again"><${Icon} name="question" size=${28} />Ask again how they feel</h2>
    <p>Waited ${minutes} minutes. Any of these now?</p>
    <ul class="symptoms">${ASK_AGAIN.map((each) => html`<li key=${each}>${each}</li>`)}</ul>
    <${Button} tone="stopped" size="l" wide icon="medical" onClick=${refer}>Yes: medical tent</${Button}>
  </section>`;
}
