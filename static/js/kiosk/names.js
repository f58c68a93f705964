// Names as a kiosk may show them to whoever stands there: first name and an initial. Pure.

/** @typedef {import('./shapes.js').Entrant} Entrant */

export const LETTERS_AT_LEAST = 3;

/** @param {string} text */
export function letters(text) {
  return [...text.normalize('NFC')].filter((each) => /\p{L}/u.test(each)).length;
}

/** "Anna B." @param {Entrant} entrant */
export function shortName(entrant) {
  const initial = [...(entrant.last_name ?? '').trim()][0];
  return initial ? `${entrant.first_name} ${initial.toLocaleUpperCase()}.` : entrant.first_name;
}

/**
 * Entrants with what tells them apart: name and wave, and the end of the bib only where those are the same.
 * @param {Entrant[]} entrants
 * @returns {{entrant: Entrant, name: string, wave: string, bibEnd: string}[]}
 */
export function toldApart(entrants) {
  const looks = entrants.map((entrant) => `${shortName(entrant)}|${entrant.wave ?? ''}`);
  return entrants.map((entrant, at) => ({
    entrant,
    name: shortName(entrant),
    wave: entrant.wave ?? '',
    bibEnd: looks.filter((each) => each === looks[at]).length > 1 ? entrant.bib.slice(-2) : '',
  }));
}
