// The event: name, day, place in time, opening hours, how runners are called, what the board shows.

import { Choices, Fieldset, Notice, TextField } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { eventBody, eventDraft } from '../bodies.js';
import { MomentField, Switch } from '../fields.js';
import { Section, useDraft } from '../section.js';
import { TimezoneField } from '../timezone-field.js';

/** @param {{setup: import('../setup.js').Setup}} props */
export function EventSection({ setup }) {
  const event = setup.event.value;
  const { draft, change, isChanged, reset } = useDraft(setup, 'event', event, () => eventDraft(event));
  const [errors, setErrors] = useState(/** @type {Record<string, string[]>} */ ({}));
  const set = (/** @type {string} */ name) => (/** @type {unknown} */ value) => change((before) => ({ ...before, [name]: value }));
  const place = { date: draft.date, timezone: draft.timezone };
  const moves = draft.date !== event.date || draft.timezone !== event.timezone;
  const save = async () => {
    await setup.saveEvent(eventBody(event, draft));
    reset();
  };
  return html`<${Section} id="event" title="Event" isChanged=${isChanged} onSave=${save} onReset=${reset} onErrors=${setErrors}>
    <${TextField} id="event-name" label="Name" value=${draft.name} onInput=${set('name')} errors=${errors.name} maxlength="80" />
    <div class="form-grid">
      <${TextField} id="event-date" type="date" label="Date" value=${draft.date} onInput=${set('date')} errors=${errors.date} />
      <${TimezoneField} id="event-timezone" value=${draft.timezone} date=${draft.date} onChange=${set('timezone')} errors=${errors.timezone} />
    </div>
    ${moves && html`<${Notice} icon="calendar">The waves and the opening hours keep their times of day. Look at the therapists’ shifts afterwards.</${Notice}>`}
    <div class="form-grid">
      <${MomentField} id="opens" label="Opens" moment=${draft.opens} place=${withDate(draft.opens, event, place)} onChange=${set('opens')} errors=${errors.opens_at} optional />
      <${MomentField} id="closes" label="Closes" moment=${draft.closes} place=${withDate(draft.closes, event, place)} onChange=${set('closes')} errors=${errors.closes_at} optional />
    </div>
    <p class="field-hint">Without times the list is open until you close it at the desk.</p>
    <${Switch} id="last_call" label="Close the list by itself when it is full" checked=${draft.last_call && Boolean(draft.closes.time)} disabled=${!draft.closes.time} onChange=${set('last_call')}
      hint=${draft.closes.time ? 'As soon as nobody more could be done before closing time. The board and the kiosk say who is the last one.' : 'Needs a closing time.'} />
    <${Fieldset} id="mode" legend="How runners are called" errors=${errors.mode}>
      <${Choices} name="mode" value=${draft.mode} onChange=${set('mode')} options=${[
        { value: 'auto', title: 'Automatically', hint: 'As soon as a therapist is ready, the next runner is called to that couch.' },
        { value: 'on_request', title: 'When a therapist asks', hint: 'Each therapist taps “Next” to have the next runner called.' },
      ]} />
    </${Fieldset}>
    <${Fieldset} id="board-label" legend="On the board, beside the ticket" hint="Everybody in the tent can read the board." errors=${errors.board_label}>
      <${Choices} name="board-label" value=${draft.board_label} onChange=${set('board_label')} options=${[
        { value: 'none', title: 'Nothing', hint: 'The ticket alone. Nobody can tell who it is.' },
        { value: 'first_name', title: 'First name', hint: 'Friendly. Those who know the runner may guess.' },
        { value: 'bib', title: 'Bib number', hint: 'With it, anybody can find the name in the results.' },
      ]} />
    </${Fieldset}>
    <div class="stack gap-2">
      <${Switch} id="sound" label="Chime on the board" hint="A sound with each call" checked=${draft.sound} onChange=${set('sound')} />
      <${Switch} id="speech" label="Spoken calls" hint="The board’s own voice reads out ticket and couch" checked=${draft.speech} onChange=${set('speech')} />
    </div>
  </${Section}>`;
}

/** The event's date moves while it is typed; a time on the old date is not "another day". @param {any} moment @param {any} event @param {any} place */
function withDate(moment, event, place) {
  return moment.date === event.date ? { ...place, date: event.date } : place;
}
