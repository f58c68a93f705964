// Commands and questions over HTTP: a key with every POST, the same key again on a retry, errors one can read.

import { newKey } from './key.js';

/** @typedef {import('./types.js').Problem} Problem */

/** A refusal or a failure. `message` is fit to be shown. */
export class ApiError extends Error {
  /** @param {Partial<Problem> & {title: string}} problem @param {{retryAfter?: number}} [more] */
  constructor(problem, { retryAfter = 0 } = {}) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.status = problem.status ?? 0;
    this.code = problem.code ?? '';
    /** @type {Record<string, string[]>} */
    this.errors = problem.errors ?? {};
    this.visit = problem.visit ?? null;
    this.state = problem.state ?? null;
    this.retryAfter = retryAfter;
  }

  /** Nothing came back: the command may or may not have been done; the same key again is safe. */
  get isUnreachable() {
    return this.status === 0;
  }

  get isSignedOut() {
    return this.status === 401;
  }

  /** Worth trying again with the same key. */
  get mayPass() {
    return this.isUnreachable || [429, 502, 503, 504].includes(this.status);
  }
}

const UNREACHABLE = { title: 'The desk cannot be reached. Check the Wi-Fi and try again.', status: 0, code: 'unreachable' };

/**
 * @typedef {object} Options
 * @property {string} [key] idempotency key; made if left out
 * @property {number} [tries] how often at most (3)
 * @property {number} [timeout] milliseconds for each try (8000)
 * @property {AbortSignal} [signal]
 */

/**
 * @param {object} [options]
 * @param {string} [options.base] put before paths that do not begin with `/api/`
 * @param {typeof fetch} [options.fetch]
 * @param {(ms: number) => Promise<unknown>} [options.pause]
 */
export function createApi({ base = '/api/v1', fetch: ask = (...args) => fetch(...args), pause = sleep } = {}) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body] an object for JSON, or FormData
   * @param {Options} [options]
   * @returns {Promise<any>}
   */
  async function send(method, path, body, { key, tries = 3, timeout = 8000, signal } = {}) {
    const url = path.startsWith('/api/') ? path : base + path;
    const request = build(method, body, method === 'POST' ? (key ?? newKey()) : undefined);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(ask, url, request, timeout, signal);
      } catch (error) {
        const failure = /** @type {ApiError} */ (error);
        if (!(error instanceof ApiError) || !failure.mayPass || attempt >= tries || signal?.aborted) throw error;
        await pause(failure.retryAfter ? Math.min(failure.retryAfter, 10) * 1000 : 300 * 2 ** attempt);
      }
    }
  }

  return {
    send,
    /** @param {string} path @param {Options} [options] */
    get: (path, options) => send('GET', path, undefined, options),
    /** @param {string} path @param {unknown} [body] @param {Options} [options] */
    post: (path, body = {}, options = undefined) => send('POST', path, body, options),
    /** @param {string} path @param {unknown} body @param {Options} [options] */
    patch: (path, body, options) => send('PATCH', path, body, options),
    /** @param {string} path @param {Options} [options] */
    delete: (path, options) => send('DELETE', path, undefined, options),
  };
}

/**
 * @param {string} method
 * @param {unknown} body
 * @param {string|undefined} key
 * @returns {RequestInit}
 */
function build(method, body, key) {
  /** @type {Record<string, string>} */
  // By its own clock, so that the desk sees which device's is wrong.
  const headers = { Accept: 'application/json', 'EventDesk-Clock': String(Date.now()) };
  if (key) headers['Idempotency-Key'] = key;
  if (body === undefined) return { method, headers };
  if (typeof FormData !== 'undefined' && body instanceof FormData) return { method, headers, body };
  headers['Content-Type'] = 'application/json';
  return { method, headers, body: JSON.stringify(body) };
}

/**
 * @param {typeof fetch} ask
 * @param {string} url
 * @param {RequestInit} request
 * @param {number} timeout
 * @param {AbortSignal} [signal]
 */
async function once(ask, url, request, timeout, signal) {
  const stopper = new AbortController();
  const stop = () => stopper.abort();
  signal?.addEventListener('abort', stop);
  const timer = setTimeout(stop, timeout);
  try {
    const response = await ask(url, { ...request, credentials: 'same-origin', signal: stopper.signal });
    const answer = await read(response);
    // A page of somebody else's network, in the place of the desk: nothing was done.
    if (response.ok && answer === null) throw new ApiError(UNREACHABLE);
    if (response.ok) return answer;
    throw new ApiError(problemOf(response, answer), { retryAfter: Number(response.headers.get('Retry-After')) || 0 });
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(UNREACHABLE);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Null: it is not in the desk's way of speaking. @param {Response} response */
async function read(response) {
  const text = await response.text();
  if (!text) return {};
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {Response} response @param {any} answer @returns {Problem} */
function problemOf(response, answer) {
  if (answer && typeof answer.title === 'string') return { ...answer, status: response.status };
  return { title: 'Something went wrong at the desk. Please try again.', status: response.status, code: 'unknown' };
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
