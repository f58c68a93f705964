// What a tap on the body picture does to an area, and which areas are marked.

import { AREAS } from '../lib/areas.js';

/** @typedef {'work'|'avoid'} Mark */

/** Nobody has time for more than this many areas on a race day; more may be marked all the same. */
export const FOCUS_AT_MOST = 2;

/**
 * The areas after a tap: not marked → work here → leave alone → not marked.
 * @param {Record<string, Mark>} areas
 * @param {string} area
 */
export function tapped(areas, area) {
  const next = { undefined: 'work', work: 'avoid', avoid: null }[String(areas[area])];
  return marked(areas, area, /** @type {Mark|null} */ (next));
}

/**
 * The areas with one of them marked, or with its mark taken away.
 * @param {Record<string, Mark>} areas
 * @param {string} area
 * @param {Mark|null} mark
 */
export function marked(areas, area, mark) {
  const { [area]: _, ...others } = areas;
  return mark ? { ...others, [area]: mark } : others;
}

/**
 * The areas with this mark, from head to foot.
 * @param {Record<string, Mark>} areas
 * @param {Mark} mark
 */
export function areasMarked(areas, mark) {
  return AREAS.filter((area) => areas[area] === mark);
}
