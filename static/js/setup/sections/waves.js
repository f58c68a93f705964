// The waves: who starts when.

import { Button, Empty, FieldError } from '../../lib/components.js';
import { html, useRef, useState } from '../../lib/ui.js';
import { waveDrafts, waveProblems, wavesBody } from '../bodies.js';
import { MomentField } from '../fields.js';
import { focusOn, Section, useDraft } from '../section.js';

/** @typedef {import('../bodies.js').WaveDraft} WaveDraft */

/** @param {{setup: import('../setup.js').Setup}} props */
export function WavesSection({ setup }) {
  const event = setup.event.value;
  const { draft, change, isChanged, reset } = useDraft(setup, 'waves', event, () => waveDrafts(event));
  const [errors, setErrors] = useState(/** @type {Record<string, string[]>} */ ({}));
  const added = useRef(0);
  const put = (/** @type {string} */ key, /** @type {Partial<WaveDraft>} */ part) => change((all) => all.map((each) => (each.key === key ? { ...each, ...part } : each)));
  const add = () => {
    added.current += 1;
    const key = `new${added.current}`;
    change((all) => [...all, { key, id: null, name: `Wave ${all.length + 1}`, starts: { date: event.date, time: '' } }]);
    setTimeout(() => focusOn(`wave-time-${key}`));
  };
  const save = async () => {
    await setup.saveEvent(wavesBody(draft, event));
    reset();
  };
  return html`<${Section} id="waves" title="Waves" intro="Groups of runners that start at the same time. A massage before the race is planned back from the start." isChanged=${isChanged}
    onSave=${save} onReset=${reset} onErrors=${setErrors} check=${() => waveProblems(draft, event)}>
    <${FieldError} id="waves" errors=${errors.waves} />
    ${draft.length > 0 && html`<table class="setup-table"><thead><tr><th scope="col">Name</th><th scope="col">Starts (local time)</th><th scope="col"><span class="unseen">Remove</span></th></tr></thead>
      <tbody>${draft.map((wave) => html`<tr key=${wave.key}>
        <td><${FieldError} id=${`wave-name-${wave.key}`} errors=${errors[`wave-name-${wave.key}`]} />
          <input id=${`wave-name-${wave.key}`} class="input" aria-label="Name of the wave" maxlength="80" value=${wave.name} aria-invalid=${errors[`wave-name-${wave.key}`] ? 'true' : undefined}
            onInput=${(/** @type {any} */ tap) => put(wave.key, { name: tap.currentTarget.value })} /></td>
        <td><${MomentField} hideLabel id=${`wave-time-${wave.key}`} label=${`Start of ${wave.name || 'the wave'}`} moment=${wave.starts} place=${event} errors=${errors[`wave-time-${wave.key}`]} onChange=${(/** @type {any} */ starts) => put(wave.key, { starts })} /></td>
        <td class="cell-end"><${Button} kind="quiet" icon="trash" iconOnly label=${`Remove ${wave.name || 'this wave'}`} onClick=${() => change((all) => all.filter((each) => each.key !== wave.key))} /></td>
      </tr>`)}</tbody></table>`}
    ${draft.length === 0 && html`<${Empty} icon="before" title="No waves yet">Add them here, or take them from the start list.</${Empty}>`}
    <div><${Button} icon="plus" onClick=${add}>Add a wave</${Button}></div>
  </${Section}>`;
}
