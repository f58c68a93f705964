// After sending: not sent yet, the ticket, a ticket that there is already, and the ends of a visit to the kiosk.

import { Button, Icon, Notice, PinPad, TicketCode } from '../../lib/components.js';
import { html, useState } from '../../lib/ui.js';
import { BibPad } from '../bib-pad.js';
import { Head, Heading } from '../frame.js';
import { Expect } from './finish.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */
/** @typedef {import('../shapes.js').OpenVisit} OpenVisit */
/** @typedef {import('../shapes.js').Registered} Registered */

/** @param {{kiosk: Kiosk, sendingKey: string}} props */
export function Sending({ kiosk, sendingKey }) {
  const waiting = kiosk.sending.unsent.value.find((each) => each.key === sendingKey);
  const failed = Boolean(waiting?.tries);
  return html`<div class="kiosk-screen">
    <div class="kiosk-main kiosk-centre">
      <span class="kiosk-sign"><${Icon} name=${failed ? 'offline' : 'clock'} size=${72} /></span>
      <${Heading} key=${failed ? 'failed' : 'sending'}>${failed ? 'Not sent yet. Keep this page open' : 'One moment …'}</${Heading}>
      ${failed && html`<p class="kiosk-lead" role="status">We can’t reach the desk. We try again every few seconds, and nothing gets lost or sent twice.</p>
        <${Button} size="xl" kind="main" icon="again" onClick=${() => kiosk.sending.tryNow()}>Try now</${Button}>
        <p class="soft">If you can’t wait, you may go: we keep trying. The team can tell you your ticket.</p>`}
    </div>
  </div>`;
}

/** @param {{kiosk: Kiosk, visit: Registered}} props */
export function Ticket({ kiosk, visit }) {
  const { event } = kiosk.setting.value;
  const isHeld = visit.status === 'held';
  const name = kiosk.runner.answers.value.entrant?.first_name || kiosk.runner.answers.value.firstName;
  return html`<div class="kiosk-screen kiosk-ticket">
    <div class="kiosk-main">
      <${Heading} class="kiosk-ticket-title">${name ? `${name}, your ticket is` : 'Your ticket is'}</${Heading}>
      <div class="kiosk-ticket-cards">
        <div class="card kiosk-ticket-code">
          <${TicketCode} event=${event} visit=${visit} size="xl" />
          ${isHeld ? html`<${Held} advice=${visit.advice} />` : html`<${InLine} kiosk=${kiosk} visit=${visit} />`}
        </div>
        <div class="kiosk-ticket-phone">
          <img class="kiosk-qr" src=${`/qr.svg?p=${encodeURIComponent(visit.link)}`} width="240" height="240" alt="QR code of your own page" />
          <p><strong>Follow it on your phone</strong><br /><span class="soft">Scan this with your camera.</span></p>
        </div>
      </div>
    </div>
    <footer class="kiosk-foot"><${ClearsIn} kiosk=${kiosk} /><${Button} kind="main" size="xl" class="kiosk-go" icon="check" onClick=${() => kiosk.runner.forget()}>Done</${Button}></footer>
  </div>`;
}

/** @param {{kiosk: Kiosk, visit: Registered}} props */
function InLine({ kiosk, visit }) {
  const { event } = kiosk.setting.value;
  return html`${visit.expected_start && html`<${Expect} window=${visit.expected_start} timezone=${event.timezone} />`}
    <ol class="kiosk-next">
      <li><${Icon} name="megaphone" /><span>Watch the board: we call <strong>${visit.ticket}</strong>.</span></li>
      <li><${Icon} name="couch" /><span>Then come to the couch shown beside it.</span></li>
      <li><${Icon} name="cup" /><span>Until then: drink something and keep warm.</span></li>
    </ol>`;
}

const HELD = {
  refer: { icon: 'medical', text: 'Please go to the medical tent with one of the team.', more: 'Show them this ticket. If all is well, your place in line waits for you.' },
  ask: { icon: 'person', text: 'Please wait here. One of the team will come to you.', more: 'They would like a word with you first. It won’t take long.' },
};

/** @param {{advice: string|null|undefined}} props */
function Held({ advice }) {
  const { icon, text, more } = advice === 'refer' ? HELD.refer : HELD.ask;
  return html`<div class="kiosk-held"><${Icon} name=${icon} size=${48} /><div class="stack gap-2"><p class="large strong">${text}</p><p>${more}</p></div></div>`;
}

/** @param {{kiosk: Kiosk}} props */
function ClearsIn({ kiosk }) {
  const left = kiosk.idle.left.value;
  return html`<p class="soft numbers kiosk-clears">${left === null ? '' : html`This screen clears in ${left} s`}</p>`;
}

/** @type {Record<string, {icon: string, words: string}>} */
const STATUS = {
  waiting: { icon: 'clock', words: 'You’re in line. We call your ticket on the board.' },
  away: { icon: 'away', words: 'You stepped away. Your place is kept.' },
  called: { icon: 'bell', words: 'You are being called now! Please look at the board for your couch.' },
  treating: { icon: 'couch', words: 'You’re on the couch.' },
  '': { icon: 'person', words: 'You’re on our list. Please ask one of the team.' },
};

