// The screening questions at the desk: read out, a tick for each yes.

import { TextField } from '../../lib/components.js';
import { html, useEffect, useState } from '../../lib/ui.js';

/** @typedef {import('../desk.js').Desk} Desk */

const MINOR_KEYS = ['under_16', 'under_18'];

/**
 * @param {{desk: Desk, treatment: string, answers: Record<string, boolean>, setAnswers: (answers: Record<string, boolean>) => void,
 *   guardian: string, setGuardian: (name: string) => void, note: string, setNote: (note: string) => void}} props
 */
export function HealthQuestions({ desk, treatment, answers, setAnswers, guardian, setGuardian, note, setNote }) {
  const [questions, setQuestions] = useState(/** @type {any[]|null} */ (null));
  useEffect(() => {
    if (desk.first.screening) return setQuestions(desk.first.screening);
    desk.api.get('/event').then((event) => setQuestions(event.screening ?? []), () => setQuestions([]));
  }, []);
  const rule = desk.event.value.treatments.find((each) => each.code === treatment)?.rule;
  // A line lead was given those alone that are asked.
  const asked = (questions ?? []).filter((each) => each.enabled !== false && (each.rule === null || each.rule === rule));
  const isMinor = MINOR_KEYS.some((key) => answers[key]);
  return html`<fieldset class="field health-questions"><legend class="field-label">Read out, and tick each yes</legend>
    ${!questions && html`<p class="soft">Fetching the questions …</p>`}
    <div class="ticks">
      ${asked.map((each) => html`<label key=${each.key} class="tick"><input type="checkbox" checked=${Boolean(answers[each.key])}
        onChange=${(/** @type {any} */ event) => setAnswers({ ...answers, [each.key]: event.currentTarget.checked })} /><span>${each.text}</span></label>`)}
    </div>
    ${isMinor && html`<${TextField} id="runner-guardian" label="Who stays beside the couch" value=${guardian} onInput=${setGuardian} maxlength="80" autocomplete="off" />`}
    <${TextField} id="runner-note" label="Note for the therapist" value=${note} onInput=${setNote} optional maxlength="500" autocomplete="off" />
  </fieldset>`;
}
