// Who is it? By race number, by name, or by hand; then a hello to check.

import { Button, Icon, Notice, TextField } from '../../lib/components.js';
import { timeOfDay } from '../../lib/time.js';
import { html, useState } from '../../lib/ui.js';
import { startOf, waveOf } from '../answers.js';
import { BibPad } from '../bib-pad.js';
import { BigChoice, GoOn, Step } from '../frame.js';
import { LETTERS_AT_LEAST, letters, toldApart } from '../names.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */

/** @param {{kiosk: Kiosk}} props */
export function Bib({ kiosk }) {
  const { runner } = kiosk;
  const [problem] = runner.problems.value;
  const bib = runner.answers.value.bib;
  return html`<${Step} kiosk=${kiosk} step="bib" title="What is your race number?" quiet wide
    lead="It’s the big number on your bib.">
    <div class="kiosk-bib">
      <${BibPad} value=${bib} problem=${problem?.text} busy=${runner.isAsking.value}
        onInput=${(/** @type {string} */ value) => (runner.say({ bib: value, way: 'bib', entrant: null }), (runner.problems.value = []))}
        onDone=${() => runner.next()} />
      <div class="kiosk-aside">
        ${problem && bib && html`<${Button} size="l" wide icon="forward" onClick=${() => byHand(kiosk, bib)}>Yes, I am ${bib}. Go on</${Button}>`}
        <p class="soft">No bib with you? That’s fine.</p>
        <${Button} size="l" wide icon="search" onClick=${() => byName(kiosk)}>Find me by name</${Button}>
        <${Button} size="l" wide icon="edit" onClick=${() => byHand(kiosk, '')}>I’m not on the list</${Button}>
      </div>
    </div>
  </${Step}>`;
}

/** @param {Kiosk} kiosk @param {string} bib */
function byHand({ runner }, bib) {
  runner.say({ way: 'hand', bib, entrant: null });
  runner.go('by_hand');
}

/** @param {Kiosk} kiosk */
function byName({ runner }) {
  runner.say({ way: 'search', bib: '', entrant: null });
  runner.go('search');
}

/** @param {{kiosk: Kiosk}} props */
export function Search({ kiosk }) {
  const { runner, asking } = kiosk;
  const [name, setName] = useState('');
  const [found, setFound] = useState(/** @type {import('../shapes.js').Entrant[]|null} */ (null));
  const enough = letters(name) >= LETTERS_AT_LEAST;

  /** @param {Event} [event] */
  function search(event) {
    event?.preventDefault();
    if (!enough) {
      runner.problems.value = [{ field: 'name', text: `Please type at least ${LETTERS_AT_LEAST} letters of your name.` }];
      return undefined;
    }
    runner.problems.value = [];
    return runner.ask(() => asking.named(name), setFound, (error) => runner.failed(error, 'name'));
  }

  return html`<${Step} kiosk=${kiosk} step="search" title="What is your name?" lead="Your first or last name, as you gave it for the race.">
    <form class="kiosk-search" onSubmit=${search} autocomplete="off">
      <${TextField} id="name" label="Name" value=${name} onInput=${setName} size="l" autocomplete="off" autocapitalize="words"
        spellcheck="false" maxlength="80" errors=${runner.errors.value.name} />
      <${Button} kind=${found ? 'plain' : 'main'} size="l" icon="search" type="submit" busy=${runner.isAsking.value}>Search</${Button}>
    </form>
    <div role="status" class="stack">
      ${found?.length === 0 && html`<${Notice}>We found nobody with that name.</${Notice}>`}
      ${found && found.length > 0 && html`<h2>Is one of these you?</h2>`}
    </div>
    ${found && found.length > 0 && html`<div class="kiosk-found">
      ${toldApart(found).map(({ entrant, name: shown, wave, bibEnd }) => html`<${BigChoice} key=${entrant.bib} icon="person" title=${shown}
        hint=${[wave, bibEnd && `bib ends in ${bibEnd}`].filter(Boolean).join(' · ')} onClick=${() => chosen(kiosk, entrant)} />`)}
    </div>`}
    <div class="row"><${Button} size="l" icon="edit" onClick=${() => byHand(kiosk, '')}>${found?.length ? 'None of these' : 'I’m not on the list'}</${Button}></div>
  </${Step}>`;
}

/** The same checks as for a typed bib: there may be a ticket already. @param {Kiosk} kiosk @param {import('../shapes.js').Entrant} entrant */
function chosen({ runner, asking, setting, clock }, entrant) {
  return runner.ask(
    () => asking.openVisit(setting.value, entrant.bib, clock.now()),
    (open) => (open ? runner.show({ name: 'mine', visit: open, isSignUp: true }) : runner.found(entrant, 'search')),
    () => runner.found(entrant, 'search'),
  );
}

/** @param {{kiosk: Kiosk}} props */
export function ByHand({ kiosk }) {
  const { runner } = kiosk;
  const { firstName, bib } = runner.answers.value;
  /** @param {Event} event */
  const submit = (event) => (event.preventDefault(), runner.next());
  return html`<${Step} kiosk=${kiosk} step="by_hand" title="What is your first name?" lead=${bib ? `For bib ${bib}.` : 'So that we can call you.'}
    foot=${html`<${GoOn} kiosk=${kiosk} />`}>
    <form onSubmit=${submit} autocomplete="off">
      <${TextField} id="first_name" label="First name" value=${firstName} size="l" autocomplete="off" autocapitalize="words" spellcheck="false"
        maxlength="80" errors=${runner.errors.value.first_name} onInput=${(/** @type {string} */ value) => runner.say({ firstName: value })} />
    </form>
  </${Step}>`;
}

/** @param {{kiosk: Kiosk}} props */
export function Hello({ kiosk }) {
  const { runner, setting } = kiosk;
  const answers = runner.answers.value;
  const { event } = setting.value;
  const wave = waveOf(event, answers);
  const start = startOf(event, answers);
  return html`<${Step} kiosk=${kiosk} step="hello" title=${html`Hello ${answers.entrant?.first_name ?? ''}!`} lead="Is this you?"
    foot=${html`<${Button} size="xl" class="kiosk-no" onClick=${() => notMe(kiosk)}>No, that’s not me</${Button}>
      <${GoOn} kiosk=${kiosk} icon="check">Yes, that’s me</${GoOn}>`}>
    <div class="card kiosk-hello">
      ${answers.way === 'bib' && html`<p class="row"><${Icon} name="person" size=${32} /><span>Bib <strong class="numbers">${answers.bib}</strong></span></p>`}
      ${wave && html`<p class="row"><${Icon} name="before" size=${32} /><span>${wave.name}</span></p>`}
      ${start !== null && html`<p class="row"><${Icon} name="clock" size=${32} /><span>Start at <strong class="numbers">${timeOfDay(start, event.timezone)}</strong></span></p>`}
    </div>
  </${Step}>`;
}

/** @param {Kiosk} kiosk */
function notMe({ runner }) {
  const { way } = runner.answers.value;
  runner.say({ entrant: null, bib: '' });
  runner.go(way === 'search' ? 'search' : 'bib');
}
