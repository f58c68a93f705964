// A panel of the board: a heading, cells in columns that fit, and pages when they don't.

import { html } from '../lib/ui.js';
import { slice } from './fit.js';
import { usePages } from './pages.js';

/**
 * @template T
 * @param {{name: string, title: string, note?: any, list: T[], keyOf: (each: T) => string|number,
 *   shapeOf: (em: number) => import('./fit.js').Shape, cell: (each: T) => any, none?: any}} props
 *   shapeOf gets the font size of the board in px; cell draws what is inside one `<li>`
 */
export function Panel({ name, title, note, list, keyOf, shapeOf, cell, none }) {
  const { ref, plan, page, pages, turn } = usePages(list.length, (root) => shapeOf(parseFloat(getComputedStyle(root).fontSize)));
  const shown = plan ? slice(list, plan, page) : [];
  const span = plan ? plan.columns * plan.rows - shown.length + 1 : 1;
  const style = plan && { '--columns': plan.columns, '--rows': plan.rows, '--unit': `${plan.unit.toFixed(2)}px`, '--tallest': `${(plan.unit * plan.cellHeight * 1.5).toFixed(2)}px`, '--span': Math.min(Math.max(span, 1), plan.columns) };
  return html`<section class=${`panel panel-${name}${list.length ? '' : ' panel-empty'}`} style=${{ '--count': list.length }} aria-labelledby=${`${name}-title`}>
    <header class="panel-head">
      <h2 id=${`${name}-title`}>${title}</h2>
      ${note && html`<p class="panel-note">${note}</p>`}
      ${pages > 1 && html`<${PageTurner} page=${page} pages=${pages} turn=${turn} />`}
    </header>
    <ol class="panel-cells" ref=${ref} style=${style ?? undefined}>
      ${shown.map((each) => html`<li key=${keyOf(each)} class="panel-cell">${cell(each)}</li>`)}
    </ol>
    ${!list.length && none}
  </section>`;
}

/** @param {{page: number, pages: number, turn: () => void}} props */
function PageTurner({ page, pages, turn }) {
  return html`<button type="button" class="page-turner" onClick=${turn} aria-label=${`Page ${page + 1} of ${pages}. Next page`}>
    <span class="page-turner-words">${page + 1} of ${pages}</span>
    <span class="page-dots" aria-hidden="true">
      ${pages <= 8 && Array.from({ length: pages }, (_, at) => html`<i class=${at === page ? 'page-dot page-dot-on' : 'page-dot'}></i>`)}
    </span>
  </button>`;
}
