// One therapist: added or changed.

import { ApiError } from '../../lib/api.js';
import { Button, Choices, Field, FieldError, Fieldset, TextField } from '../../lib/components.js';
import { html, useRef, useState } from '../../lib/ui.js';
import { AskDialog } from '../../desk/dialogs/frame.js';
import { therapistBody, therapistDraft, therapistProblems } from '../roster.js';
import { MomentField } from '../fields.js';

/** @typedef {import('../roster.js').TherapistDraft} TherapistDraft */
/** @typedef {(part: Partial<TherapistDraft>) => void} Set */

/** @param {{setup: import('../setup.js').Setup, therapist: import('../setup.js').Therapist|null, onClose: () => void}} props */
export function TherapistDialog({ setup, therapist, onClose }) {
  const event = setup.event.value;
  const [draft, setDraft] = useState(() => therapistDraft(therapist, event));
  const [tried, setTried] = useState(false);
  const [said, setSaid] = useState(/** @type {Record<string, string[]>} */ ({}));
  const set = (/** @type {Partial<TherapistDraft>} */ part) => setDraft((before) => ({ ...before, ...part }));
  const missing = therapistProblems(draft);
  const errors = { ...said, ...(tried ? Object.fromEntries(Object.entries(missing).map(([name, words]) => [name, [words]])) : {}) };
  const send = async () => {
    setTried(true);
    setSaid({});
    if (Object.keys(missing).length) throw new Missing();
    const body = therapistBody(draft, event);
    try {
      if (therapist) await setup.api.patch(`/therapists/${therapist.id}`, body);
      else await setup.api.post('/therapists', withoutEmpty(body));
    } catch (error) {
      setSaid(/** @type {any} */ (error).errors ?? {});
      throw error;
    }
    await setup.readTherapists();
  };
  return html`<${AskDialog} title=${therapist ? therapist.name : 'Add a therapist'} yes=${therapist ? 'Save' : 'Add'} wide onClose=${onClose} onYes=${send}>
    <div class="form-grid form-grid-therapist">
      <${TextField} id="name" label="Name" value=${draft.name} onInput=${(/** @type {string} */ name) => set({ name })} errors=${errors.name} maxlength="80" autocomplete="off" />
      <${TextField} id="couch" label="Couch" value=${draft.couch} onInput=${(/** @type {string} */ couch) => set({ couch })} errors=${errors.couch} optional maxlength="10" autocomplete="off" />
    </div>
    <${Fieldset} id="gender" legend="Runners may wish for a woman or a man">
      <${Choices} name="gender" value=${draft.gender} onChange=${(/** @type {string} */ gender) => set({ gender })} options=${[{ value: 'woman', title: 'A woman' }, { value: 'man', title: 'A man' }, { value: 'unsaid', title: 'Unsaid' }]} />
    </${Fieldset}>
    <${Fieldset} id="grade" legend="Works as" hint="A student is given runners only while a supervisor is on shift.">
      <${Choices} name="grade" value=${draft.grade} onChange=${(/** @type {string} */ grade) => set({ grade })} options=${[{ value: 'therapist', title: 'Therapist' }, { value: 'student', title: 'Student' }, { value: 'supervisor', title: 'Supervisor' }]} />
    </${Fieldset}>
    <${Skills} event=${event} draft=${draft} set=${set} errors=${errors.skills} />
    <div class="form-grid">
      <${MomentField} id="shift_start" label="Shift from" moment=${draft.shift_start} place=${event} onChange=${(/** @type {any} */ moment) => set({ shift_start: moment })} errors=${errors.shift_start} optional />
      <${MomentField} id="shift_end" label="Shift to" moment=${draft.shift_end} place=${event} onChange=${(/** @type {any} */ moment) => set({ shift_end: moment })} errors=${errors.shift_end} optional />
    </div>
    <${Breaks} event=${event} draft=${draft} set=${set} errors=${errors} />
    <${PinField} draft=${draft} set=${set} isSet=${Boolean(therapist?.pin_set)} errors=${errors.pin} />
  </${AskDialog}>`;
}

/** Said by the fields themselves; the dialog stays open. */
class Missing extends ApiError {
  constructor() {
    super({ title: 'Not everything is right yet. Please look at the marked fields.', status: 422 });
  }
}

/** A new line takes nothing empty. @param {Record<string, any>} body */
function withoutEmpty(body) {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== ''));
}

/** @param {{event: any, draft: TherapistDraft, set: Set, errors?: string[]}} props */
function Skills({ event, draft, set, errors }) {
  const flip = (/** @type {string} */ code) => set({ skills: draft.skills.includes(code) ? draft.skills.filter((each) => each !== code) : [...draft.skills, code] });
  return html`<fieldset class="field" id="skills" tabindex="-1"><legend class="field-label">Gives</legend><${FieldError} id="skills" errors=${errors} />
    <div class="row">${event.treatments.map((/** @type {any} */ each) => html`<label key=${each.code} class="tick"><input type="checkbox" checked=${draft.skills.includes(each.code)} onChange=${() => flip(each.code)} /><span>${each.name}</span></label>`)}</div>
  </fieldset>`;
}

/** @param {{event: any, draft: TherapistDraft, set: Set, errors: Record<string, string[]>}} props */
function Breaks({ event, draft, set, errors }) {
  const count = useRef(0);
  const put = (/** @type {string} */ key, /** @type {any} */ part) => set({ breaks: draft.breaks.map((each) => (each.key === key ? { ...each, ...part } : each)) });
  const add = () => {
    count.current += 1;
    set({ breaks: [...draft.breaks, { key: `new${count.current}`, starts: { date: event.date, time: '' }, ends: { date: event.date, time: '' } }] });
  };
  return html`<fieldset class="field"><legend class="field-label">Breaks <span class="field-optional">(optional)</span></legend>
    <${FieldError} id="breaks" errors=${errors.breaks} />
    ${draft.breaks.map((each) => html`<div key=${each.key} class="break-line">
      <${FieldError} id=${each.key} errors=${errors[each.key]} />
      <${MomentField} hideLabel id=${`from-${each.key}`} label="Break from" moment=${each.starts} place=${event} onChange=${(/** @type {any} */ starts) => put(each.key, { starts })} />
      <span aria-hidden="true">to</span>
      <${MomentField} hideLabel id=${`to-${each.key}`} label="Break to" moment=${each.ends} place=${event} onChange=${(/** @type {any} */ ends) => put(each.key, { ends })} />
      <${Button} kind="quiet" icon="trash" iconOnly label="Remove this break" onClick=${() => set({ breaks: draft.breaks.filter((one) => one.key !== each.key) })} />
    </div>`)}
    <div><${Button} icon="plus" onClick=${add}>Add a break</${Button}></div>
  </fieldset>`;
}

/** @param {{draft: TherapistDraft, set: Set, isSet: boolean, errors?: string[]}} props */
function PinField({ draft, set, isSet, errors }) {
  return html`<${Field} id="pin" label=${isSet ? 'New PIN' : 'PIN'} optional errors=${errors} hint=${isSet ? 'A PIN is set. Leave this empty to keep it; a new one signs out everywhere.' : '4 to 8 digits, to sign in on a phone.'}>
    ${(/** @type {any} */ attributes) => html`<input ...${attributes} class="input input-number pin-input" type="text" inputmode="numeric" autocomplete="off" maxlength="8" value=${draft.pin} onInput=${(/** @type {any} */ event) => set({ pin: event.currentTarget.value.replace(/\D/g, '') })} />`}
  </${Field}>`;
}
