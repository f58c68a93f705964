// Moving a row of the line with the mouse or a finger. The drop only opens the dialog: a move needs a reason.

import { useEffect, useRef, useState } from '../lib/ui.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/**
 * @typedef {object} LineDrag
 * @property {(event: PointerEvent, visitId: number) => void} begin
 * @property {(visitId: number) => string} classOf
 */

const EDGE = 60;
const SCROLL_STEP = 14;
const LEAST_WAY = 6;

/**
 * @param {Desk} desk
 * @param {{current: HTMLElement|null}} body what scrolls
 * @param {Visit[]} shown the rows as drawn
 * @returns {LineDrag}
 */
export function useLineDrag(desk, body, shown) {
  const [drag, setDrag] = useState(/** @type {{id: number, over: number|null, isAfter: boolean}|null} */ (null));
  const rows = useRef(shown);
  rows.current = shown;
  const stop = useRef(() => {});
  useEffect(() => () => stop.current(), []);

  /** @param {PointerEvent} event @param {number} id */
  function begin(event, id) {
    if (event.button !== 0) return;
    event.preventDefault();
    const from = event.clientY;
    let hasMoved = false;
    /** @type {ReturnType<typeof under>} */
    let target = null;

    /** @param {PointerEvent} move */
    function moved(move) {
      if (!hasMoved && Math.abs(move.clientY - from) < LEAST_WAY) return;
      hasMoved = true;
      scrollNearEdge(move.clientY);
      target = under(move.clientY);
      setDrag({ id, over: target?.id ?? null, isAfter: target?.isAfter ?? false });
    }
    /** @param {PointerEvent} up */
    function dropped(up) {
      stop.current();
      if (up.type === 'pointerup' && hasMoved && target) drop(id, target);
    }
    /** @param {KeyboardEvent} key */
    function keyed(key) {
      if (key.key === 'Escape') stop.current();
    }
    stop.current = () => {
      window.removeEventListener('pointermove', moved);
      window.removeEventListener('pointerup', dropped);
      window.removeEventListener('pointercancel', dropped);
      window.removeEventListener('keydown', keyed);
      setDrag(null);
    };
    window.addEventListener('pointermove', moved);
    window.addEventListener('pointerup', dropped);
    window.addEventListener('pointercancel', dropped);
    window.addEventListener('keydown', keyed);
  }

  /** @param {number} y */
  function under(y) {
    const all = /** @type {HTMLElement[]} */ ([...(body.current?.querySelectorAll('[data-visit]') ?? [])]);
    const row = all.find((each) => y <= each.getBoundingClientRect().bottom) ?? all.at(-1);
    if (!row) return null;
    const box = row.getBoundingClientRect();
    return { id: Number(row.dataset.visit), isAfter: y > box.top + box.height / 2 };
  }

  /** @param {number} y */
  function scrollNearEdge(y) {
    const box = body.current?.getBoundingClientRect();
    if (!box || !body.current) return;
    if (y < box.top + EDGE) body.current.scrollTop -= SCROLL_STEP;
    if (y > box.bottom - EDGE) body.current.scrollTop += SCROLL_STEP;
  }

  /** @param {number} id @param {{id: number, isAfter: boolean}} target */
  function drop(id, target) {
    // Where in the whole line: rows that are filtered out keep their places in between.
    const line = desk.line.value;
    const at = line.findIndex((visit) => visit.id === target.id);
    const visit = line.find((each) => each.id === id);
    const slot = at + (target.isAfter ? 1 : 0);
    const from = line.findIndex((each) => each.id === id);
    if (!visit || at < 0 || slot === from || slot === from + 1) return;
    desk.show({ kind: 'move', visit, slot });
  }

  return {
    begin,
    classOf: (visitId) => {
      if (!drag) return '';
      if (drag.id === visitId) return ' is-dragged';
      return drag.over === visitId ? (drag.isAfter ? ' is-after' : ' is-before') : '';
    },
  };
}
