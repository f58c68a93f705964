// A password for a pack: long enough against a computer, easy enough to copy by hand.

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 5;

/** Letters that are not mistaken for each other, in groups: about 99 bits. @param {Crypto} [random] */
export function newPassword(random = globalThis.crypto) {
  const limit = 256 - (256 % LETTERS.length);
  /** @type {string[]} */
  const letters = [];
  while (letters.length < GROUPS * GROUP) {
    for (const byte of random.getRandomValues(new Uint8Array(GROUPS * GROUP))) {
      // A byte beyond the last full round would make some letters likelier.
      if (byte < limit && letters.length < GROUPS * GROUP) letters.push(LETTERS[byte % LETTERS.length]);
    }
  }
  return Array.from({ length: GROUPS }, (_, at) => letters.slice(at * GROUP, (at + 1) * GROUP).join('')).join('-');
}
