// Seals a text so that only the desk can open it: with a key pair made for this one text and thrown away.

import * as library from 'tweetnacl';

// In a browser the library puts itself into the global scope; a module loader gives it as the default.
const nacl = /** @type {any} */ (library).default ?? /** @type {any} */ (globalThis).nacl;

const VERSION = 1;
/** Texts are filled up to a multiple of this, so that a length tells nothing of what was said. */
const STEP = 1024;

/**
 * @param {string} publicKey the desk's, as base64
 * @param {unknown} said anything that JSON can say
 * @returns {string} base64: version, public half of the thrown-away pair, nonce, box
 */
export function sealed(publicKey, said) {
  const pair = nacl.box.keyPair();
  const nonce = nacl.randomBytes(nacl.box.nonceLength);
  const box = nacl.box(filledUp(JSON.stringify(said)), nonce, bytesOf(publicKey), pair.secretKey);
  pair.secretKey.fill(0);
  return base64Of(new Uint8Array([VERSION, ...pair.publicKey, ...nonce, ...box]));
}

/** JSON may end in spaces. @param {string} text */
function filledUp(text) {
  const bytes = new TextEncoder().encode(text);
  const all = new Uint8Array(Math.ceil(bytes.length / STEP) * STEP).fill(0x20);
  all.set(bytes);
  return all;
}

/** @param {string} text base64 */
function bytesOf(text) {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
function base64Of(bytes) {
  return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(''));
}
