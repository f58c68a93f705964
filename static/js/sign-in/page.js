// The sign-in put together: which race, who you are, and the step for each.

import { Button, Icon, Notice } from '../lib/components.js';
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { Organiser } from './organiser.js';
import { before, hashOf, ownPage, stepOf } from './steps.js';
import { Tablet } from './tablet.js';
import { Names, Pin } from './therapist.js';

/** @typedef {import('./steps.js').Step} Step */
/** @typedef {{slug: string, name: string, date: string}} EventLine */
/** @typedef {{id: number, first_name: string}} Named */
/**
 * @typedef {object} SignInFirst
 * @property {EventLine[]} events
 * @property {import('../lib/types.js').EventPublic|null} event
 * @property {Named[]} therapists
 * @property {string} next
 * @property {{role: string, name?: string}|null} me
 */

/** @param {{first: SignInFirst}} props */
export function Page({ first }) {
  const { event, events } = first;
  const [step, go] = useStep(first.next);
  const needsEvent = !event && events.length > 0;
  return html`<div class="sign-in">
    <header class="sign-in-head">
      <p class="one-line"><b>${event?.name ?? 'EventDesk'}</b></p>
      ${event && events.length > 1 && html`<a href="/sign-in">Another race</a>`}
    </header>
    ${needsEvent ? html`<${Events} events=${events} next=${first.next} />` : html`<${StepBody} first=${first} step=${step} go=${go} />`}
  </div>`;
}

/** @param {string} next @returns {[Step, (step: Step) => void]} */
function useStep(next) {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return [stepOf(hash, next), (step) => { location.hash = hashOf(step); }];
}

/** @param {{first: SignInFirst, step: Step, go: (step: Step) => void}} props */
function StepBody({ first, step, go }) {
  const ref = useFocus(`${step.name}${step.id ?? ''}`);
  const slug = first.event?.slug ?? null;
  const chosen = first.therapists.find((each) => each.id === step.id);
  return html`<div class="sign-in-step" ref=${ref}>
    ${step.name !== 'role' && html`<div><${Button} kind="quiet" icon="back" onClick=${() => go(before(step))}>Back</${Button}></div>`}
    ${step.name === 'role' && html`<${Roles} first=${first} go=${go} />`}
    ${(step.name === 'therapist' || (step.name === 'pin' && !chosen)) && html`<${Names} therapists=${first.therapists} slug=${slug} go=${go} />`}
    ${step.name === 'pin' && chosen && html`<${Pin} key=${chosen.id} therapist=${chosen} slug=${slug} next=${first.next} />`}
    ${step.name === 'organiser' && html`<${Organiser} slug=${slug} next=${first.next} />`}
    ${step.name === 'tablet' && html`<${Tablet} />`}
  </div>`;
}

/** The new step takes the focus, so that a keyboard and a screen reader go on from there. @param {string} step */
function useFocus(step) {
  const ref = useRef(/** @type {HTMLElement|null} */ (null));
  const first = useRef(true);
  useEffect(() => {
    const input = ref.current?.querySelector('.pin-pad, input');
    const goal = input ?? (first.current ? null : ref.current?.querySelector('h1'));
    /** @type {HTMLElement|null|undefined} */ (goal)?.focus({ preventScroll: true });
    first.current = false;
  }, [step]);
  return ref;
}

/** @param {{events: EventLine[], next: string}} props */
function Events({ events, next }) {
  const more = next ? `&next=${encodeURIComponent(next)}` : '';
  return html`<div class="sign-in-step">
    <h1 tabindex="-1">Which race?</h1>
    <nav class="sign-in-list" aria-label="Races">
      ${events.map((each) => html`<a key=${each.slug} class="button button-l sign-in-row" href=${`/sign-in?event=${encodeURIComponent(each.slug)}${more}`}>
        <${Icon} name="calendar" size=${28} />
        <span class="sign-in-words"><span>${each.name}</span><span class="sign-in-hint">${dateInWords(each.date)}</span></span>
      </a>`)}
    </nav>
  </div>`;
}

/** @param {string} date YYYY-MM-DD */
function dateInWords(date) {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' });
  return format.format(new Date(`${date}T00:00:00Z`));
}

/** @param {{first: SignInFirst, go: (step: Step) => void}} props */
function Roles({ first, go }) {
  const { me, event } = first;
  return html`
    <h1 tabindex="-1">Who are you?</h1>
    ${me && event && html`<${Notice} icon="person" title=${`You are signed in${me.name ? ` as ${me.name}` : ''}.`}>
      <a class="sign-in-own" href=${ownPage(me.role, event.slug)}>Go on to your page</a>
    </${Notice}>`}
    ${event
      ? html`<${Role} icon="person" title="I’m a therapist" hint="With my name and PIN" onClick=${() => go({ name: 'therapist' })} />`
      : html`<${Notice} title="There is no race yet.">A new desk is set up with the link that EventDesk printed when it was started.</${Notice}>`}
    <${Role} icon="settings" title="Organiser" hint="With the passphrase" onClick=${() => go({ name: 'organiser' })} />
    ${event && html`<${Role} icon="phone" title="Pair this tablet" hint="As kiosk for runners, for the line lead, or as board" onClick=${() => go({ name: 'tablet' })} />`}
  `;
}

/** @param {{icon: string, title: string, hint: string, onClick: () => void}} props */
function Role({ icon, title, hint, onClick }) {
  return html`<${Button} class="sign-in-row sign-in-role" size="l" wide onClick=${onClick}>
    <span class="sign-in-role-inner"><${Icon} name=${icon} size=${36} />
      <span class="sign-in-words"><span class="sign-in-title">${title}</span><span class="sign-in-hint">${hint}</span></span>
    </span>
  </${Button}>`;
}
