// Registering somebody at the desk, and correcting a visit: the same compact form.

import { Button, CheckCard, Field, Notice, TextField } from '../../lib/components.js';
import { newKey } from '../../lib/key.js';
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { editBody, emptyForm, formOf, likelyTreatment, registerBody } from '../bodies.js';
import { AskDialog } from './frame.js';
import { Quote } from './quote.js';
import { NotBefore, TreatmentFields, WaveField, WishField } from './runner-fields.js';
import { HealthQuestions } from './runner-health.js';

/** @typedef {import('../desk.js').Desk} Desk */
/** @typedef {import('../../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../bodies.js').RunnerForm} RunnerForm */

/** @param {{desk: Desk, start?: Record<string, any>}} props start: an entrant found by the search */
export function RegisterDialog({ desk, start = {} }) {
  const event = desk.event.value;
  const [form, setForm] = useState(() => ({ ...emptyForm(event, likelyTreatment(event, desk.moment.peek())), bib: start.bib ?? '', first_name: start.first_name ?? '', last_name: start.last_name ?? '', wave: waveId(event, start.wave) }));
  const [answers, setAnswers] = useState(/** @type {Record<string, boolean>} */ ({}));
  const [guardian, setGuardian] = useState('');
  const key = useRef(newKey());
  const change = (/** @type {Partial<RunnerForm>} */ part) => setForm((before) => ({ ...before, ...part }));
  const send = () => desk.commands.register({ ...registerBody(form), ...health(form, answers, guardian) }, key.current).catch((error) => {
    // Another try with other words is another wish.
    if (!error.mayPass) key.current = newKey();
    throw error;
  });
  const ready = form.agrees_treatment && (form.first_name.trim() !== '' || form.bib.trim() !== '') && (event.is_open || form.force);
  return html`<${AskDialog} title="Register a runner" yes="Put in line" ready=${ready} wide onClose=${desk.close} onYes=${send} onRefusal=${(/** @type {any} */ error) => html`<${OpenVisit} desk=${desk} error=${error} />`}>
    <${Who} desk=${desk} form=${form} change=${change} />
    <${TreatmentFields} event=${event} form=${form} change=${change} />
    <div class="form-grid">
      <${WaveField} desk=${desk} form=${form} change=${change} />
      <${WishField} desk=${desk} form=${form} change=${change} />
      <${NotBefore} desk=${desk} form=${form} change=${change} />
    </div>
    <${Quote} desk=${desk} form=${form} change=${change} />
    <div class="form-grid">
      <${CheckCard} name="agrees_treatment" checked=${form.agrees_treatment} onChange=${(/** @type {boolean} */ yes) => change({ agrees_treatment: yes })} title="Agrees to the massage" hint="Said so after hearing what it is" />
      <${CheckCard} name="agrees_health" checked=${form.agrees_health} onChange=${(/** @type {boolean} */ yes) => change({ agrees_health: yes })} title="Health answers may be kept" hint="Without it, somebody has to talk to the runner first" />
    </div>
    ${form.agrees_health && html`<${HealthQuestions} desk=${desk} treatment=${form.treatment} answers=${answers} setAnswers=${setAnswers} guardian=${guardian} setGuardian=${setGuardian} note=${form.note} setNote=${(/** @type {string} */ note) => change({ note })} />`}
    ${!ready && html`<p class="soft small">${missingWords(form, event.is_open)}</p>`}
    ${!event.is_open && html`<${Notice} tone="late" icon="stop" title=${event.closed_reason}>
      ${!desk.isLead && html`<${CheckCard} name="force" checked=${form.force} onChange=${(/** @type {boolean} */ yes) => change({ force: yes })} title="Add although the list is closed" />`}
    </${Notice}>`}
  </${AskDialog}>`;
}

/** Why nobody can be put in line yet. @param {RunnerForm} form @param {boolean} isOpen */
function missingWords(form, isOpen) {
  if (!form.first_name.trim() && !form.bib.trim()) return 'A name or a bib is needed.';
  if (!form.agrees_treatment) return 'The runner has to agree to the massage.';
  return isOpen ? '' : 'The list is closed.';
}

/** @param {import('../../lib/types.js').EventPublic} event @param {string|number|null|undefined} wave a name or an id */
function waveId(event, wave) {
  const found = event.waves.find((each) => each.id === wave || each.name === wave);
  return found ? String(found.id) : '';
}

/** @param {RunnerForm} form @param {Record<string, boolean>} answers @param {string} guardian */
function health(form, answers, guardian) {
  if (!form.agrees_health) return {};
  const screening = Object.fromEntries(Object.entries(answers).filter(([, yes]) => yes));
  return { screening, ...(guardian.trim() ? { guardian: guardian.trim() } : {}) };
}

/** @param {{desk: Desk, error: import('../../lib/api.js').ApiError}} props */
function OpenVisit({ desk, error }) {
  const visit = error.visit;
  if (!visit) return null;
  return html` <${Button} onClick=${() => { desk.close(); desk.showVisit(visit.id); }}>Show ticket ${visit.ticket}</${Button}>`;
}

