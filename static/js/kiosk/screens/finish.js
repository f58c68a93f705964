// The last steps: who should give the massage, what is agreed to, and the wait before it is confirmed.

import { CheckCard, Choices, Icon, Notice } from '../../lib/components.js';
import { now } from '../../lib/clock.js';
import { lengthNow, shorterNow } from '../../lib/lengths.js';
import { minutesUntil, lengthInWords, startInWords, timeOfDay, told, toldWait, windowInWords } from '../../lib/time.js';
import { treatmentLook } from '../../lib/words.js';
import { html, useEffect } from '../../lib/ui.js';
import { meetsPersonFirst, needsPersonNow, startOf, treatmentOf } from '../answers.js';
import { GoOn, Step } from '../frame.js';
import { Alternatives } from './massage.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */
/** @typedef {import('../../lib/types.js').Expected} Expected */

const NOT_ON_DUTY = 'Not on duty now. The team can tell you more.';
/** Not everybody who is here has told whether it is a woman or a man. */
const NOBODY_KNOWN = 'Nobody that we know of just now. The team can tell you more.';

/** @param {{kiosk: Kiosk}} props */
export function Wish({ kiosk }) {
  const { runner } = kiosk;
  const { wish, therapistId } = runner.answers.value;
  const quote = runner.quote.value;
  useEffect(() => void runner.askQuote(), []);

  /** @param {string} value */
  function choose(value) {
    runner.say({ wish: /** @type {any} */ (value), therapistId: null });
    runner.problems.value = [];
  }
  /** @param {string} value */
  function chooseTherapist(value) {
    runner.say({ therapistId: Number(value) });
    runner.problems.value = [];
    void runner.askQuote();
  }

  const { any = null, woman = null, man = null } = quote?.wishes ?? {};
  const hint = (/** @type {Expected|null} */ window, nobody = NOT_ON_DUTY) => (quote ? waitHint(kiosk, window, any, nobody) : '');
  const named = quote?.therapistId === therapistId && therapistId !== null ? waitHint(kiosk, quote.expected_start, any, NOT_ON_DUTY) : '';
  const therapists = kiosk.now.therapists.value;
  return html`<${Step} kiosk=${kiosk} step="wish" class="kiosk-wish" title="Who would you like?" foot=${html`<${GoOn} kiosk=${kiosk} busy=${false} />`}>
    <fieldset id="wish" class="stack">
      <legend class="unseen">Who would you like?</legend>
      <${Choices} name="wish" value=${wish} onChange=${choose} options=${[
        { value: 'any', title: 'No preference', hint: hint(any) },
        { value: 'woman', title: 'A woman', hint: hint(woman, NOBODY_KNOWN) },
        { value: 'man', title: 'A man', hint: hint(man, NOBODY_KNOWN) },
        ...(therapists.length ? [{ value: 'named', title: 'Somebody I know', hint: 'Choose a name' }] : []),
      ]} />
    </fieldset>
    ${wish === 'named' && html`<fieldset class="fieldset">
      <legend>Who?</legend>
      <div class="kiosk-named">
        <${Choices} name="therapist" value=${therapistId === null ? null : String(therapistId)} onChange=${chooseTherapist}
          options=${therapists.map((each) => ({ value: String(each.id), title: each.first_name, hint: each.id === therapistId ? named : '' }))} />
      </div>
    </fieldset>`}
  </${Step}>`;
}

/**
 * When it would be, and how much later than without a wish.
 * @param {Kiosk} kiosk @param {Expected|null} window @param {Expected|null} any @param {string} nobody said where others are there
 */
function waitHint({ setting, clock }, window, any, nobody) {
  if (!window) return any ? nobody : 'We can’t say yet when.';
  const time = startInWords(window, setting.value.event.timezone, clock.now());
  const later = any ? minutesUntil(window.at, Date.parse(any.at)) : 0;
  if (later < 1) return time;
  return later < 5 ? `${time}, a little later` : `${time}, ${lengthInWords(toldWait(later))} later`;
}

/** @param {{kiosk: Kiosk}} props */
export function Consent({ kiosk }) {
  const { runner, consent, setting } = kiosk;
  const answers = runner.answers.value;
  const isLast = needsPersonNow(setting.value, answers);
  return html`<${Step} kiosk=${kiosk} step="consent" title="Do you agree?" lead=${isLast ? 'Don’t wait for this: wave to one of the team as well.' : 'Two boxes, each on its own. You decide.'}
    foot=${html`<${GoOn} kiosk=${kiosk}>${isLast ? 'Send' : 'Continue'}</${GoOn}>`}>
    <div class="kiosk-consent stack">
      <${CheckCard} name="consent.treatment" title="The massage" hint=${consent.value.treatment} checked=${answers.agreesTreatment}
        errors=${runner.errors.value['consent.treatment']} onChange=${(/** @type {boolean} */ value) => runner.say({ agreesTreatment: value })} />
      <${CheckCard} name="consent.health_data" title="My health answers" hint=${consent.value.health_data} checked=${answers.agreesHealth}
        onChange=${(/** @type {boolean} */ value) => runner.say({ agreesHealth: value })} />
    </div>
    ${!answers.agreesHealth && html`<${Notice} icon="person">Without the second box we keep none of your health answers, and somebody will talk with you first.</${Notice}>`}
  </${Step}>`;
}

