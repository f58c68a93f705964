// The picture: therapists on duty above, runners who come below, by half hours. Drawn to the width that there is.

import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { HEIGHT, pictureOf } from './picture.js';
import { pictureWords } from './words.js';

const USUAL_WIDTH = 720;

/** @param {{plan: Record<string, any>, time: (at: string) => string}} props */
export function Picture({ plan, time }) {
  const [box, width] = useWidth();
  const { columns, ground, below, height, everyHours, hasNumbers } = pictureOf(plan.half_hours, width, time);
  const hours = columns.filter((each) => each.isHour);
  const labelled = new Set(hours.filter((_, place) => place % everyHours === 0).map((each) => each.at));
  return html`<div class="picture" ref=${box}>
    <ul class="legend"><li class="of-team">Therapists on duty</li>${plan.before > 0 && html`<li class="of-before">Come before the race</li>`}${plan.after > 0 && html`<li class="of-after">Come after it</li>`}</ul>
    <svg viewBox=${`0 0 ${width} ${height}`} width="100%" role="img" aria-label=${pictureWords(plan, time)}>
      ${columns.map((each) => html`<g key=${each.at}>
        ${labelled.has(each.at) && html`<line class="tick" x1=${each.x} x2=${each.x} y1=${HEIGHT.top} y2=${below} />`}
        <rect class="team" x=${each.x + 1} width=${Math.max(1, each.width - 2)} y=${each.top} height=${each.tall} rx="2" />
        ${hasNumbers && each.therapists > 0 && html`<text class="value" x=${each.x + each.width / 2} y=${each.top - 5}>${each.therapists}</text>`}
        <rect class="after" x=${each.x + 1} width=${Math.max(1, each.width - 2)} y=${each.after.y} height=${each.after.tall} />
        <rect class="before" x=${each.x + 1} width=${Math.max(1, each.width - 2)} y=${each.before.y} height=${each.before.tall} />
        ${hasNumbers && each.count > 0 && html`<text class="value" x=${each.x + each.width / 2} y=${each.after.y - 4}>${each.count}</text>`}
      </g>`)}
      <line class="ground" x1="0" x2=${width} y1=${ground} y2=${ground} /><line class="ground" x1="0" x2=${width} y1=${below} y2=${below} />
      ${columns.filter((each) => labelled.has(each.at)).map((each) => html`<text key=${each.at} class="hour" x=${each.x + 2} y=${height - 5}>${time(each.at)}</text>`)}
    </svg>
  </div>`;
}

/** @returns {[import('preact').RefObject<HTMLDivElement|null>, number]} the element to measure, and its width */
function useWidth() {
  const ref = useRef(/** @type {HTMLDivElement|null} */ (null));
  const [width, setWidth] = useState(USUAL_WIDTH);
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(Math.max(240, Math.round(entry.contentRect.width))));
    if (ref.current) watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, []);
  return [ref, width];
}
