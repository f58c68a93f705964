// One try at a time: what went wrong in words, and how long to wait after too many tries.

import { ApiError, createApi } from '../lib/api.js';
import { useEffect, useState } from '../lib/ui.js';
import { waitInWords } from './steps.js';

const api = createApi();

/**
 * @param {Record<string, string>} [words] by error code, where the page says it better than the desk
 * @returns {{busy: boolean, error: string, isWaiting: boolean, send: (path: string, body: object) => Promise<any|null>}}
 *   `send` answers null when it was refused
 */
export function useTrying(words = {}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [wait, setWait] = useState(0);

  useEffect(() => {
    if (wait <= 0) return undefined;
    const timer = setTimeout(setWait, 1000, wait - 1);
    return () => clearTimeout(timer);
  }, [wait]);

  /** @param {string} path @param {object} body */
  async function send(path, body) {
    setBusy(true);
    setError('');
    try {
      return await api.post(path, body, { tries: 1 });
    } catch (problem) {
      const failure = /** @type {ApiError} */ (problem);
      if (failure.status === 429) setWait(failure.retryAfter || 60);
      else setError(words[failure.code] ?? sentence(failure));
      return null;
    } finally {
      setBusy(false);
    }
  }

  return { busy, error: wait > 0 ? waitInWords(wait) : error, isWaiting: wait > 0, send };
}

/** @param {ApiError} failure */
function sentence(failure) {
  const first = Object.values(failure.errors ?? {})[0]?.[0];
  return first ?? failure.message;
}
