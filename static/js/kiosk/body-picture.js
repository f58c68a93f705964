// The body picture, front and back. For pointers only, and hidden from screen readers: the list of areas says the same.

import { html } from '../lib/ui.js';
import { HEAD, OUTLINE, VIEWS, nearest } from './body-shapes.js';

/** @typedef {import('./areas.js').Mark} Mark */
/** @typedef {import('./body-shapes.js').Shape} Shape */

const MARKS = { work: 'M-4.5 0.5L-1.5 4L5 -4', avoid: 'M-4 -4L4 4M4 -4L-4 4' };

/**
 * @param {object} props
 * @param {Record<string, Mark>} props.areas
 * @param {(area: string) => void} [props.onTap] left out: only to be looked at
 */
export function BodyPicture({ areas, onTap }) {
  return html`<div class="body-map" aria-hidden="true">
    ${VIEWS.map((view) => html`<${View} key=${view.key} view=${view} areas=${areas} onTap=${onTap} />`)}
  </div>`;
}

/** @param {{view: typeof VIEWS[number], areas: Record<string, Mark>, onTap?: (area: string) => void}} props */
function View({ view, areas, onTap }) {
  const clip = `body-${view.key}`;
  /** @param {PointerEvent & {currentTarget: SVGSVGElement, target: SVGElement}} event */
  function tapped(event) {
    const area = event.target.dataset.area ?? nearest(view.shapes, ...placeOf(event));
    if (area && onTap) onTap(area);
  }
  return html`<figure class="body-view">
    <svg viewBox="-106 -2 212 528" onClick=${tapped} class=${onTap ? 'body-svg body-svg-live' : 'body-svg'}>
      <defs>
        <clipPath id=${clip}><path d=${OUTLINE} /></clipPath>
        <pattern id=${`${clip}-hatch`} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="body-hatch-ground" width="7" height="7" /><rect class="body-hatch-line" width="2.6" height="7" />
        </pattern>
      </defs>
      <path class="body-rest" d=${OUTLINE} />
      <g clip-path=${`url(#${clip})`}>
        ${view.shapes.map((shape) => html`<${Area} key=${shape.area} shape=${shape} mark=${areas[shape.area]} hatch=${`url(#${clip}-hatch)`} />`)}
        <path class="body-lines" d=${view.lines} />
      </g>
      <path class="body-head" d=${HEAD} />
      ${view.shapes.map((shape) => areas[shape.area] && html`<${Sign} key=${shape.area} at=${shape.middle} mark=${areas[shape.area]} />`)}
    </svg>
    <figcaption class="body-caption">
      <span class="body-side">${view.atLeft}</span><strong>${view.title}</strong><span class="body-side">${view.atRight}</span>
    </figcaption>
  </figure>`;
}

/** @param {{shape: Shape, mark: Mark|undefined, hatch: string}} props */
function Area({ shape, mark, hatch }) {
  return html`<path
    class=${`body-area${mark ? ` body-area-${mark}` : ''}`}
    d=${shape.path}
    data-area=${shape.area}
    style=${mark === 'avoid' ? { fill: hatch } : undefined}
    transform=${shape.mirrored ? 'scale(-1 1)' : undefined}
  />`;
}

/** @param {{at: [number, number], mark: Mark}} props */
function Sign({ at: [x, y], mark }) {
  return html`<g class=${`body-sign body-sign-${mark}`} transform=${`translate(${x} ${y})`}>
    <circle r="10" /><path d=${MARKS[mark]} />
  </g>`;
}

/**
 * Where in the drawing a tap was.
 * @param {PointerEvent & {currentTarget: SVGSVGElement}} event
 * @returns {[number, number]}
 */
function placeOf(event) {
  const matrix = event.currentTarget.getScreenCTM();
  if (!matrix) return [Infinity, Infinity];
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return [x, y];
}
