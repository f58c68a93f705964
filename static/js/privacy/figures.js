// The figures that stay when everybody's data is gone. Small counts are not told: they could point at a person.

import { html } from '../lib/ui.js';

/** @param {{figures: Record<string, any>|null}} props */
export function Figures({ figures }) {
  if (!figures) return null;
  const { count, mean, median, p95 } = figures.wait_minutes;
  return html`<section class="card" aria-labelledby="figures"><h2 id="figures">What stays</h2>
    <p class="soft">Counts below five are not told apart.</p>
    <dl class="facts">
      <${Figure} name="Signed up" value=${figures.registered} />
      <${Figure} name="Treated" value=${figures.by_status.done} />
      <${Figure} name="Started" value=${count} />
      <${Figure} name="Wait, mean" value=${inMinutes(mean)} />
      <${Figure} name="Wait, half of them at most" value=${inMinutes(median)} />
      <${Figure} name="Wait, 19 of 20 at most" value=${inMinutes(p95)} />
      <${Figure} name="Missed a call" value=${figures.missed_a_call} />
      <${Figure} name="Therapists" value=${figures.therapists} />
    </dl>
  </section>`;
}

/** @param {number|null} minutes */
const inMinutes = (minutes) => (minutes === null ? 'not told' : `${minutes} minutes`);

/** @param {{name: string, value: number|string}} props */
function Figure({ name, value }) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
