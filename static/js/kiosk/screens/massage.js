// Which massage, and when: before or after the race, the start, the finish, the length, and what to do when it is too late.

import { Icon, Notice, TextField } from '../../lib/components.js';
import { lengthNow, lengthsNow, shorterInWords } from '../../lib/lengths.js';
import { lengthInWords, startInWords, timeOfDay, toldWait } from '../../lib/time.js';
import { treatmentLook } from '../../lib/words.js';
import { html } from '../../lib/ui.js';
import { backTimes, finishChoices, offered, startOf, treatmentOf } from '../answers.js';
import { BigChoice, GoOn, Step } from '../frame.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */
/** @typedef {import('../../lib/types.js').Treatment} Treatment */

/** @param {import('../../lib/types.js').EventPublic} event @param {Treatment} treatment */
function lengths(event, treatment) {
  const minutes = lengthsNow(event, treatment).map((each) => each.shown);
  const [least, most] = [Math.min(...minutes), Math.max(...minutes)];
  if (least < Math.min(...treatment.minutes)) return `${least === most ? least : `${least} to ${most}`} minutes just now`;
  return least === most ? `${least} minutes` : `${least} to ${most} minutes`;
}

/** How it feels: the two that every event begins with. @type {Record<string, string>} */
const STYLE = { pre_event: 'Short and brisk', post_event: 'Slow and calm' };

/** @param {{kiosk: Kiosk}} props */
export function Kind({ kiosk }) {
  const { runner, setting } = kiosk;
  const { event } = setting.value;
  const answers = runner.answers.value;
  const start = startOf(event, answers);
  const now = kiosk.clock.now();
  const waits = kiosk.now.walkUp.value;

  const choice = offered(event);
  const isPlain = choice.length === 2; // before or after: two large cards

  /** @param {Treatment} each */
  function hint(each) {
    const style = STYLE[each.code] ? `${STYLE[each.code]}, ${lengths(event, each)}` : `${treatmentLook(event, each.code).word}, ${lengths(event, each)}`;
    if (each.rule === 'promise' || start === null) return style;
    const time = timeOfDay(start, event.timezone);
    return start > now ? `You start at ${time}. ${style}` : `Your start was at ${time}`;
  }

  return html`<${Step} kiosk=${kiosk} step="kind" title=${isPlain ? 'When would you like your massage?' : 'What would you like?'}>
    ${shorterInWords(event) && html`<${Notice} icon="clock">${shorterInWords(event)}</${Notice}>`}
    <div class="big-choices">
      ${choice.map((each) => {
        const look = treatmentLook(event, each.code);
        const wait = waits[each.code];
        return html`<${BigChoice} key=${each.code} class=${isPlain ? 'big-choice-tall' : ''} icon=${look.icon} tone=${look.tone} title=${each.name} hint=${hint(each)}
          note=${wait && wait.wait_minutes >= 3 ? `about ${lengthInWords(toldWait(wait.wait_minutes))} to wait` : ''}
          busy=${runner.isAsking.value} chosen=${answers.treatment === each.code}
          onClick=${() => runner.sayAndNext(answers.treatment === each.code ? {} : { treatment: each.code, minutes: null })} />`;
      })}
    </div>
  </${Step}>`;
}

/** @param {{kiosk: Kiosk}} props */
export function WaveStep({ kiosk }) {
  const { runner, setting } = kiosk;
  const { event } = setting.value;
  const answers = runner.answers.value;
  const now = kiosk.clock.now();
  const waves = [...event.waves].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  const ahead = waves.filter((each) => Date.parse(each.starts_at) > now);
  if (!ahead.length) return html`<${StartTime} kiosk=${kiosk} />`;
  return html`<${Step} kiosk=${kiosk} step="wave" title="When do you start?" lead="So that you are ready in time.">
    <div class="big-choices big-choices-small">
      ${ahead.map((each) => html`<${BigChoice} key=${each.id} title=${timeOfDay(each.starts_at, event.timezone)} hint=${each.name}
        chosen=${answers.wave === each.name} busy=${runner.isAsking.value} onClick=${() => runner.sayAndNext({ wave: each.name, startTime: '' })} />`)}
    </div>
  </${Step}>`;
}

/** For an event without waves, or when all have started. @param {{kiosk: Kiosk}} props */
function StartTime({ kiosk }) {
  const { runner } = kiosk;
  return html`<${Step} kiosk=${kiosk} step="wave" title="When do you start?" lead="So that you are ready in time." foot=${html`<${GoOn} kiosk=${kiosk} />`}>
    <div class="kiosk-short">
      <${TextField} id="wave" label="Start time" type="time" size="l" autocomplete="off" value=${runner.answers.value.startTime}
        errors=${runner.errors.value.wave} onInput=${(/** @type {string} */ startTime) => runner.say({ startTime, wave: '' })} />
    </div>
  </${Step}>`;
}

const FINISH_WORDS = {
  just_now: { icon: 'after', title: 'Just now' },
  a_while: { icon: 'clock', title: 'A few minutes ago' },
  long_ago: { icon: 'cup', title: '' },
  not_yet: { icon: 'calendar', title: 'Not yet' },
};

