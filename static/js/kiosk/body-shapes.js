// The lines of the body picture, our own drawing: an outline and the areas as bands that it cuts off.
// The middle line is x = 0 and 540 units are head to foot. Bands of one side lie at x > 0; the other side mirrors them.

/** Neck to foot. */
export const OUTLINE = [
  'M11.5 58C15.4 60.7 10.6 69.7 12 74C13.4 78.3 15.7 81.2 20 84C24.3 86.8 32.5 88.8 38 91',
  'C43.5 93.2 48.7 94 53 97C57.3 100 61.3 103.8 64 109C66.7 114.2 67.7 121.2 69 128',
  'C70.3 134.8 70.8 142.3 72 150C73.2 157.7 74.5 166 76 174C77.5 182 79.3 190 81 198',
  'C82.7 206 84.7 214 86 222C87.3 230 88.2 238.7 89 246C89.8 253.3 89.7 259.8 91 266',
  'C92.3 272.2 95.5 277 97 283C98.5 289 100.3 296.5 100 302C99.7 307.5 97 313.3 95 316',
  'C93 318.7 89.8 319.7 88 318C86.2 316.3 85.3 310.7 84 306C82.7 301.3 81 296.3 80 290',
  'C79 283.7 79.3 275.3 78 268C76.7 260.7 74 253.7 72 246C70 238.3 67.8 230 66 222',
  'C64.2 214 62.8 206.3 61 198C59.2 189.7 56.9 181.3 55 172C53.1 162.7 50.8 143.2 49.5 142',
  'C48.2 140.8 48.4 157 47.5 165C46.6 173 45 182.5 44 190C43 197.5 41.5 203 41.5 210',
  'C41.5 217 42.4 224.3 44 232C45.6 239.7 49.1 247.3 51 256C52.9 264.7 54.8 274.3 55.5 284',
  'C56.2 293.7 55.9 303.7 55 314C54.1 324.3 51.7 336.3 50 346C48.3 355.7 46.2 364.7 45 372',
  'C43.8 379.3 42.8 383.3 43 390C43.2 396.7 45.3 405 46 412C46.7 419 47.5 423.7 47 432',
  'C46.5 440.3 44.9 452.7 43 462C41.1 471.3 36.7 481.7 35.5 488C34.3 494.3 34.8 496.3 36 500',
  'C37.2 503.7 42.2 507.2 43 510C43.8 512.8 43.5 515.6 41 517C38.5 518.4 32 518.7 28 518.5',
  'C24 518.3 19.1 518.6 17 516C14.9 513.4 15.3 507.8 15.5 503C15.7 498.2 18 493.8 18 487',
  'C18 480.2 16.4 470.8 15.5 462C14.6 453.2 12.8 442.7 12.5 434C12.2 425.3 13.6 417.3 14 410',
  'C14.4 402.7 15.1 396.7 15 390C14.9 383.3 14.4 378.3 13.5 370C12.6 361.7 10.8 350 9.5 340',
  'C8.2 330 6.9 318.8 5.5 310C4.1 301.2 2.3 290.8 1.2 287C0.1 283.2 -0.1 283.2 -1.2 287',
  'C-2.3 290.8 -4.1 301.2 -5.5 310C-6.9 318.8 -8.2 330 -9.5 340C-10.8 350 -12.6 361.7 -13.5 370',
  'C-14.4 378.3 -14.9 383.3 -15 390C-15.1 396.7 -14.4 402.7 -14 410C-13.6 417.3 -12.2 425.3 -12.5 434',
  'C-12.8 442.7 -14.6 453.2 -15.5 462C-16.4 470.8 -18 480.2 -18 487C-18 493.8 -15.7 498.2 -15.5 503',
  'C-15.3 507.8 -14.9 513.4 -17 516C-19.1 518.6 -24 518.3 -28 518.5C-32 518.7 -38.5 518.4 -41 517',
  'C-43.5 515.6 -43.8 512.8 -43 510C-42.2 507.2 -37.2 503.7 -36 500C-34.8 496.3 -34.3 494.3 -35.5 488',
  'C-36.7 481.7 -41.1 471.3 -43 462C-44.9 452.7 -46.5 440.3 -47 432C-47.5 423.7 -46.7 419 -46 412',
  'C-45.3 405 -43.2 396.7 -43 390C-42.8 383.3 -43.8 379.3 -45 372C-46.2 364.7 -48.3 355.7 -50 346',
  'C-51.7 336.3 -54.1 324.3 -55 314C-55.9 303.7 -56.2 293.7 -55.5 284C-54.8 274.3 -52.9 264.7 -51 256',
  'C-49.1 247.3 -45.6 239.7 -44 232C-42.4 224.3 -41.5 217 -41.5 210C-41.5 203 -43 197.5 -44 190',
  'C-45 182.5 -46.6 173 -47.5 165C-48.4 157 -48.2 140.8 -49.5 142C-50.8 143.2 -53.1 162.7 -55 172',
  'C-56.9 181.3 -59.2 189.7 -61 198C-62.8 206.3 -64.2 214 -66 222C-67.8 230 -70 238.3 -72 246',
  'C-74 253.7 -76.7 260.7 -78 268C-79.3 275.3 -79 283.7 -80 290C-81 296.3 -82.7 301.3 -84 306',
  'C-85.3 310.7 -86.2 316.3 -88 318C-89.8 319.7 -93 318.7 -95 316C-97 313.3 -99.7 307.5 -100 302',
  'C-100.3 296.5 -98.5 289 -97 283C-95.5 277 -92.3 272.2 -91 266C-89.7 259.8 -89.8 253.3 -89 246',
  'C-88.2 238.7 -87.3 230 -86 222C-84.7 214 -82.7 206 -81 198C-79.3 190 -77.5 182 -76 174',
  'C-74.5 166 -73.2 157.7 -72 150C-70.8 142.3 -70.3 134.8 -69 128C-67.7 121.2 -66.7 114.2 -64 109',
  'C-61.3 103.8 -57.3 100 -53 97C-48.7 94 -43.5 93.2 -38 91C-32.5 88.8 -24.3 86.8 -20 84',
  'C-15.7 81.2 -13.4 78.3 -12 74C-10.6 69.7 -15.4 60.7 -11.5 58C-7.6 55.3 7.6 55.3 11.5 58Z',
].join('');

