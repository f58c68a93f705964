// The lower end of the screen, in reach of the thumb: what was just done with its undo, small steps, the one large button.

import { now } from '../lib/clock.js';
import { Button, Icon } from '../lib/components.js';
import { lengthInWords } from '../lib/time.js';
import { html, useEffect, useRef, useState } from '../lib/ui.js';

/** @typedef {import('./model.js').Screen} Screen */
/** @typedef {import('./model.js').Act} Act */
/** @typedef {import('./sending.js').Pending} Pending */
/** @typedef {import('./sending.js').Word} Word */

/**
 * After the large button has changed its meaning, a second tap of the same finger must not hit the new one.
 */
export const SETTLE_MS = 700;

/**
 * @param {{screen: Screen, subject: string, pending: Pending|null, word: Word|null, tap: (act: Act) => void, undo: (word: Word) => void,
 *   giveUp: () => void, hurry: () => void, quiet: () => void, openMore: () => void, lasts: boolean}} props subject: whom the buttons are about
 */
export function Dock({ screen, subject, pending, word, tap, undo, giveUp, hurry, quiet, openMore, lasts }) {
  const settling = useSettling(`${subject} ${screen.main.label} ${screen.second?.label ?? ''}`);
  const isSending = pending !== null;
  return html`<div class="dock">
    <${Strip} pending=${pending} word=${word} undo=${undo} giveUp=${giveUp} hurry=${hurry} quiet=${quiet} lasts=${lasts} />
    <div class="dock-quick">
      ${screen.quick.map((act) => html`<${Button} key=${act.tap} size="l" icon=${act.icon} tone=${act.tone} disabled=${isSending || settling} onClick=${() => tap(act)}>${act.label}</${Button}>`)}
      <${Button} size="l" icon="menu" class="dock-more" onClick=${openMore}>More</${Button}>
    </div>
    <div class=${`dock-main${settling ? ' dock-settling' : ''}`}>
      ${screen.second && html`<${BigButton} act=${screen.second} kind="plain" pending=${pending} settling=${settling} tap=${tap} />`}
      <${BigButton} act=${screen.main} kind="main" pending=${pending} settling=${settling} tap=${tap} />
    </div>
  </div>`;
}

/** @param {{act: Act, kind: 'main'|'plain', pending: Pending|null, settling: boolean, tap: (act: Act) => void}} props */
function BigButton({ act, kind, pending, settling, tap }) {
  const isMine = pending?.sent.label === act.label;
  return html`<${Button} kind=${kind} size="xl" wide icon=${act.icon} tone=${act.tone} busy=${isMine && pending?.state !== 'quick'}
    disabled=${settling || pending !== null} onClick=${() => tap(act)}>
    ${isMine && pending?.state === 'slow' ? 'Sending …' : act.label}
  </${Button}>`;
}

/** @param {string} what */
function useSettling(what) {
  const [settled, setSettled] = useState(what);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return undefined;
    }
    const timer = setTimeout(setSettled, SETTLE_MS, what);
    return () => clearTimeout(timer);
  }, [what]);
  return settled !== what;
}

/**
 * @param {{pending: Pending|null, word: Word|null, undo: (word: Word) => void, giveUp: () => void, hurry: () => void,
 *   quiet: () => void, lasts: boolean}} props
 */
function Strip({ pending, word, undo, giveUp, hurry, quiet, lasts }) {
  return html`<div class="strip-room" role="status">
    ${pending?.state === 'unsent' || pending?.state === 'old'
      ? html`<${NotSent} pending=${pending} lasts=${lasts} giveUp=${giveUp} hurry=${hurry} />`
      : word && html`<${Said} word=${word} undo=${undo} quiet=${quiet} />`}
  </div>`;
}

/** @param {{pending: Pending, lasts: boolean, giveUp: () => void, hurry: () => void}} props */
function NotSent({ pending, lasts, giveUp, hurry }) {
  const about = `${pending.sent.label}${pending.sent.ticket ? ` (${pending.sent.ticket})` : ''}`;
  const isOld = pending.state === 'old';
  return html`<div class="strip tone-late strip-refused">
    <${Icon} name=${isOld ? 'question' : 'offline'} size=${28} />
    <p class="strip-text"><b>Not sent yet: ${about}.</b> ${isOld
      ? `You tapped it ${lengthInWords((now.value - pending.addedAt) / 60_000)} ago. Shall it still be sent?`
      : `It goes by itself when the desk answers.${lasts ? '' : ' Please keep this page open.'}`}</p>
    <div class="strip-buttons">
      <${Button} onClick=${giveUp}>Don’t send</${Button}>
      <${Button} onClick=${hurry}>Send now</${Button}>
    </div>
  </div>`;
}

/** @param {{word: Word, undo: (word: Word) => void, quiet: () => void}} props */
function Said({ word, undo, quiet }) {
  if (word.tone === 'refused') {
    return html`<div class="strip tone-late strip-refused">
      <${Icon} name="alert" size=${28} />
      <p class="strip-text"><b>${word.text}</b></p>
      <div class="strip-buttons"><${Button} onClick=${quiet}>OK</${Button}></div>
    </div>`;
  }
  return html`<div class="strip">
    <${Icon} name="check" size=${24} />
    <p class="strip-text">${word.text}</p>
    ${word.undo && html`<${Button} icon="undo" onClick=${() => undo(word)}>Undo</${Button}>`}
  </div>`;
}
