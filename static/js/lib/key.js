// Keys for commands: 16 random bytes as hex. Not crypto.randomUUID, which plain http does not have.

/**
 * @param {{getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => unknown}} [random]
 * @returns {string} 32 hex digits
 */
export function newKey(random = globalThis.crypto) {
  const bytes = new Uint8Array(16);
  random.getRandomValues(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
