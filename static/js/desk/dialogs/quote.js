// What the runner may expect, before putting them in line.

import { now } from '../../lib/clock.js';
import { Notice } from '../../lib/components.js';
import { expectedInWords, shortLength } from '../../lib/time.js';
import { html, useEffect, useState } from '../../lib/ui.js';
import { canBeQuoted, quoteBody } from '../bodies.js';
import { clockTime, RowButton } from '../pieces.js';

/** @typedef {import('../desk.js').Desk} Desk */
/** @typedef {import('../bodies.js').RunnerForm} RunnerForm */

const PAUSE_MS = 350;

/** @param {{desk: Desk, form: RunnerForm, change: (part: Partial<RunnerForm>) => void}} props */
export function Quote({ desk, form, change }) {
  const [quote, setQuote] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState('');
  const isEnough = canBeQuoted(form, desk.event.value);
  const wanted = JSON.stringify(quoteBody(form));
  useEffect(() => {
    if (!isEnough) return undefined;
    const stopper = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await desk.api.post('/quotes', JSON.parse(wanted), { tries: 1, signal: stopper.signal });
        if (stopper.signal.aborted) return;
        setQuote(answer);
        setProblem('');
      } catch (error) {
        if (stopper.signal.aborted) return;
        setQuote(null);
        const { errors, message } = /** @type {import('../../lib/api.js').ApiError} */ (error);
        setProblem(Object.values(errors ?? {}).flat().join(' ') || message);
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stopper.abort();
    };
  }, [wanted]);
  if (!isEnough) return html`<p class="soft">Choose the wave, or give the bib, to see the wait.</p>`;
  if (problem) return html`<p class="soft" role="status">${problem}</p>`;
  if (!quote) return html`<p class="soft" role="status">Looking at the line …</p>`;
  const { timezone } = desk.event.value;
  if (quote.open_visit)
    return html`<${Notice} tone="late" icon="info">This runner already has ticket ${quote.open_visit.ticket}.</${Notice}>`;
  if (quote.too_late)
    return html`<${Notice} tone="late" icon="late" title=${`Too late before the start: it would have to begin by ${clockTime(desk, quote.due_at)}.`}>
      <${Alternatives} desk=${desk} quote=${quote} change=${change} /></${Notice}>`;
  return html`<${Notice} icon="clock">
    ${quote.expected_start ? html`Expected ${expectedInWords(quote.expected_start, timezone, now.value)}${quote.wait_minutes > 0 ? `, a wait of ${shortLength(quote.wait_minutes)}` : ''}.` : 'Nobody on duty can say when.'}
    ${quote.is_repeat ? ' Second massage after the race.' : ''}
  </${Notice}>`;
}

/** @param {{desk: Desk, quote: any, change: (part: Partial<RunnerForm>) => void}} props */
function Alternatives({ desk, quote, change }) {
  const event = desk.event.value;
  return html`<div class="row gap-2">
    ${(quote.alternatives ?? []).map((/** @type {any} */ each) => {
      const name = event.treatments.find((known) => known.code === each.treatment)?.name ?? each.treatment;
      return html`<${RowButton} key=${`${each.treatment}${each.minutes}`} onClick=${() => change({ treatment: each.treatment, minutes: each.minutes })}>${name}, ${each.minutes} min</${RowButton}>`;
    })}
  </div>`;
}
