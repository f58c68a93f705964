// How long what is kept: three settings, saved together.

import { ApiError } from '../lib/api.js';
import { Button, Choices, Fieldset, Notice, TextField } from '../lib/components.js';
import { html, useState } from '../lib/ui.js';
import { sentences } from '../desk/dialogs/frame.js';

/** @param {{privacy: import('./privacy.js').Privacy}} props */
export function Rules({ privacy }) {
  const saved = privacy.shown.value;
  const [days, setDays] = useState(String(saved.purge_after_days));
  const [years, setYears] = useState(String(saved.record_years));
  const [records, setRecords] = useState(/** @type {string} */ (saved.records));
  const [error, setError] = useState(/** @type {ApiError|null} */ (null));
  const isChanged = days !== String(saved.purge_after_days) || years !== String(saved.record_years) || records !== saved.records;
  const isReady = /^\d+$/.test(days) && /^\d+$/.test(years);

  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    if (!isChanged || !isReady) return;
    setError(null);
    try {
      await privacy.save({ purge_after_days: Number(days), record_years: Number(years), records });
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      setError(problem);
    }
  }

  return html`<section class="card" aria-labelledby="rules-title"><form class="stack" onSubmit=${save} novalidate>
    <h2 id="rules-title">How long</h2>
    ${error && html`<${Notice} tone="stopped" icon="alert" alert>${sentences(error)}</${Notice}>`}
    <${TextField} id="purge_after_days" label="Days after the event until names and answers go" hint="Seven, unless somebody needs them longer." value=${days} onInput=${setDays} inputmode="numeric" maxlength="2" errors=${error?.errors.purge_after_days} />
    <${Fieldset} id="records" legend="Treatment records">
      <${Choices} name="records" value=${records} onChange=${setRecords} options=${[
        { value: 'hand_over', title: 'Each therapist takes them along', hint: 'An encrypted file for each; then they are removed here.' },
        { value: 'keep', title: 'They stay on this laptop', hint: 'Encrypted, until their time is over. The laptop then has to be kept as well.' },
      ]} />
    </${Fieldset}>
    <${TextField} id="record_years" label="Years that a treatment record is kept" hint="Ask the insurer: 5 to 10 after the treatment. A minor’s is kept to the 25th birthday." value=${years} onInput=${setYears} inputmode="numeric" maxlength="2" errors=${error?.errors.record_years} />
    <div class="row"><${Button} kind="main" type="submit" disabled=${!isChanged || !isReady}>Save</${Button}><span role="status" class="soft">${isChanged ? 'Not saved yet' : ''}</span></div>
  </form></section>`;
}
