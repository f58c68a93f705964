// What a mode would do, asked before anybody decides: two columns, as it is and as it would be.

import { html, useEffect, useState } from '../../lib/ui.js';

/** @typedef {import('../desk.js').Desk} Desk */

/**
 * The desk's answer to a question about the waits, asked again when the path changes.
 * @param {Desk} desk
 * @param {string} path
 * @returns {{found: any, problem: string}} found: null until there is an answer
 */
export function useEffectOf(desk, path) {
  const [answer, setAnswer] = useState({ path, found: /** @type {any} */ (null), problem: '' });
  useEffect(() => {
    let isOld = false;
    desk.api.get(path).then(
      (found) => !isOld && setAnswer({ path, found, problem: '' }),
      (error) => !isOld && setAnswer({ path, found: null, problem: Object.values(error.errors ?? {}).flat().join(' ') || error.message }),
    );
    return () => {
      isOld = true;
    };
  }, [path]);
  return answer.path === path ? answer : { found: null, problem: '' };
}

/**
 * @param {{names: [string, string], rows: [string, string, string][], found: boolean, problem: string}} props rows: what, as
 *   it is under the first name, as it would be under the second
 */
export function EffectTable({ names, rows, found, problem }) {
  return html`<div role="status" class="effect">
    ${problem && html`<p class="soft">What it does cannot be told just now: ${problem}</p>`}
    ${!found && !problem && html`<p class="soft">Looking at the line …</p>`}
    ${found && html`<table class="effect-table">
      <thead><tr><td></td>${names.map((name) => html`<th key=${name} scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.map(([what, before, after]) => html`<tr key=${what}><th scope="row">${what}</th><td class="numbers">${before}</td><td class="numbers strong">${after}</td></tr>`)}</tbody>
    </table>`}
  </div>`;
}
