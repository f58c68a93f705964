// A panel's box and pages: measures itself, plans with `fit`, and turns the pages slowly by itself.

import { useEffect, useLayoutEffect, useRef, useState } from '../lib/ui.js';
import { fit } from './fit.js';

const FIRST_PAGE_MS = 14_000; // those who are next: longer
const OTHER_PAGES_MS = 8_000;

/**
 * @param {number} count
 * @param {(root: HTMLElement) => import('./fit.js').Shape} shapeOf asked again when the box changes
 */
export function usePages(count, shapeOf) {
  const ref = useRef(/** @type {HTMLElement|null} */ (null));
  const [box, setBox] = useState(/** @type {{width: number, height: number, gap: number, shape: any}|null} */ (null));
  const [page, setPage] = useState(0);

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => {
      const gap = parseFloat(getComputedStyle(element).rowGap) || 0;
      setBox({ width: element.clientWidth, height: element.clientHeight, gap, shape: shapeOf(element) });
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);

  const plan = box ? { ...fit(count, box, box.shape), cellHeight: box.shape.height } : null;
  const pages = plan?.pages ?? 1;
  const shown = Math.min(page, pages - 1);
  const turn = () => setPage((shown + 1) % pages);

  useEffect(() => {
    if (pages < 2) return undefined;
    const timer = setTimeout(turn, shown === 0 ? FIRST_PAGE_MS : OTHER_PAGES_MS);
    return () => clearTimeout(timer);
  }, [pages, shown]);

  return { ref, plan, page: shown, pages, turn };
}
