// The frame of every step: Back and the progress above, one heading, what is asked, and the one button that goes on.

import { Button, ErrorSummary, Icon } from '../lib/components.js';
import { html, useEffect, useRef } from '../lib/ui.js';
import { PHASES, progressAt } from './flow.js';

/** @typedef {import('../kiosk.js').Kiosk} Kiosk */

/**
 * A heading that takes the focus when its screen comes up, so that it is read out.
 * @param {{children: any, class?: string}} props
 */
export function Heading({ children, class: more = '' }) {
  const ref = useRef(/** @type {HTMLHeadingElement|null} */ (null));
  useEffect(() => {
    scrollTo(0, 0);
    ref.current?.focus({ preventScroll: true });
  }, []);
  return html`<h1 ref=${ref} tabindex="-1" class=${`kiosk-title ${more}`}>${children}</h1>`;
}

/** @param {{kiosk: Kiosk, step: import('./flow.js').Step}} props */
function Progress({ kiosk, step }) {
  const { runner, setting } = kiosk;
  const { phase, title, done, steps } = progressAt(setting.value, runner.answers.value, runner.quote.value, step);
  return html`<div class="kiosk-progress">
    <p class="kiosk-progress-words"><span class="unseen">Part ${phase + 1} of ${PHASES.length}: </span>${title}</p>
    <div class="kiosk-progress-bar" aria-hidden="true">
      ${PHASES.map((_, at) => {
        const share = at < phase ? 1 : at > phase ? 0 : (done + 0.5) / steps;
        return html`<span class="kiosk-progress-part" style=${{ '--share': String(share) }}></span>`;
      })}
    </div>
  </div>`;
}

/** @param {{kiosk: Kiosk, children?: any, onBack?: () => void}} props `children`: the progress, or nothing */
export function Head({ kiosk, children, onBack = () => kiosk.runner.back() }) {
  return html`<header class="kiosk-head">
    <${Button} kind="quiet" size="l" icon="back" class="kiosk-back" onClick=${onBack}>Back</${Button}>
    ${children ?? html`<span></span>`}
    <${Button} kind="quiet" icon="close" class="kiosk-stop" onClick=${() => kiosk.runner.forget()}>
      Start over
    </${Button}>
  </header>`;
}

/**
 * @param {object} props
 * @param {Kiosk} props.kiosk
 * @param {import('./flow.js').Step} props.step
 * @param {any} props.title
 * @param {any} [props.lead] one sentence below the heading
 * @param {boolean} [props.wide]
 * @param {string} [props.class]
 * @param {boolean} [props.quiet] without the summary of what is wrong: the step says it itself
 * @param {any} [props.foot] the button that goes on
 * @param {any} [props.children]
 */
export function Step({ kiosk, step, title, lead, wide = false, class: more = '', quiet = false, foot, children }) {
  return html`<div class=${`kiosk-screen${wide ? ' kiosk-wide' : ''} ${more}`}>
    <${Head} kiosk=${kiosk}><${Progress} kiosk=${kiosk} step=${step} /></${Head}>
    <div class="kiosk-main">
      <div class="kiosk-ask">
        <${Heading}>${title}</${Heading}>
        ${lead && html`<p class="kiosk-lead">${lead}</p>`}
      </div>
      ${!quiet && html`<${ErrorSummary} errors=${kiosk.runner.errors.value} />`}
      ${children}
    </div>
    ${foot && html`<footer class="kiosk-foot">${foot}</footer>`}
  </div>`;
}

/**
 * The one button that goes on.
 * @param {{kiosk: Kiosk, children?: any, icon?: string, busy?: boolean}} props
 */
export function GoOn({ kiosk, children = 'Continue', icon, busy = kiosk.runner.isAsking.value }) {
  return html`<${Button} kind="main" size="xl" class="kiosk-go" icon=${icon} busy=${busy} onClick=${() => kiosk.runner.next()}>
    ${children}
  </${Button}>`;
}

/**
 * A large card that is a choice and goes on at once.
 * @param {{icon?: string, title: any, hint?: any, note?: any, tone?: string, chosen?: boolean, busy?: boolean, id?: string,
 *   class?: string, disabled?: boolean, onClick: () => unknown}} props
 */
export function BigChoice({ icon, title, hint, note, tone = 'neutral', chosen = false, busy, id, class: more = '', disabled, onClick }) {
  return html`<button type="button" id=${id} class=${`big-choice tone-${tone} ${more}`} aria-pressed=${String(chosen)}
    aria-busy=${busy ? 'true' : undefined} aria-disabled=${disabled ? 'true' : undefined}
    onClick=${() => !busy && !disabled && onClick()}>
    ${icon && html`<span class="big-choice-icon"><${Icon} name=${icon} size=${40} /></span>`}
    <span class="big-choice-words">
      <span class="big-choice-title">${title}</span>
      ${hint && html`<span class="big-choice-hint">${hint}</span>`}
      ${note && html`<span class="big-choice-note">${note}</span>`}
    </span>
  </button>`;
}
