// The answer: how many, whether the promise holds, the picture, the shifts, one more or one less, and the waits.

import { Button, Icon } from '../lib/components.js';
import { html, useState } from '../lib/ui.js';
import { Picture } from './picture-view.js';
import { SaveDialog } from './save-dialog.js';
import { ShiftList } from './shift-list.js';
import { busyWords, changeWords, counted, expected, hours, percent, shortWait, verdict } from './words.js';

/** @typedef {import('./staffing.js').Staffing} Staffing */
/** @typedef {{staffing: Staffing, plan: Record<string, any>}} Props */

/** @param {Props} props */
export function Answer({ staffing, plan }) {
  return html`<${Headline} staffing=${staffing} plan=${plan} />
    <section class="card stack" aria-labelledby="when"><h2 id="when">When they are needed</h2><${Picture} plan=${plan} time=${staffing.time} /></section>
    <${ShiftList} staffing=${staffing} plan=${plan} />
    <${Variants} plan=${plan} />
    <${Busy} staffing=${staffing} plan=${plan} />
    <${Waits} staffing=${staffing} plan=${plan} />`;
}

/** @param {Props} props */
function Headline({ staffing, plan }) {
  const [isSaving, setSaving] = useState(false);
  const { team } = plan;
  const isOld = staffing.isOld.value || staffing.isWorking.value;
  return html`<section class="card stack headline" aria-labelledby="answer">
    <p class="only-print eyebrow">${staffing.event.name}, ${staffing.event.date}: staffing plan</p>
    <div class="row row-apart">
      <h2 id="answer" class="huge">${counted(team.therapists, 'therapist')}</h2>
      <div class="row gap-2 not-print">
        <${Button} icon="print" onClick=${() => window.print()}>Print</${Button}>
        <${Button} kind="main" icon="check" disabled=${isOld} onClick=${() => setSaving(true)}>Save as shifts…</${Button}>
      </div>
    </div>
    <p class=${`verdict tone-${plan.is_kept ? 'called' : 'late'}`}><${Icon} name=${plan.is_kept ? 'check' : 'alert'} size=${26} /><span><strong>${plan.is_kept ? 'The promise holds.' : 'Not enough to keep the promise.'}</strong> ${verdict(plan)}</span></p>
    <dl class="figures">
      <div><dt>at once, at most</dt><dd>${team.at_once}</dd></div>
      <div><dt>of work, together</dt><dd>${hours(team.working_minutes)}</dd></div>
      <div><dt>of it with runners</dt><dd>${percent(team.busy_share)}</dd></div>
      <div><dt>average wait</dt><dd>${shortWait(team.mean_wait_minutes)}</dd></div>
    </dl>
    <p class="soft small">${expected(plan)} Tried on race days made up from this, by the desk’s own queue rule; wishes for a woman or a man and missed calls are not in it.</p>
    ${isSaving && html`<${SaveDialog} staffing=${staffing} plan=${plan} onClose=${() => setSaving(false)} />`}
  </section>`;
}

/** @param {{plan: Record<string, any>}} props */
function Variants({ plan }) {
  const all = [...plan.variants, { change: 0, ...plan.team }].sort((a, b) => a.change - b.change);
  return html`<section class="card stack" aria-labelledby="variants">
    <div><h2 id="variants">One more, one less</h2><p class="soft">At the peak, everything else as planned.</p></div>
    <ul class="variants">${all.map((each) => html`<li key=${each.change} class=${`variant${each.change === 0 ? ' is-plan' : ''}`}>
      <h3>${changeWords(each.change)}</h3>
      <p class="soft small">${counted(each.therapists, 'therapist')}</p>
      <dl>
        ${plan.after > 0 && html`<div><dt>in time, after</dt><dd>${percent(each.within_share)}</dd></div>`}
        <div><dt>nine in ten wait</dt><dd>${shortWait(each.most_wait_minutes)}</dd></div>
        ${plan.before > 0 && html`<div><dt>missed, before</dt><dd>${percent(each.missed_share)}</dd></div>`}
      </dl>
    </li>`)}</ul>
  </section>`;
}

/** @param {Props} props */
function Busy({ staffing, plan }) {
  const words = busyWords(plan, staffing.time);
  return words && html`<section class="card stack gap-2" aria-labelledby="busy"><h2 id="busy">${words.title}</h2><p>${words.words}</p></section>`;
}

/** @param {Props} props */
function Waits({ staffing, plan }) {
  return html`<section class="card stack" aria-labelledby="waits">
    <h2 id="waits">Waits, half hour by half hour</h2>
    <div class="table-scroll" tabindex="0" role="group" aria-labelledby="waits"><table class="setup-table waits numbers">
      <thead><tr><th scope="col">From</th><th scope="col">Therapists</th><th scope="col">On a break</th><th scope="col">Come before</th><th scope="col">Come after</th><th scope="col">Wait, mean</th><th scope="col">Nine in ten</th></tr></thead>
      <tbody>${plan.half_hours.map((/** @type {any} */ each) => html`<tr key=${each.at}>
        <th scope="row">${staffing.time(each.at)}</th><td>${each.therapists || '–'}</td><td>${each.on_break || '–'}</td><td>${few(each.before)}</td><td>${few(each.after)}</td>
        <td>${each.before + each.after > 0 ? shortWait(each.mean_wait_minutes) : '–'}</td><td>${each.before + each.after > 0 ? shortWait(each.most_wait_minutes) : '–'}</td></tr>`)}</tbody>
    </table></div>
  </section>`;
}

/** @param {number} count */
function few(count) {
  if (count === 0) return '–';
  return count < 0.5 ? 'under 1' : String(Math.round(count));
}