/** A ticket that there is already: its code and how it is doing, and nothing about whose it is. @param {{kiosk: Kiosk, visit: OpenVisit, isSignUp: boolean}} props */
export function Mine({ kiosk, visit, isSignUp }) {
  const { event } = kiosk.setting.value;
  const [isBack, setBack] = useState(false);
  const [problem, setProblem] = useState('');
  const status = isBack ? 'waiting' : kiosk.now.statusOf(visit.id);
  const { icon, words } = STATUS[status] ?? STATUS[''];
  const treatment = visit.treatment ?? event.treatments.find((each) => visit.ticket.startsWith(each.letter))?.code ?? '';
  async function comeBack() {
    setProblem('');
    try {
      await kiosk.asking.comeBack(visit.id);
      setBack(true);
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
  }
  return html`<div class="kiosk-screen kiosk-ticket">
    <div class="kiosk-main kiosk-centre">
      <${Heading} key=${String(isBack)}>${isBack ? 'Welcome back!' : isSignUp ? 'You’re already in line' : 'Your ticket'}</${Heading}>
      <div class="card kiosk-mine">
        <${TicketCode} event=${event} visit=${{ ...visit, treatment }} size="xl" />
        <p class="kiosk-mine-words" role="status"><${Icon} name=${icon} size=${32} /><span>${words}</span></p>
      </div>
      ${problem && html`<${Notice} tone="stopped" icon="alert" alert>${problem}</${Notice}>`}
      ${isSignUp && html`<p class="soft">Would you like to change something? One of the team can help.</p>`}
    </div>
    <footer class="kiosk-foot">
      <${ClearsIn} kiosk=${kiosk} />
      ${status === 'away' && html`<${Button} size="xl" kind="main" tone="called" icon="check" onClick=${comeBack}>I’m back</${Button}>`}
      <${Button} size="xl" kind=${status === 'away' ? 'plain' : 'main'} class="kiosk-go" onClick=${() => kiosk.runner.forget()}>Done</${Button}>
    </footer>
  </div>`;
}

/** @param {{kiosk: Kiosk}} props */
export function Find({ kiosk }) {
  const { runner, asking, setting, clock } = kiosk;
  const [bib, setBib] = useState('');
  const [problem, setProblem] = useState('');
  function find() {
    if (!bib.trim()) return setProblem('Please type your race number.');
    return runner.ask(
      () => asking.openVisit(setting.value, bib, clock.now()),
      (open) => (open ? runner.show({ name: 'mine', visit: open, isSignUp: false }) : setProblem(`There is no ticket in line for ${bib}.`)),
      (error) => setProblem(error.message),
    );
  }
  return html`<div class="kiosk-screen kiosk-wide">
    <${Head} kiosk=${kiosk} />
    <div class="kiosk-main">
      <div class="kiosk-ask"><${Heading}>What is your race number?</${Heading}><p class="kiosk-lead">We look for your ticket.</p></div>
      <div class="kiosk-bib">
        <${BibPad} value=${bib} problem=${problem} busy=${runner.isAsking.value} done="Find my ticket" onDone=${find}
          onInput=${(/** @type {string} */ value) => (setBib(value), setProblem(''))} />
        <div class="kiosk-aside">
          <p class="soft">Signed up without a race number? One of the team will find you.</p>
          ${problem && bib && html`<${Button} size="l" wide onClick=${() => (runner.begin(), runner.say({ bib }))}>Sign up with ${bib}</${Button}>`}
        </div>
      </div>
    </div>
  </div>`;
}

/** @param {{kiosk: Kiosk, why: string}} props */
export function Closed({ kiosk, why }) {
  return html`<div class="kiosk-screen">
    <div class="kiosk-main kiosk-centre">
      <span class="kiosk-sign"><${Icon} name="door" size=${72} /></span>
      <${Heading}>We can’t take new sign-ups right now</${Heading}>
      <p class="kiosk-lead">${why} Please ask one of the team.</p>
      <${Button} size="xl" kind="main" onClick=${() => kiosk.runner.forget()}>Done</${Button}>
    </div>
  </div>`;
}

/** @param {{kiosk: Kiosk}} props */
export function SignedOut({ kiosk }) {
  const { slug } = kiosk.setting.value.event;
  return html`<div class="kiosk-screen">
    <div class="kiosk-main kiosk-centre">
      <span class="kiosk-sign"><${Icon} name="lock" size=${72} /></span>
      <${Heading}>This tablet is not signed in any more</${Heading}>
      <p class="kiosk-lead">Please ask one of the team.</p>
      <${Button} size="l" icon="door" onClick=${() => location.assign(`/sign-in?event=${encodeURIComponent(slug)}`)}>Team: sign in</${Button}>
    </div>
  </div>`;
}

/** @param {{kiosk: Kiosk}} props */
export function Leave({ kiosk }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const isKiosk = kiosk.role === 'kiosk';
  /** @param {string} pin */
  async function leave(pin) {
    setBusy(true);
    try {
      location.assign(await kiosk.asking.leave(pin));
    } catch (failure) {
      setError('');
      setError(/** @type {Error} */ (failure).message);
      setBusy(false);
    }
  }
  return html`<div class="kiosk-screen">
    <${Head} kiosk=${kiosk} />
    <div class="kiosk-main kiosk-centre">
      <${Heading}>For the team</${Heading}>
      ${isKiosk
        ? html`<p class="kiosk-lead">The PIN ends the kiosk on this tablet.</p><${PinPad} label="Kiosk PIN" busy=${busy} error=${error} onDone=${leave} />`
        : html`<p class="kiosk-lead">You are signed in as organiser: pair this tablet as a kiosk before you give it to runners.</p>
          <${Button} size="l" kind="main" icon="door" onClick=${() => location.assign(`/e/${kiosk.setting.value.event.slug}/desk`)}>To the desk</${Button}>`}
    </div>
  </div>`;
}
