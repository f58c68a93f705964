// The rules of the queue in minutes.

import { html, useState } from '../../lib/ui.js';
import { eventBody, eventDraft } from '../bodies.js';
import { MinutesField, Switch } from '../fields.js';
import { Section, useDraft } from '../section.js';

/** @type {[string, string, string][]} */
const FIELDS = [
  ['promised_wait_minutes', 'Promised wait', 'After the race: how long a runner waits at most, if all goes well. The line is ordered by it.'],
  ['walk_to_start_minutes', 'Walk to the start', 'A massage before the race is over this long before the runner’s wave.'],
  ['grace_minutes', 'Time to come', 'How long a called runner has to be at the couch. After the second miss the visit is over.'],
  ['turnover_minutes', 'Turnover', 'Cleaning and notes between two runners.'],
  ['cool_down_minutes', 'Cool down', 'After the finish: walk, drink, dry clothes, then the massage.'],
  ['busy_limit_minutes', 'Busy from', 'When somebody who comes now would wait longer than this, the desk offers shorter treatments.'],
];

/** @param {{setup: import('../setup.js').Setup}} props */
export function RulesSection({ setup }) {
  const event = setup.event.value;
  const { draft, change, isChanged, reset } = useDraft(setup, 'rules', event, () => eventDraft(event));
  const [errors, setErrors] = useState(/** @type {Record<string, string[]>} */ ({}));
  const set = (/** @type {string} */ name) => (/** @type {unknown} */ value) => change((before) => ({ ...before, [name]: value }));
  const check = () => Object.fromEntries(FIELDS.filter(([name]) => !/^\d+$/.test(draft[name])).map(([name, label]) => [name, `${label}: give a number of minutes.`]));
  const save = async () => {
    await setup.saveEvent(eventBody(event, draft));
    reset();
  };
  return html`<${Section} id="rules" title="Times and rules" intro="Those already in line follow when you change them." isChanged=${isChanged} onSave=${save} onReset=${reset} onErrors=${setErrors} check=${check}>
    <div class="rule-grid">
      ${FIELDS.map(([name, label, hint]) => html`<${MinutesField} key=${name} id=${name} label=${label} hint=${hint} value=${draft[name]} onInput=${set(name)} errors=${errors[name]} />`)}
    </div>
    <${Switch} id="repeat_goes_last" label="A second massage after the race goes last" hint="So that everybody gets one first" checked=${draft.repeat_goes_last} onChange=${set('repeat_goes_last')} />
  </${Section}>`;
}
