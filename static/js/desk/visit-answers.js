// Health answers and notes of one visit. Asked for one at a time, since looking at them is recorded.

import { nameOf } from '../lib/areas.js';
import { Button, Notice } from '../lib/components.js';
import { html, useEffect, useState } from '../lib/ui.js';
import { ADVICE } from './needs-you.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../lib/types.js').Health} Health */

/** @type {Record<string, string>} */
const OUTCOMES = { refer: 'medical tent', decline: 'not today', ask: 'ask', note: 'note', ok: '' };

/** @param {{desk: Desk, visit: Visit}} props */
export function Answers({ desk, visit }) {
  const isHeld = visit.status === 'held';
  const [health, setHealth] = useState(/** @type {Health|null} */ (null));
  const [error, setError] = useState('');
  const load = async () => {
    setError('');
    try {
      setHealth((await desk.api.get(`/visits/${visit.id}`)).health ?? null);
    } catch (problem) {
      setError(/** @type {Error} */ (problem).message);
    }
  };
  useEffect(() => {
    if (isHeld) void load();
  }, [isHeld]);
  return html`
    ${isHeld &&
    html`<${Notice} tone=${visit.advice === 'ask' || !visit.advice ? 'late' : 'stopped'} icon=${visit.advice === 'refer' ? 'medical' : 'question'}
      title=${visit.advice ? `The answers advise: ${ADVICE[visit.advice]?.toLowerCase() ?? visit.advice}` : 'A person has to look at this'}>
      EventDesk only advises. You decide, and your decision is kept with your name.
    </${Notice}>`}
    ${error && html`<${Notice} tone="stopped" icon="alert" alert>${error} <${Button} onClick=${load}>Try again</${Button}></${Notice}>`}
    ${health && html`<${HealthWords} health=${health} />`}
    ${!health && !isHeld && html`<div><${Button} icon="lock" onClick=${load}>Answers and notes${visit.has_notes ? '' : ' (no cautions)'}</${Button}></div>`}
  `;
}

/** @param {{health: Health}} props */
function HealthWords({ health }) {
  const yes = health.answers.filter((each) => each.answer === true || (each.answer && each.answer !== 'no'));
  const areas = (/** @type {string[]} */ keys) => keys.map(nameOf).join('; ');
  return html`<section class="answers" aria-label="Answers and notes">
    ${yes.length > 0
      ? html`<h3>Answered yes to</h3><ul>${yes.map((each) => html`<li key=${each.question}>
          <span>${each.question}</span>${OUTCOMES[each.outcome] && html`<span class=${`flag tone-${each.outcome === 'note' ? 'neutral' : each.outcome === 'ask' ? 'late' : 'stopped'}`}>${OUTCOMES[each.outcome]}</span>`}</li>`)}</ul>`
      : html`<p class="soft">${health.answers.length ? 'Every question was answered with no.' : 'No health answers are kept for this runner.'}</p>`}
    ${health.cautions.length > 0 && html`<h3>For the therapist</h3><ul>${health.cautions.map((text) => html`<li key=${text}>${text}</li>`)}</ul>`}
    ${health.focus.length > 0 && html`<p><span class="strong">Hurts: </span>${areas(health.focus)}</p>`}
    ${health.avoid.length > 0 && html`<p><span class="strong">Leave alone: </span>${areas(health.avoid)}</p>`}
    ${health.guardian && html`<p><span class="strong">Companion: </span>${health.guardian}</p>`}
    ${health.note && html`<p><span class="strong">Note: </span>${health.note}</p>`}
  </section>`;
}
