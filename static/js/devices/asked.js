// Asks the desk for a code, again when told to, and counts down how long it is good for.

import { now } from '../lib/clock.js';
import { secondsUntil, stopwatch } from '../lib/time.js';
import { useEffect, useState } from '../lib/ui.js';

/** Asks once when it is drawn, and again when told to. @param {() => Promise<any>} question */
export function useAsked(question) {
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const [error, setError] = useState('');
  const ask = async () => {
    setError('');
    setAnswer(null);
    try {
      setAnswer(await question());
    } catch (problem) {
      setError(/** @type {Error} */ (problem).message);
    }
  };
  useEffect(() => void ask(), []);
  return { answer, error, ask };
}

/** @param {{until: string}} props */
export function Left({ until }) {
  return stopwatch(Math.max(0, secondsUntil(until, now.value)));
}

/** @param {{expires_at: string}|null} answer */
export const isOver = (answer) => answer !== null && secondsUntil(answer.expires_at, now.value) <= 0;
