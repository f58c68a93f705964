// The questions before a massage, a group on each screen; the way to the team for who needs it; a guardian for the young.

import { Button, CheckCard, Icon, Notice, TextField } from '../../lib/components.js';
import { html } from '../../lib/ui.js';
import { answered, questionsIn } from '../answers.js';
import { GoOn, Step } from '../frame.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */

const WORDS = {
  now: { title: 'Any of these right now?', lead: 'Tap all that are true. It keeps you safe.' },
  body: { title: 'Any of these today?', lead: 'So that your therapist knows what to be careful with.' },
  about_you: { title: 'And a little about you', lead: 'Tap all that are true.' },
};

/** @param {{kiosk: Kiosk, step: 'now'|'body'|'about_you'}} props */
export function Questions({ kiosk, step }) {
  const { runner, setting } = kiosk;
  const answers = runner.answers.value;
  const questions = questionsIn(setting.value, answers, step);
  const some = questions.some((each) => answers.yes[each.key]);
  return html`<${Step} kiosk=${kiosk} step=${step} wide class="kiosk-health" title=${WORDS[step].title} lead=${WORDS[step].lead}
    foot=${html`<${GoOn} kiosk=${kiosk} icon=${some ? undefined : 'check'}>${some ? 'Continue' : 'None of these'}</${GoOn}>`}>
    <fieldset class="kiosk-questions">
      <legend class="unseen">${WORDS[step].title}</legend>
      ${questions.map((each) => html`<${CheckCard} key=${each.key} name=${each.key} title=${asStatement(each.text)} checked=${Boolean(answers.yes[each.key])}
        onChange=${() => runner.say(answered(runner.answers.value, each.key))} />`)}
    </fieldset>
  </${Step}>`;
}

/** A tick card says "true", so it carries no question mark. @param {string} text */
function asStatement(text) {
  return text.replace(/\?\s*$/, '');
}

/** @param {{kiosk: Kiosk}} props */
export function Stop({ kiosk }) {
  return html`<${Step} kiosk=${kiosk} step="stop" title="Please talk to the team now"
    foot=${html`<${GoOn} kiosk=${kiosk}>Tell the team I’m here</${GoOn}>`}>
    <div class="card tone-stopped kiosk-calm">
      <${Icon} name="medical" size=${64} />
      <div class="stack">
        <p class="large strong">Thank you for telling us. Somebody should look after you before any massage.</p>
        <p>Wave to one of the team, or ask the person next to you to fetch someone. You don’t have to finish this form first.</p>
      </div>
    </div>
    <p class="soft">If you can, tap the button so that the team sees you on their list as well.</p>
  </${Step}>`;
}

/** @param {{kiosk: Kiosk}} props */
export function Guardian({ kiosk }) {
  const { runner } = kiosk;
  const { guardian, guardianHere } = runner.answers.value;
  const alone = () => (runner.say({ guardian: '', guardianHere: false }), runner.go('wish'));
  /** @param {Event} event */
  const submit = (event) => (event.preventDefault(), runner.next());
  const foot = html`
    <${Button} size="xl" class="kiosk-no" onClick=${alone}>Nobody is with me</${Button}>
    <${GoOn} kiosk=${kiosk} />
  `;
  return html`<${Step} kiosk=${kiosk} step="guardian" title="Who is here with you?" lead="Under 18, a parent or guardian stays beside you." foot=${foot}>
    <form class="stack" onSubmit=${submit} autocomplete="off">
      <${TextField} id="guardian" label="Name of your parent or guardian" size="l" autocomplete="off" autocapitalize="words" spellcheck="false" maxlength="80"
        value=${guardian} errors=${runner.errors.value.guardian} onInput=${(/** @type {string} */ value) => runner.say({ guardian: value })} />
      <${CheckCard} name="guardian_here" title="My parent or guardian is here and agrees" checked=${guardianHere} errors=${runner.errors.value.guardian_here}
        onChange=${(/** @type {boolean} */ value) => runner.say({ guardianHere: value })} />
    </form>
    <${Notice} icon="person">If nobody is with you, one of the team will talk with you first.</${Notice}>
  </${Step}>`;
}
