// Search by bib, name or ticket; `/` brings the cursor here. What is on the screen answers at once, the server the rest.

import { ApiError } from '../lib/api.js';
import { Icon, TicketCode } from '../lib/components.js';
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { visitLook } from '../lib/words.js';
import { matching } from './line.js';
import { fullName } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {{bib: string, first_name: string, last_name: string, wave?: string|null}} Entrant */
/** @typedef {import('../lib/types.js').RefusedSlip} RefusedSlip */
/** @typedef {{visits: Visit[], entrants: Entrant[], slips: RefusedSlip[]}} Found */

/** @type {Found} */
const NOTHING = { visits: [], entrants: [], slips: [] };

const PAUSE_MS = 200;
const VISITS_AT_MOST = 6;
const ENTRANTS_AT_MOST = 3;

/** @param {{desk: Desk}} props */
export function Search({ desk }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState(/** @type {Found} */ (NOTHING));
  const [at, setAt] = useState(-1);
  const [isOpen, setOpen] = useState(false);
  const input = useRef(/** @type {HTMLInputElement|null} */ (null));
  const box = useRef(/** @type {HTMLDivElement|null} */ (null));
  useSlash(input);
  useServerSearch(desk, text, setFound);
  useEffect(() => {
    const elsewhere = (/** @type {Event} */ event) => !box.current?.contains(/** @type {Node} */ (event.target)) && setOpen(false);
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, []);

  const results = resultsOf(desk, text, found);
  const shows = isOpen && text.trim() !== '';

  /** @param {Result|undefined} result */
  function choose(result) {
    if (!result) return;
    setOpen(false);
    setText('');
    if (result.visit) desk.showVisit(result.visit.id);
    else desk.show({ kind: 'register', start: result.entrant });
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    const last = results.length - 1;
    // Already here: the key that brings the cursor here is not part of the search.
    if (event.key === '/' && text === '') event.preventDefault();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setAt(event.key === 'ArrowDown' ? Math.min(last, at + 1) : Math.max(0, at - 1));
    } else if (event.key === 'Enter') choose(results[Math.max(0, at)]);
    else if (event.key === 'Escape') (shows ? setOpen(false) : setText(''));
  }

  return html`<div class="search" ref=${box} role="search">
    <${Icon} name="search" size=${20} />
    <input ref=${input} class="search-input" type="text" role="combobox" aria-label="Search by bib, name, ticket or slip" placeholder="Bib, name or ticket"
      aria-expanded=${String(shows)} aria-controls="search-results" aria-autocomplete="list" autocomplete="off" spellcheck=${false} enterkeyhint="search"
      aria-activedescendant=${shows && at >= 0 && results[at] ? `search-${at}` : undefined} value=${text} onKeyDown=${keyed} onFocus=${() => setOpen(true)}
      onInput=${(/** @type {any} */ event) => { setText(event.currentTarget.value); setAt(-1); setOpen(true); }} />
    <kbd aria-hidden="true">/</kbd>
    <div class="search-results" hidden=${!shows}>
      <ul id="search-results" role="listbox" aria-label="Found">
        ${shows && results.map((result, index) => html`<li key=${result.key} id=${`search-${index}`} role="option" aria-selected=${String(index === at)}
          class="search-result" onClick=${() => choose(result)} onPointerMove=${() => setAt(index)}><${ResultWords} desk=${desk} result=${result} /></li>`)}
      </ul>
      ${shows && found.slips.map(({ slip, reason }) => html`<p key=${slip} class="part-empty" role="status"><${Icon} name="offline" size=${18} />Slip ${slip} came to nothing: ${reason}</p>`)}
      ${shows && results.length === 0 && !found.slips.length && html`<p class="part-empty" role="status">Nobody found.</p>`}
    </div>
  </div>`;
}

/** @typedef {{key: string, visit?: Visit, entrant?: Entrant}} Result */

/** @param {Desk} desk @param {string} text @param {Found} found @returns {Result[]} */
function resultsOf(desk, text, found) {
  const here = matching([...desk.visits.value, .../** @type {Visit[]} */ (desk.state.value.ended)], text);
  const visits = [...here, ...found.visits.filter((each) => !here.some((known) => known.id === each.id))].slice(0, VISITS_AT_MOST);
  const bibs = new Set(visits.map((visit) => visit.bib).filter(Boolean));
  return [
    ...visits.map((visit) => ({ key: `v${visit.id}`, visit })),
    ...found.entrants.filter((each) => !bibs.has(each.bib)).slice(0, ENTRANTS_AT_MOST).map((entrant) => ({ key: `e${entrant.bib}`, entrant })),
  ];
}

/** @param {{desk: Desk, result: Result}} props */
function ResultWords({ desk, result: { visit, entrant } }) {
  if (visit)
    return html`<${TicketCode} event=${desk.event.value} visit=${visit} size="s" />
      <span class="grow one-line">${fullName(visit)}</span>${visit.bib && html`<span class="soft">Bib ${visit.bib}</span>`}<span class="soft">${visitLook(visit.status).word}</span>`;
  if (!entrant) return null;
  return html`<span class="search-new"><${Icon} name="plus" size=${18} /></span><span class="grow one-line">${fullName(entrant)}</span>
    <span class="soft">Bib ${entrant.bib}</span><span class="soft">Register</span>`;
}

/** @param {{current: HTMLInputElement|null}} input */
function useSlash(input) {
  useEffect(() => {
    const slash = (/** @type {KeyboardEvent} */ event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.key !== '/' || event.ctrlKey || event.metaKey || target.closest('input, textarea, select, dialog[open]')) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', slash);
    return () => document.removeEventListener('keydown', slash);
  }, []);
}

/** @param {Desk} desk @param {string} text @param {(found: Found) => void} setFound */
function useServerSearch(desk, text, setFound) {
  useEffect(() => {
    const q = text.trim();
    setFound(NOTHING);
    if (!q) return undefined;
    const stopper = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await desk.api.post('/search', { q }, { tries: 1, signal: stopper.signal });
        if (!stopper.signal.aborted) setFound({ ...NOTHING, ...answer });
      } catch (error) {
        // What is on the screen is still searched; only a sign-out has to be told.
        if (error instanceof ApiError && error.isSignedOut) desk.signedOut.value = true;
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stopper.abort();
    };
  }, [text]);
}
