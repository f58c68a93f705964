// Finish times of last year's results: their mean and spread, read in the browser; the file goes nowhere. Pure.

const NET = /net|chip|netto/;
const ANY = /time|zeit|temps|tiempo|tempo/;
const OTHER = /start|gun|clock|pace|split|km|mile|brutto|wave|day/;
const SHORTEST = 5;
const LONGEST = 1440;
const FEWEST = 5;

/**
 * @param {string} text a table with headings: CSV, semicolons or tabs
 * @returns {{count: number, mean: number, spread: number}|null} minutes; null where no finish times are found
 */
export function timesOf(text) {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line.trim());
  if (!lines.length) return null;
  const delimiter = [';', '\t', ','].find((sign) => lines[0].includes(sign)) ?? ',';
  const place = columnOf(cells(lines[0], delimiter).map((each) => each.toLowerCase()));
  if (place < 0) return null;
  const times = inMinutes(lines.slice(1).map((line) => parts(cells(line, delimiter)[place] ?? '')));
  if (times.length < FEWEST) return null;
  const mean = times.reduce((sum, each) => sum + each, 0) / times.length;
  const square = times.reduce((sum, each) => sum + (each - mean) ** 2, 0) / times.length;
  return { count: times.length, mean: rounded(mean), spread: Math.max(0.5, rounded(Math.sqrt(square))) };
}

/** @param {number} minutes */
const rounded = (minutes) => Math.round(minutes * 10) / 10;

/** The net time, else whatever else is called a time. @param {string[]} headings */
function columnOf(headings) {
  const net = headings.findIndex((each) => NET.test(each) && (ANY.test(each) || /^(net|chip|netto)$/.test(each.trim())));
  return net >= 0 ? net : headings.findIndex((each) => ANY.test(each) && !OTHER.test(each));
}

/** @param {string} line @param {string} delimiter */
function cells(line, delimiter) {
  /** @type {string[]} */
  const found = [''];
  let isQuoted = false;
  for (const sign of line) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (sign === delimiter && !isQuoted) found.push('');
    else found[found.length - 1] += sign;
  }
  return found;
}

/** `1:59:12` as its numbers; empty for what is no time. @param {string} cell */
function parts(cell) {
  const found = cell.trim().replace(',', '.').split(':');
  return found.every((each) => /^\d+(\.\d+)?$/.test(each)) && found.length <= 3 ? found.map(Number) : [];
}

/** @param {number[][]} all the parts of each time */
function inMinutes(all) {
  const two = all.filter((each) => each.length === 2);
  // `2:05` is a half marathon in hours or a very short one in minutes: nobody finishes within eight minutes.
  const isHours = two.length > 0 && two.filter(([first]) => first < 8).length * 2 > two.length;
  const minutes = all.map((each) => {
    if (each.length === 3) return each[0] * 60 + each[1] + each[2] / 60;
    if (each.length === 2) return isHours ? each[0] * 60 + each[1] : each[0] + each[1] / 60;
    return each.length ? each[0] : 0;
  });
  return minutes.filter((each) => each >= SHORTEST && each <= LONGEST);
}
