// The staffing plan: what the organiser expects on one side, the answer on the other.

import { Button, Empty, ErrorSummary, Notice, Toasts } from '../lib/components.js';
import { html, useEffect, useState } from '../lib/ui.js';
import { Answer } from './answer.js';
import { DemandForm } from './form.js';
import { counted } from './words.js';
import { runnersOf } from './draft.js';

/** @typedef {import('./staffing.js').Staffing} Staffing */

/** @param {{staffing: Staffing}} props */
export function StaffingPage({ staffing }) {
  const { event } = staffing;
  useEffect(() => {
    if (staffing.hasRunners) void staffing.work();
  }, []);
  return html`<div class="staffing">
    <header class="setup-bar">
      <div class="grow"><p class="eyebrow">Staffing plan</p><h1 class="one-line">${event.name}</h1></div>
      <nav class="row gap-2" aria-label="Pages"><a class="button button-quiet" href=${`/e/${event.slug}/setup#therapists`}>Set-up</a><a class="button button-quiet" href=${`/e/${event.slug}/desk`}>Desk</a></nav>
    </header>
    <div class="staffing-columns">
      <${Expectations} staffing=${staffing} />
      <div class="staffing-answer"><${Shown} staffing=${staffing} /></div>
    </div>
  </div><${Toasts} />`;
}

/** The form; on a narrow screen it makes room for the answer. @param {{staffing: Staffing}} props */
function Expectations({ staffing }) {
  const [isOpen, setOpen] = useState(() => !staffing.hasRunners || isWide());
  const runners = runnersOf(staffing.draft.value);
  const plan = staffing.plan.value;
  const isWorking = staffing.isWorking.value;
  const hasErrors = Object.keys(staffing.errors.value).length > 0;
  // The answer comes into view; what is wrong is shown where it can be mended.
  useEffect(() => {
    if (!isWorking) return;
    scrollTo({ top: 0 });
    if (!isWide()) setOpen(false);
  }, [isWorking]);
  useEffect(() => {
    if (hasErrors) setOpen(true);
  }, [hasErrors]);
  /** @param {Event} event */
  const sent = (event) => {
    event.preventDefault();
    void staffing.work();
  };
  return html`<section class="card staffing-form" aria-labelledby="expect">
    <form class="stack gap-5" onSubmit=${sent} novalidate>
      <div class="row row-apart">
        <div><h2 id="expect">What you expect</h2>${!isOpen && html`<p class="soft small">${counted(runners, 'runner')}, ${staffing.draft.value.numbers.before_share}% before and ${staffing.draft.value.numbers.after_share}% after</p>`}</div>
        ${(plan || !isOpen) && html`<span class="only-narrow"><${Button} icon=${isOpen ? 'up' : 'edit'} onClick=${() => setOpen(!isOpen)}>${isOpen ? 'Less' : 'Change'}</${Button}></span>`}
      </div>
      <${ErrorSummary} errors=${staffing.errors.value} title="Please look at this again" />
      <div class="stack gap-5" hidden=${!isOpen}>
        <${DemandForm} staffing=${staffing} />
        <${Button} kind=${plan && !staffing.isOld.value ? 'plain' : 'main'} type="submit" wide busy=${isWorking}>Work it out</${Button}>
      </div>
    </form>
  </section>`;
}

/** Whether the form stands beside the answer. */
function isWide() {
  return matchMedia('(min-width: 62rem)').matches;
}

/** @param {{staffing: Staffing}} props */
function Shown({ staffing }) {
  const plan = staffing.plan.value;
  const isWorking = staffing.isWorking.value;
  return html`<p class="unseen" role="status">${isWorking ? 'Working out the plan' : plan ? 'The plan is ready' : ''}</p>
    ${isWorking && html`<div class="card staffing-working"><progress aria-label="Working out the plan"></progress><p><span class="strong">Trying out race days…</span><span class="soft"> A few seconds for most races, up to twenty for the largest.</span></p></div>`}
    ${staffing.problem.value && html`<${Notice} tone="stopped" icon="alert" alert title="No plan">${staffing.problem.value}</${Notice}>`}
    ${plan && staffing.isOld.value && !isWorking && html`<${Notice} tone="late" icon="edit">You changed something. <strong>Work it out</strong> again to see what it does.</${Notice}>`}
    ${plan && html`<div class=${`stack gap-5${isWorking || staffing.isOld.value ? ' is-old' : ''}`}><${Answer} staffing=${staffing} plan=${plan} /></div>`}
    ${!plan && !isWorking && html`<div class="card"><${Empty} icon="person" title="How many therapists do you need?">Say how many runners start when, and how many of them you expect. EventDesk tries out race days by the same rule as on the day.</${Empty}></div>`}`;
}
