// What the desk's forms send. A field that is empty is left out; one that was emptied is sent empty.

/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../lib/types.js').EventPublic} EventView */

/**
 * What the register and edit forms hold, all as typed.
 * @typedef {object} RunnerForm
 * @property {string} bib
 * @property {string} first_name
 * @property {string} last_name
 * @property {string} treatment
 * @property {number} minutes
 * @property {string} wave the id as text, or empty
 * @property {string|null} not_before an instant
 * @property {string} wish '', 'woman', 'man' or a therapist's id as text
 * @property {string} note
 * @property {string} phone
 * @property {boolean} agrees_treatment
 * @property {boolean} agrees_health
 * @property {boolean} force
 */

/** @param {EventView} event @param {string} [treatment] @returns {RunnerForm} */
export function emptyForm(event, treatment) {
  const offered = event.treatments.filter((each) => each.enabled);
  const chosen = offered.find((each) => each.code === treatment) ?? offered[0];
  return {
    bib: '',
    first_name: '',
    last_name: '',
    treatment: chosen?.code ?? '',
    minutes: chosen?.default_minutes ?? 0,
    wave: '',
    not_before: null,
    wish: '',
    note: '',
    phone: '',
    agrees_treatment: false,
    agrees_health: false,
    force: false,
  };
}

/** @param {Visit} visit @param {EventView} event @returns {RunnerForm} */
export function formOf(visit, event) {
  const wish = visit.wish.therapist_id ? String(visit.wish.therapist_id) : (visit.wish.therapist_gender ?? '');
  return {
    ...emptyForm(event, visit.treatment),
    bib: visit.bib ?? '',
    first_name: visit.first_name,
    last_name: visit.last_name,
    treatment: visit.treatment,
    minutes: visit.minutes,
    wave: String(event.waves.find((each) => each.name === visit.wave)?.id ?? ''),
    not_before: visit.not_before,
    wish: wish === 'unsaid' ? '' : wish,
    note: visit.health?.note ?? '',
    phone: visit.phone ?? '',
  };
}

/**
 * What somebody who comes now most likely wants: before the race as long as a wave has still to start.
 * @param {import('../lib/types.js').EventPublic} event @param {number} now milliseconds
 */
export function likelyTreatment(event, now) {
  const rule = event.waves.some((wave) => Date.parse(wave.starts_at) > now) ? 'before_start' : 'promise';
  return event.treatments.find((each) => each.enabled && each.rule === rule)?.code;
}

/**
 * Whether there is enough to say what the wait would be.
 * @param {RunnerForm} form @param {import('../lib/types.js').EventPublic} event
 */
export function canBeQuoted(form, event) {
  const rule = event.treatments.find((each) => each.code === form.treatment)?.rule;
  return rule !== 'before_start' || form.wave !== '' || form.bib.trim() !== '';
}

/**
 * Another treatment brings its own usual length, unless the present one is offered there too.
 * @param {RunnerForm} form @param {EventView} event @param {string} treatment
 * @returns {RunnerForm}
 */
export function withTreatment(form, event, treatment) {
  const chosen = event.treatments.find((each) => each.code === treatment);
  if (!chosen) return form;
  const minutes = chosen.minutes.includes(form.minutes) ? form.minutes : chosen.default_minutes;
  return { ...form, treatment, minutes };
}

/** @param {string} wish */
function wishFields(wish) {
  if (wish === 'woman' || wish === 'man') return { therapist_gender: wish };
  return wish ? { therapist_id: Number(wish) } : {};
}

/** The body of POST /visits. @param {RunnerForm} form */
export function registerBody(form) {
  return {
    ...filled({
      bib: form.bib.trim(),
      first_name: form.first_name.trim(),
      last_name: form.last_name.trim(),
      note: form.note.trim(),
      phone: form.phone.trim(),
      not_before: form.not_before,
    }),
    treatment: form.treatment,
    minutes: form.minutes,
    ...(form.wave ? { wave: Number(form.wave) } : {}),
    ...wishFields(form.wish),
    consent: { treatment: form.agrees_treatment, health_data: form.agrees_health },
    ...(form.force ? { force: true } : {}),
  };
}

/** The body of POST /quotes. @param {RunnerForm} form */
export function quoteBody(form) {
  return {
    ...filled({ bib: form.bib.trim(), not_before: form.not_before }),
    treatment: form.treatment,
    minutes: form.minutes,
    ...(form.wave ? { wave: Number(form.wave) } : {}),
    ...wishFields(form.wish),
  };
}

/**
 * The body of PATCH /visits/<id>: only what differs from `before`.
 * @param {RunnerForm} before @param {RunnerForm} after
 */
export function editBody(before, after) {
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const name of /** @type {const} */ (['bib', 'first_name', 'last_name', 'treatment', 'minutes', 'note'])) {
    const value = typeof after[name] === 'string' ? after[name].trim() : after[name];
    if (value !== before[name]) body[name] = value;
  }
  // Null takes away what was asked for.
  if (after.phone.trim() !== before.phone) body.phone = after.phone.trim() || null;
  if (after.wave !== before.wave && after.wave) body.wave = Number(after.wave);
  if (after.not_before !== before.not_before) body.not_before = after.not_before;
  if (after.wish !== before.wish) Object.assign(body, { therapist_gender: null, therapist_id: null }, wishFields(after.wish));
  return body;
}

/**
 * The body of an action's dialog: empty fields are left out.
 * @param {Record<string, unknown>} values
 */
export function filled(values) {
  return Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value])
      .filter(([, value]) => value !== '' && value !== null && value !== undefined),
  );
}
