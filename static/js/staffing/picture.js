// Where the bars of the picture stand: therapists on duty above, runners who come below, on one axis of half hours. Pure.

export const HEIGHT = { above: 150, below: 90, gap: 34, top: 22, axis: 22 };

/**
 * @typedef {{x: number, width: number, at: string, therapists: number, onBreak: number, top: number, tall: number,
 *   before: {y: number, tall: number}, after: {y: number, tall: number}, count: number, isHour: boolean}} Column
 */

/**
 * @param {Record<string, any>[]} halfHours as answered
 * @param {number} width of the picture
 * @param {(at: string) => string} time
 */
export function pictureOf(halfHours, width, time) {
  const mostThere = Math.max(1, ...halfHours.map((each) => each.therapists));
  const mostCome = Math.max(1, ...halfHours.map((each) => each.before + each.after));
  const step = width / Math.max(1, halfHours.length);
  const ground = HEIGHT.top + HEIGHT.above;
  const below = ground + HEIGHT.gap + HEIGHT.below;
  const columns = halfHours.map((each, place) => {
    const tall = (HEIGHT.above * each.therapists) / mostThere;
    const before = (HEIGHT.below * each.before) / mostCome;
    const after = (HEIGHT.below * each.after) / mostCome;
    return {
      x: place * step,
      width: step,
      at: each.at,
      therapists: each.therapists,
      onBreak: each.on_break,
      top: ground - tall,
      tall,
      before: { y: below - before, tall: before },
      after: { y: below - before - after, tall: after },
      count: Math.round(each.before + each.after),
      isHour: /00$/.test(time(each.at)),
    };
  });
  return { columns, ground, below, height: below + HEIGHT.axis, everyHours: everyHours(step), hasNumbers: step >= 17 };
}

/** How many hours from one label of the axis to the next, so that they do not touch. @param {number} step */
function everyHours(step) {
  return [1, 2, 3, 6].find((hours) => hours * 2 * step >= 46) ?? 12;
}

/** A shift as parts of the whole day, 0 to 1. @param {Record<string, any>} shift @param {string} from @param {string} to */
export function barOf(shift, from, to) {
  const begin = Date.parse(from);
  const whole = Math.max(1, Date.parse(to) - begin);
  const part = (/** @type {string} */ at) => (Date.parse(at) - begin) / whole;
  return {
    x: part(shift.shift_start),
    width: part(shift.shift_end) - part(shift.shift_start),
    breaks: shift.breaks.map((/** @type {any} */ each) => ({ x: part(each.starts_at), width: part(each.ends_at) - part(each.starts_at) })),
  };
}
