// What is signed in to this event, each with a button that ends it.

import { now } from '../../lib/clock.js';
import { Button, ConfirmDialog, Icon } from '../../lib/components.js';
import { html, useEffect, useState } from '../../lib/ui.js';
import { passWords } from '../passes.js';

/** @typedef {import('../setup.js').Setup} Setup */
/** @typedef {import('../passes.js').Pass} Pass */

/** @param {{setup: Setup, again: unknown}} props again: looked up anew when this changes */
export function SignedIn({ setup, again }) {
  const [passes, setPasses] = useState(/** @type {Pass[]|null} */ (null));
  const [chosen, setChosen] = useState(/** @type {Pass|null} */ (null));
  const [problem, setProblem] = useState('');
  const words = (/** @type {Pass} */ pass) => passWords(pass, setup.event.value.timezone, now.peek());
  const look = () => setup.api.get('/passes').then(
    (/** @type {{passes: Pass[]}} */ answer) => { setPasses(answer.passes); setProblem(''); },
    (/** @type {Error} */ error) => setProblem(error.message),
  );
  useEffect(() => {
    void look();
  }, [again]);
  const end = async () => {
    const ended = chosen;
    setChosen(null);
    try {
      await setup.api.post(`/passes/${ended?.id}/revoke`);
      await look();
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
  };
  return html`<div class="stack gap-2">
    <h3>Signed in now</h3>
    ${problem && html`<p class="field-error" role="alert">${problem}</p>`}
    ${passes && html`<ul class="signed-in">${passes.map((pass) => html`<li key=${pass.id}>
      <${Icon} name=${words(pass).icon} size=${22} />
      <span class="grow"><span class="strong">${words(pass).title}</span><span class="soft small cell-line numbers">${words(pass).detail}</span></span>
      ${pass.is_yours
        ? html`<span class="soft small">This device</span>`
        : html`<${Button} kind="quiet" label=${`Sign out: ${words(pass).title}, ${words(pass).detail}`} onClick=${() => setChosen(pass)}>Sign out</${Button}>`}
    </li>`)}</ul>`}
    <div><${Button} kind="quiet" icon="again" onClick=${look}>Look again</${Button}></div>
  </div>
  <${ConfirmDialog} open=${chosen !== null} title=${`Sign out ${chosen ? words(chosen).title : ''}?`} yes="Sign out" tone="stopped" onYes=${end} onNo=${() => setChosen(null)}>
    <p>It can be used again only after a new sign-in or pairing.</p>
  </${ConfirmDialog}>`;
}