/** @param {{kiosk: Kiosk}} props */
export function Finished({ kiosk }) {
  const { runner, setting } = kiosk;
  const { event } = setting.value;
  const cool = event.cool_down_minutes ?? 10;
  /** @param {{key: keyof typeof FINISH_WORDS, minutes: number|null}} choice */
  function choose({ key, minutes }) {
    const finishedAt = minutes === null ? null : kiosk.clock.now() - minutes * 60_000;
    return runner.sayAndNext({ finished: key, finishedAt, backAt: null });
  }
  return html`<${Step} kiosk=${kiosk} step="finished" title="When did you finish?"
    lead=${cool ? `First have a drink and get warm. We call you ${lengthInWords(cool)} after your finish or later.` : ''}>
    <div class="big-choices" id="finished">
      ${finishChoices(event).map((choice) => html`<${BigChoice} key=${choice.key} icon=${FINISH_WORDS[choice.key].icon}
        title=${FINISH_WORDS[choice.key].title || `${lengthInWords(cool)} ago or more`}
        hint=${choice.key === 'not_yet' ? 'Book a time for after your race' : ''}
        chosen=${runner.answers.value.finished === choice.key} busy=${runner.isAsking.value} onClick=${() => choose(choice)} />`)}
    </div>
  </${Step}>`;
}

/** @param {{kiosk: Kiosk}} props */
export function BackAt({ kiosk }) {
  const { runner, setting } = kiosk;
  const { event } = setting.value;
  const answers = runner.answers.value;
  const times = backTimes(event, answers, kiosk.clock.now());
  return html`<${Step} kiosk=${kiosk} step="back_at" title="When will you be back here?" lead="Count in time for a drink and dry clothes. We keep a place from then on.">
    ${!times.length && html`<${Notice}>We close before you could be back. Please ask one of the team.</${Notice}>`}
    <div class="big-choices big-choices-small" id="back_at">
      ${times.map((at) => html`<${BigChoice} key=${at} title=${timeOfDay(at, event.timezone)} chosen=${answers.backAt === at}
        busy=${runner.isAsking.value} onClick=${() => runner.sayAndNext({ backAt: at })} />`)}
    </div>
  </${Step}>`;
}

/** @param {{kiosk: Kiosk}} props */
export function Length({ kiosk }) {
  const { runner, setting } = kiosk;
  const answers = runner.answers.value;
  const treatment = /** @type {Treatment} */ (treatmentOf(setting.value.event, answers));
  const chosen = answers.minutes ?? treatment.default_minutes;
  const { event } = setting.value;
  const look = treatmentLook(event, treatment.code);
  return html`<${Step} kiosk=${kiosk} step="length" title="How long?" foot=${html`<${GoOn} kiosk=${kiosk}>Continue with ${lengthNow(event, treatment, chosen)} minutes</${GoOn}>`}>
    <div class="big-choices big-choices-small" id="minutes">
      ${lengthsNow(event, treatment).map(({ asked, shown }) => html`<${BigChoice} key=${asked} class="big-choice-length" tone=${look.tone} title=${html`<span class="numbers">${shown}</span> minutes`}
        note=${asked === chosen && html`<${Icon} name="check" size=${28} />`} hint=${asked === treatment.default_minutes ? 'most take this' : ''}
        chosen=${asked === chosen} onClick=${() => runner.say({ minutes: asked })} />`)}
    </div>
  </${Step}>`;
}

/** @param {{kiosk: Kiosk}} props */
export function TooLate({ kiosk }) {
  const { event } = kiosk.setting.value;
  const start = startOf(event, kiosk.runner.answers.value);
  return html`<${Step} kiosk=${kiosk} step="too_late" title="It’s a little late for that one"
    lead=${`We would not be done in time for your start${start === null ? '' : ` at ${timeOfDay(start, event.timezone)}`}, and we don’t want you to miss it.`}>
    <${Alternatives} kiosk=${kiosk} />
  </${Step}>`;
}

/** What else is possible, as buttons. @param {{kiosk: Kiosk}} props */
export function Alternatives({ kiosk }) {
  const { runner, setting } = kiosk;
  const { event } = setting.value;
  const answers = runner.answers.value;
  const found = runner.quote.value?.alternatives ?? [];
  if (!found.length) return html`<${Notice} icon="person">Please ask one of the team what is possible.</${Notice}>`;

  /** @param {{treatment: string, minutes: number}} choice */
  function choose({ treatment, minutes }) {
    if (treatment === answers.treatment || !answers.treatment) {
      runner.say({ minutes });
      return runner.askQuote(() => runner.go(runner.quote.value?.too_late ? 'too_late' : 'areas'));
    }
    const start = startOf(event, answers);
    const isAhead = start !== null && start > kiosk.clock.now();
    runner.say({ treatment, minutes, finished: isAhead ? 'not_yet' : null, finishedAt: null, backAt: null });
    return runner.go(isAhead ? 'back_at' : 'finished');
  }

  return html`<h2>This is what we can do</h2>
    <div class="big-choices">
      ${found.map((each) => {
        const look = treatmentLook(event, each.treatment);
        return html`<${BigChoice} key=${`${each.treatment}${each.minutes}`} icon=${look.icon} tone=${look.tone}
          title=${each.treatment === answers.treatment ? `A shorter one: ${each.minutes} minutes` : look.name}
          hint=${each.expected_start ? startInWords(each.expected_start, event.timezone, kiosk.clock.now()) : 'Come back when you have finished'} busy=${runner.isAsking.value} onClick=${() => choose(each)} />`;
      })}
    </div>
    <p class="soft">Or ask one of the team. They may know more.</p>`;
}