/** @param {{kiosk: Kiosk}} props */
export function Check({ kiosk }) {
  const { runner, setting } = kiosk;
  const { event } = setting.value;
  const answers = runner.answers.value;
  const quote = runner.quote.value;
  const treatment = treatmentOf(event, answers);
  useEffect(() => void runner.askQuote(), []);
  if (quote?.too_late) {
    const start = startOf(event, answers);
    return html`<${Step} kiosk=${kiosk} step="check" title="It’s just become too late for that one"
      lead=${`We would not be done in time for your start${start === null ? '' : ` at ${timeOfDay(start, event.timezone)}`}.`}>
      <${Alternatives} kiosk=${kiosk} />
    </${Step}>`;
  }
  const look = treatmentLook(event, treatment?.code ?? '');
  const name = answers.entrant?.first_name || answers.firstName;
  return html`<${Step} kiosk=${kiosk} step="check" title=${name ? `All right, ${name}?` : 'All right?'}
    foot=${html`<${GoOn} kiosk=${kiosk} icon="check" busy=${false}>Yes, put me in line</${GoOn}>`}>
    <div class=${`card kiosk-check tone-${look.tone}`}>
      <div class="kiosk-check-when" role="status"><${When} kiosk=${kiosk} /></div>
      <ul class="kiosk-check-list">
        <li><${Icon} name=${look.icon} /><span>${look.name}, ${treatment && lengthNow(event, treatment, answers.minutes ?? treatment.default_minutes)} minutes</span></li>
        ${shorterNow(event).some((each) => each.treatment === treatment) && html`<li><${Icon} name="clock" /><span>Shorter just now, so that everybody gets one</span></li>`}
        ${answers.wish !== 'any' && html`<li><${Icon} name="person" /><span>${wishWords(kiosk)}</span></li>`}
      </ul>
    </div>
    ${meetsPersonFirst(setting.value, answers) && html`<${Notice} icon="person" title="One of the team will talk with you first.">
      ${quote?.expected_start && 'The time is what it would be after that.'}
    </${Notice}>`}
    ${quote?.is_repeat && html`<${Notice}>You had a massage after your race already. You can have another one; we may see others first.</${Notice}>`}
  </${Step}>`;
}

/** @param {Kiosk} kiosk */
function wishWords({ runner, now }) {
  const { wish, therapistId } = runner.answers.value;
  if (wish === 'named') return `With ${now.therapists.value.find((each) => each.id === therapistId)?.first_name ?? 'whom you chose'}`;
  return wish === 'woman' ? 'With a woman' : 'With a man';
}

/** The expected start, before anything is confirmed. @param {{kiosk: Kiosk}} props */
function When({ kiosk }) {
  const { event } = kiosk.setting.value;
  const quote = kiosk.runner.quote.value;
  if (!quote && kiosk.runner.isAsking.value) return html`<p class="soft">Looking at the line …</p>`;
  if (!quote) return html`<p class="large strong">We don’t know right now how long the wait is.</p><p>You can join the line all the same. You will see your time on the board and on your ticket.</p>`;
  if (!quote.expected_start) return html`<p class="large strong">We can’t say yet when it will be.</p><p>You will see it on the board and on your ticket.</p>`;
  return html`<${Expect} window=${quote.expected_start} timezone=${event.timezone} />`;
}

/** "About 14:20" large, the window below, and why it is later than it was told before. @param {{window: Expected, timezone: string}} props */
export function Expect({ window, timezone }) {
  const { at, isNow } = told(window, now.value);
  return html`<p class="kiosk-expect"><span class="kiosk-expect-about">Your massage will start${isNow ? '' : ' about'}</span>
      <strong class="kiosk-expect-time numbers">${isNow ? 'any moment now' : timeOfDay(at, timezone)}</strong></p>
    <p class="kiosk-expect-window">${windowInWords(window, timezone, now.value)}</p>
    ${window.why && html`<p class="kiosk-expect-why"><${Icon} name="late" size=${24} /><span>${window.why}</span></p>`}`;
}