export const HEAD = 'M0 3C15.5 3 25 13.5 25 31C25 51 13 68.5 0 68.5C-13 68.5 -25 51 -25 31C-25 13.5 -15.5 3 0 3Z';

/** @typedef {[part: string, path: string, middle: [number, number]]} Band `part` without its side */

/** @type {Band[]} */
const FRONT = [
  ['neck', 'M-24 50H24V79Q0 96 -24 79Z', [0, 74]],
  ['shoulder', 'M22 70Q30 92 40 101Q50 113 49 138.5Q66 152 84 137L84 84L40 70Z', [58, 118]],
  ['arm', 'M49 138.5Q66 152 84 137L112 330L73 330Q66 280 58 240Q52 210 50.5 170Z', [75, 205]],
  ['hip', 'M62 227Q37 234 30 247Q24 268 3 291Q36 292 62 271Z', [40, 257]],
  ['thigh_front', 'M0 291H3Q36 292 62 271V368Q29 350 0 368Z', [32, 322]],
  ['knee', 'M0 368Q29 350 60 368V400Q29 418 0 400Z', [29, 385]],
  ['shin', 'M0 400Q29 418 60 400V486Q27 496 0 486Z', [30, 446]],
  ['foot', 'M0 486Q27 496 60 486V530H0Z', [28, 504]],
];

/** @type {Band[]} */
const BACK = [
  ['neck', 'M-24 50H24V80Q0 96 -24 80Z', [0, 75]],
  ['shoulder', 'M22 70Q30 92 40 101Q50 113 49 138.5Q66 152 84 137L84 84L40 70Z', [58, 118]],
  ['arm', 'M49 138.5Q66 152 84 137L112 330L73 330Q66 280 58 240Q52 210 50.5 170Z', [75, 205]],
  ['upper_back', 'M-24 80Q0 96 24 80L30 86Q34 96 40 101Q50 113 49 138.5L50 172Q0 196 -50 172L-49 138.5Q-50 113 -40 101Q-34 96 -30 86Z', [0, 134]],
  ['lower_back', 'M-50 172Q0 196 50 172L54 236Q18 234 0 252Q-18 234 -54 236Z', [0, 212]],
  ['glute', 'M0 252Q18 234 54 236H62V289Q40 304 0 292Z', [30, 266]],
  ['thigh_back', 'M0 292Q40 304 62 289V372Q30 384 0 372Z', [31, 332]],
  ['knee', 'M0 372Q30 384 62 372V398Q30 410 0 398Z', [29, 388]],
  ['calf', 'M0 398Q30 410 62 398V486Q27 496 0 486Z', [30, 440]],
  ['foot', 'M0 486Q27 496 60 486V530H0Z', [28, 504]],
];

/** Lines that are only there to be looked at: chest and belly, shoulder blades and spine. */
const FRONT_LINES = 'M-34 97Q-20 91 -9 97M34 97Q20 91 9 97M-41 150Q-20 166 0 152Q20 166 41 150M0 156V226';
const BACK_LINES = 'M0 98V178M0 194V240M-17 112Q-34 128 -27 154M17 112Q34 128 27 154';

/** In the middle of the body: they have no side. */
const UNSIDED = new Set(['neck', 'upper_back', 'lower_back']);

/**
 * @typedef {object} Shape
 * @property {string} area
 * @property {string} path
 * @property {boolean} mirrored
 * @property {[number, number]} middle where its sign stands
 */

/**
 * Every area of one view. Seen from the front, a person's left is on the viewer's right.
 * @param {Band[]} bands
 * @param {'left'|'right'} sideAtRight
 * @returns {Shape[]}
 */
function shapes(bands, sideAtRight) {
  const otherSide = sideAtRight === 'left' ? 'right' : 'left';
  return bands.flatMap(([part, path, [x, y]]) => {
    if (UNSIDED.has(part)) return [{ area: part, path, mirrored: false, middle: /** @type {[number, number]} */ ([x, y]) }];
    return [
      { area: `${sideAtRight}_${part}`, path, mirrored: false, middle: /** @type {[number, number]} */ ([x, y]) },
      { area: `${otherSide}_${part}`, path, mirrored: true, middle: /** @type {[number, number]} */ ([-x, y]) },
    ];
  });
}

/** @type {{key: 'front'|'back', title: string, shapes: Shape[], lines: string, atLeft: string, atRight: string}[]} */
export const VIEWS = [
  { key: 'front', title: 'Front', shapes: shapes(FRONT, 'left'), lines: FRONT_LINES, atLeft: 'right', atRight: 'left' },
  { key: 'back', title: 'Back', shapes: shapes(BACK, 'right'), lines: BACK_LINES, atLeft: 'left', atRight: 'right' },
];

/**
 * The area nearest to a point, for taps beside the small ones; null when nothing is near.
 * @param {Shape[]} shown
 * @param {number} x
 * @param {number} y
 */
export function nearest(shown, x, y) {
  const reach = 34;
  let found = null;
  let least = reach;
  for (const { area, middle } of shown) {
    const away = Math.hypot(middle[0] - x, middle[1] - y);
    if (away < least) [found, least] = [area, away];
  }
  return found;
}
