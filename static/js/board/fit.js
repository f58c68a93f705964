// How many columns and pages, and how large: so that everything on a panel is seen without scrolling. Pure.

/**
 * @typedef {object} Shape of one cell, in units
 * @property {number} width
 * @property {number} height
 * @property {number} min smallest unit in px that can be read from where people stand
 * @property {number} max largest unit in px that looks right
 * @property {number} [maxColumns]
 */
/** @typedef {{columns: number, rows: number, unit: number, perPage: number, pages: number}} Plan */

/**
 * The largest unit at which `count` cells fit into a box; below the smallest unit, as few pages as possible.
 * @param {number} count
 * @param {{width: number, height: number, gap: number}} box px
 * @param {Shape} shape
 * @returns {Plan}
 */
export function fit(count, box, shape) {
  const many = Math.max(1, count);
  const whole = onOnePage(many, box, shape);
  if (whole.unit >= shape.min) return whole;
  const columns = Math.max(1, Math.min(shape.maxColumns ?? Infinity, fitting(box.width, shape.width * shape.min, box.gap)));
  const rows = Math.max(1, fitting(box.height, shape.height * shape.min, box.gap));
  const pages = Math.ceil(many / (columns * rows));
  if (pages === 1) return { columns, rows, unit: unitFor(columns, rows, box, shape), perPage: many, pages };
  const perPage = Math.ceil(many / pages); // pages of the same length, so that none looks forlorn
  const even = onOnePage(perPage, box, shape);
  return { ...even, unit: Math.max(even.unit, Math.min(shape.min, unitFor(columns, rows, box, shape))), perPage, pages };
}

/**
 * @param {number} count
 * @param {{width: number, height: number, gap: number}} box
 * @param {Shape} shape
 * @returns {Plan}
 */
function onOnePage(count, box, shape) {
  /** @type {Plan} */
  let best = { columns: 1, rows: count, unit: -Infinity, perPage: count, pages: 1 };
  const most = Math.min(count, shape.maxColumns ?? count);
  for (let columns = 1; columns <= most; columns += 1) {
    const rows = Math.ceil(count / columns);
    const unit = unitFor(columns, rows, box, shape);
    if (unit > best.unit) best = { columns, rows, unit, perPage: count, pages: 1 };
  }
  return best;
}

/**
 * @param {number} columns
 * @param {number} rows
 * @param {{width: number, height: number, gap: number}} box
 * @param {Shape} shape
 */
function unitFor(columns, rows, box, shape) {
  const width = (box.width - box.gap * (columns - 1)) / columns / shape.width;
  const height = (box.height - box.gap * (rows - 1)) / rows / shape.height;
  return Math.min(width, height, shape.max);
}

/**
 * @param {number} room
 * @param {number} size
 * @param {number} gap
 */
function fitting(room, size, gap) {
  return Math.floor((room + gap) / (size + gap));
}

/**
 * The slice of a list that a page shows.
 * @template T
 * @param {T[]} list
 * @param {Plan} plan
 * @param {number} page from 0
 */
export function slice(list, plan, page) {
  const at = Math.min(page, plan.pages - 1) * plan.perPage;
  return list.slice(at, at + plan.perPage);
}
