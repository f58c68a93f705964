// What runners agree to, word by word. A change makes a new version; what somebody agreed to stays on record.

import { Field } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { Section, useDraft } from '../section.js';

/** @param {{setup: import('../setup.js').Setup}} props */
export function ConsentSection({ setup }) {
  const saved = setup.event.value.consent;
  const { draft, change, isChanged, reset } = useDraft(setup, 'consent', saved, () => ({ treatment: saved.treatment, health_data: saved.health_data }));
  const [errors, setErrors] = useState(/** @type {Record<string, string[]>} */ ({}));
  const check = () => Object.fromEntries(Object.entries(draft).filter(([, text]) => !String(text).trim()).map(([name]) => [`consent-${name}`, 'Runners have to read something here.']));
  const save = async () => {
    await setup.saveEvent({ consent: draft });
    reset();
  };
  /** @param {'treatment'|'health_data'} name @param {string} label @param {string} hint */
  const area = (name, label, hint) => html`<${Field} id=${`consent-${name}`} label=${label} hint=${hint} errors=${errors[`consent-${name}`] ?? errors[`consent.${name}`]}>
    ${(/** @type {any} */ attributes) => html`<textarea ...${attributes} class="input" rows="4" maxlength="4000" value=${draft[name]} onInput=${(/** @type {any} */ event) => change((before) => ({ ...before, [name]: event.currentTarget.value }))}></textarea>`}
  </${Field}>`;
  return html`<${Section} id="consent" title="Consent" intro=${`Two boxes at the kiosk, never ticked beforehand. Version ${saved.version} now; a change makes version ${saved.version + 1}, and each runner’s version is kept.`}
    isChanged=${isChanged} onSave=${save} onReset=${reset} onErrors=${setErrors} check=${check}>
    ${area('treatment', 'To the massage', 'Without it there is no massage.')}
    ${area('health_data', 'To keeping the health answers', 'Without it, nothing of health is kept and a person talks to the runner first.')}
  </${Section}>`;
}
