// The hours ahead: waits, when the list has to close, and how far the told times can be trusted. Can be folded away.

import { Icon } from '../lib/components.js';
import { remember, remembered } from '../lib/device.js';
import { html, signal } from '../lib/ui.js';
import { treatmentLook } from '../lib/words.js';
import { closingInWords, errorInWords, learnedInWords, waitsAhead } from './hours-words.js';
import { clockTime } from './pieces.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').Outlook} Outlook */

/** On a lower screen than this, in px, the work needs the room. */
const LOW = 720;

/** Whether the panel is open on this device. */
export const hoursShown = signal(remembered('hours', innerHeight < LOW ? 'folded' : 'shown') === 'shown');

function fold() {
  hoursShown.value = !hoursShown.value;
  remember('hours', hoursShown.value ? 'shown' : 'folded');
}

/** @param {{desk: Desk}} props */
export function Hours({ desk }) {
  const outlook = desk.state.value.outlook;
  if (!outlook) return null;
  const isShown = hoursShown.value;
  return html`<section class=${`hours${isShown ? '' : ' hours-folded'}`} aria-labelledby="hours-title">
    <h2 id="hours-title" class="hours-head"><button type="button" class="hours-fold" aria-expanded=${String(isShown)} onClick=${fold}>The hours ahead<${Icon} name=${isShown ? 'up' : 'down'} size=${18} /></button></h2>
    ${isShown && html`<div class="hours-body">
      ${desk.event.value.is_open && html`<${Waits} desk=${desk} outlook=${outlook} />`}
      <${Closing} desk=${desk} outlook=${outlook} />
      <${Trust} outlook=${outlook} />
    </div>`}
  </section>`;
}

/** @param {{desk: Desk, outlook: Outlook}} props */
function Waits({ desk, outlook }) {
  const event = desk.event.value;
  return html`<div class="hours-part">
    <h3>Somebody who comes now waits</h3>
    <ul>
      ${waitsAhead(outlook, event.treatments, Object.values(desk.state.value.therapists)).map((each) => {
        const look = treatmentLook(event, each.code);
        return html`<li key=${each.code} class=${`hours-wait tone-${look.tone}`}><${Icon} name=${look.icon} size=${16} /><span class="hours-name">${each.name}</span> <b class="numbers">${each.wait}</b>
          ${each.wishes && html`<span class="soft numbers">${each.wishes}</span>`}</li>`;
      })}
    </ul>
  </div>`;
}

/** @param {{desk: Desk, outlook: Outlook}} props */
function Closing({ desk, outlook }) {
  const event = desk.event.value;
  const { closing } = outlook;
  if (!closing) {
    if (event.closes_at) return null;
    return html`<div class="hours-part"><h3>Closing</h3><p class="soft">No closing time is set, so nobody is told that it gets too late.${!desk.isLead && html` <a href=${`/e/${event.slug}/setup#event`}>Set one</a>`}</p></div>`;
  }
  const { lead, late } = closingInWords(closing, { isOpen: event.is_open, isBusy: Boolean(event.is_busy), now: desk.moment.value, time: (at) => clockTime(desk, at) });
  return html`<div class="hours-part">
    <h3>Closing</h3>
    <p>${lead}</p>
    ${late && html`<p class="hours-late"><${Icon} name="late" size=${16} /><span>${late}</span></p>`}
  </div>`;
}

/** @param {{outlook: Outlook}} props */
function Trust({ outlook }) {
  const error = errorInWords(outlook.error);
  const learned = learnedInWords(outlook.learned);
  if (!error && !learned) return null;
  return html`<div class="hours-part">
    <h3>How well it is told</h3>
    ${error && html`<p>${error}</p>`}
    ${learned && html`<p class="soft">${learned}</p>`}
  </div>`;
}
