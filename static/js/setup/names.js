// Names that a person types made into what the address and the database need.

/**
 * A slug: small letters, digits and hyphens, 40 at most.
 * @param {string} name
 */
export function slugOf(name) {
  return name
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
}

/** A code for a new treatment, unlike the others. @param {string} name @param {string[]} taken */
export function codeOf(name, taken) {
  const base = slugOf(name).replaceAll('-', '_').slice(0, 24) || 'treatment';
  for (let number = 1; number < 100; number += 1) {
    const code = number === 1 ? base : `${base}_${number}`;
    if (!taken.includes(code)) return code;
  }
  return `${base}_${taken.length + 100}`;
}

/** A free letter, preferably one of the name. @param {string} name @param {string[]} taken */
export function letterOf(name, taken) {
  const letters = [...slugOf(name).replace(/[^a-z]/g, '').toUpperCase(), ...'ABCDEFGHJKLMNPQRSTUVWXYZIO'];
  return letters.find((letter) => !taken.includes(letter)) ?? '';
}

/**
 * How good a passphrase is, in words. Length counts more than odd characters.
 * @param {string} passphrase
 * @returns {{level: 0|1|2|3, words: string}} 0: too short
 */
export function strength(passphrase) {
  const length = [...passphrase].length;
  if (length < 8) return { level: 0, words: length ? `${8 - length} more ${length === 7 ? 'character' : 'characters'}` : '8 characters at least' };
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((each) => each.test(passphrase)).length;
  const different = new Set(passphrase.toLowerCase()).size;
  if (different < 5 || /^(?:password|passwort|12345678|qwertyui|massage)/i.test(passphrase))
    return { level: 1, words: 'Easy to guess' };
  if (length >= 16 || (length >= 12 && kinds >= 3)) return { level: 3, words: 'Strong' };
  return length >= 11 || kinds >= 3 ? { level: 2, words: 'Good' } : { level: 1, words: 'Short: three or four words are better' };
}
