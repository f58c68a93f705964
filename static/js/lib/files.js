// Files that the desk makes: asked for with a POST where what is asked must not stand in an address, then saved.

import { ApiError } from './api.js';

const TIMEOUT_MS = 60_000;

/**
 * @param {string} url
 * @param {unknown} body
 * @param {typeof fetch} [ask]
 * @returns {Promise<{blob: Blob, headers: Headers}>} throws ApiError
 */
export async function fetchFile(url, body, ask = (...args) => fetch(...args)) {
  const response = await answer(url, body, ask);
  if (response.ok) return { blob: await response.blob(), headers: response.headers };
  let problem = null;
  try {
    problem = await response.json();
  } catch {
    // Not in the desk's words.
  }
  throw new ApiError(problem ?? { title: 'Something went wrong at the desk. Please try again.', status: response.status });
}

/** @param {string} url @param {unknown} body @param {typeof fetch} ask */
async function answer(url, body, ask) {
  try {
    return await ask(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new ApiError({ title: 'The desk cannot be reached. Check the Wi-Fi and try again.', status: 0, code: 'unreachable' });
  }
}

/** Into the downloads of this device. @param {Blob} blob @param {string} name */
export function saveFile(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
