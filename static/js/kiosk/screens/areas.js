// Where to work and what to leave alone: a body picture to tap, or the same as a list.

import { PARTS, nameOf } from '../../lib/areas.js';
import { Button, Icon } from '../../lib/components.js';
import { html, useEffect, useRef, useState } from '../../lib/ui.js';
import { FOCUS_AT_MOST, areasMarked, marked, tapped } from '../areas.js';
import { BodyPicture } from '../body-picture.js';
import { GoOn, Step } from '../frame.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */
/** @typedef {import('../areas.js').Mark} Mark */

/** @param {{kiosk: Kiosk}} props */
export function Areas({ kiosk }) {
  const { runner } = kiosk;
  const [isList, setList] = useState(false);
  const { areas } = runner.answers.value;
  const none = Object.keys(areas).length === 0;
  const foot = html`
    <${Button} size="l" class="kiosk-switch" icon=${isList ? 'person' : 'menu'} onClick=${() => setList(!isList)}>
      ${isList ? 'Show the picture' : 'Show a list'}
    </${Button}>
    <${GoOn} kiosk=${kiosk}>${none ? 'Nothing special, continue' : 'Continue'}</${GoOn}>
  `;
  return html`<${Step} kiosk=${kiosk} step="areas" wide class="kiosk-where" title="Where may we help?"
    lead=${isList ? 'Choose for each place, or leave it open.' : 'Tap once for “work here”, twice for “leave alone”.'} foot=${foot}>
    <div class=${`kiosk-areas${isList ? ' kiosk-areas-list' : ''}`}>
      ${isList
        ? html`<${List} areas=${areas} onMark=${(/** @type {string} */ area, /** @type {Mark|null} */ mark) => runner.say({ areas: marked(areas, area, mark) })} />`
        : html`<${BodyPicture} areas=${areas} onTap=${(/** @type {string} */ area) => runner.say({ areas: tapped(areas, area) })} />`}
      <${Chosen} areas=${areas} onClear=${(/** @type {string} */ area) => runner.say({ areas: marked(areas, area, null) })} />
    </div>
  </${Step}>`;
}

/** What is marked, in words. @param {{areas: Record<string, Mark>, onClear: (area: string) => void}} props */
function Chosen({ areas, onClear }) {
  const work = areasMarked(areas, 'work');
  const avoid = areasMarked(areas, 'avoid');
  return html`<div class="kiosk-marked" role="status">
    <${Group} title="Work here" sign="check" kind="work" areas=${work} onClear=${onClear} />
    ${work.length > FOCUS_AT_MOST && html`<p class="small">There is time for about ${FOCUS_AT_MOST} places. Your therapist will ask you which matter most.</p>`}
    <${Group} title="Leave alone" sign="close" kind="avoid" areas=${avoid} onClear=${onClear} />
  </div>`;
}

/** @param {{title: string, sign: string, kind: Mark, areas: string[], onClear: (area: string) => void}} props */
function Group({ title, sign, kind, areas, onClear }) {
  return html`<section class=${`kiosk-marks kiosk-marks-${kind}`}>
    <h2><span class="kiosk-marks-sign"><${Icon} name=${sign} size=${20} /></span>${title}</h2>
    ${areas.length === 0 && html`<p class="soft">Nothing yet</p>`}
    <ul class="row gap-2">
      ${areas.map((area) => html`<li key=${area}>
        <${Button} class="kiosk-mark" label=${`${nameOf(area)}: take away`} onClick=${() => onClear(area)}>
          ${nameOf(area)} <${Icon} name="close" size=${18} />
        </${Button}>
      </li>`)}
    </ul>
  </section>`;
}

const MARKS = /** @type {const} */ ([
  [null, 'No wish'],
  ['work', 'Work here'],
  ['avoid', 'Leave alone'],
]);

/** @param {{areas: Record<string, Mark>, onMark: (area: string, mark: Mark|null) => void}} props */
function List({ areas, onMark }) {
  const ref = useRef(/** @type {HTMLDivElement|null} */ (null));
  useEffect(() => ref.current?.focus(), []);
  return html`<div class="kiosk-list" ref=${ref} tabindex="-1" role="group" aria-label="Places on the body">
    ${PARTS.map((part) => html`<section key=${part.title} class="stack gap-2">
      <h2>${part.title}</h2>
      ${part.areas.map(([area, name]) => html`<fieldset key=${area} class="area-row">
        <legend>${name}</legend>
        <div class="area-marks">
          ${MARKS.map(([mark, words]) => html`<label key=${words} class=${`area-mark area-mark-${mark ?? 'none'}`}>
            <input type="radio" name=${area} checked=${(areas[area] ?? null) === mark} onChange=${() => onMark(area, mark)} />
            <span>${words}</span>
          </label>`)}
        </div>
      </fieldset>`)}
    </section>`)}
  </div>`;
}