/** Bib and names; a bib on the start list fills the rest in. @param {{desk: Desk, form: RunnerForm, change: (part: Partial<RunnerForm>) => void}} props */
function Who({ desk, form, change }) {
  const [hint, setHint] = useState('');
  const lookedUp = useRef(form.bib.trim());
  const lookUp = async () => {
    const bib = form.bib.trim();
    if (!bib || lookedUp.current === bib) return;
    lookedUp.current = bib;
    try {
      const entrant = await desk.api.get(`/start-list/${encodeURIComponent(bib)}`, { tries: 1 });
      if (lookedUp.current !== bib) return;
      change({ first_name: entrant.first_name ?? '', last_name: entrant.last_name ?? '', wave: waveId(desk.event.value, entrant.wave) || form.wave });
      setHint('From the start list');
    } catch (error) {
      setHint(/** @type {any} */ (error).status === 404 ? 'Not on the start list' : '');
    }
  };
  useEffect(() => {
    const timer = setTimeout(lookUp, 350);
    return () => clearTimeout(timer);
  }, [form.bib]);
  return html`<div class="form-grid form-grid-who">
    <${TextField} id="runner-bib" label="Bib" value=${form.bib} onInput=${(/** @type {string} */ bib) => change({ bib })} optional maxlength="20" autocomplete="off" />
    <${TextField} id="runner-first" label="First name" value=${form.first_name} onInput=${(/** @type {string} */ first_name) => change({ first_name })} maxlength="80" autocomplete="off" />
    <${TextField} id="runner-last" label="Last name" value=${form.last_name} onInput=${(/** @type {string} */ last_name) => change({ last_name })} optional maxlength="80" autocomplete="off" />
    <p class="soft small form-note" role="status">${hint}</p>
  </div>`;
}

/** @param {{desk: Desk, visit: Visit}} props */
export function EditDialog({ desk, visit }) {
  const event = desk.event.value;
  const before = useRef(formOf(visit, event));
  const [form, setForm] = useState(before.current);
  const change = (/** @type {Partial<RunnerForm>} */ part) => setForm((known) => ({ ...known, ...part }));
  const body = editBody(before.current, form);
  const [isShown, setShown] = useState(false);
  /** Asked for one runner at a time, since looking at a note is recorded. */
  const show = async () => {
    const kept = formOf(await desk.api.get(`/visits/${visit.id}`), event);
    const { phone, note } = kept;
    before.current = { ...before.current, phone, note };
    change({ phone, note });
    setShown(true);
  };
  const begun = !['held', 'waiting', 'away', 'called'].includes(visit.status);
  return html`<${AskDialog} title=${`Change ${visit.ticket}`} yes="Save" wide ready=${Object.keys(body).length > 0} onClose=${desk.close} onYes=${() => desk.commands.edit(visit, body)}>
    <div class="form-grid form-grid-who">
      <${TextField} id="runner-bib" label="Bib" value=${form.bib} onInput=${(/** @type {string} */ bib) => change({ bib })} optional maxlength="20" autocomplete="off" />
      <${TextField} id="runner-first" label="First name" value=${form.first_name} onInput=${(/** @type {string} */ first_name) => change({ first_name })} maxlength="80" autocomplete="off" />
      <${TextField} id="runner-last" label="Last name" value=${form.last_name} onInput=${(/** @type {string} */ last_name) => change({ last_name })} optional maxlength="80" autocomplete="off" />
    </div>
    ${!begun && html`
      <${TreatmentFields} event=${event} form=${form} change=${change} />
      <div class="form-grid">
        <${WaveField} desk=${desk} form=${form} change=${change} />
        <${WishField} desk=${desk} form=${form} change=${change} />
        <${NotBefore} desk=${desk} form=${form} change=${change} />
      </div>
      <p class="soft small">The ticket stays ${visit.ticket}. ${visit.flags.includes('moved') ? 'The place given by hand stays too.' : 'The due time follows what you change.'}</p>`}
    ${isShown ? html`<${PhoneAndNote} form=${form} change=${change} />` : html`<${ShowMore} show=${show} />`}
    ${begun && html`<p class="soft">The treatment has begun: the treatment, its length and the wishes stay as they are.</p>`}
  </${AskDialog}>`;
}

/** @param {{show: () => Promise<void>}} props */
function ShowMore({ show }) {
  const [error, setError] = useState('');
  const tried = () => show().catch((/** @type {Error} */ problem) => setError(problem.message));
  return html`<div class="row gap-2">
    <${Button} icon="lock" onClick=${tried}>Phone number and note</${Button}>
    <span class="soft small" role="status">${error || 'That you looked at them is recorded.'}</span>
  </div>`;
}

/** @param {{form: RunnerForm, change: (part: Partial<RunnerForm>) => void}} props */
function PhoneAndNote({ form, change }) {
  return html`<div class="form-grid">
    <${TextField} id="runner-phone" label="Phone number" type="tel" value=${form.phone} onInput=${(/** @type {string} */ phone) => change({ phone })} optional maxlength="40" autocomplete="off" />
    <${Field} id="runner-note" label="Note for the therapist" optional>
      ${(/** @type {any} */ attributes) => html`<textarea ...${attributes} class="input" rows="3" maxlength="500" autocomplete="off" value=${form.note} onInput=${(/** @type {any} */ typed) => change({ note: typed.currentTarget.value })}></textarea>`}
    </${Field}>
  </div>`;
}
