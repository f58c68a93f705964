// The ticket: its code, when to come, the QR code; and a ticket that there is already, found by race number.

import { Button, Icon, Notice, TicketCode } from '../../lib/components.js';
import { timeOfDay } from '../../lib/time.js';
import { html, useRef, useState } from '../../lib/ui.js';
import { turnInWords } from '../../lib/words.js';
import { BibPad } from '../bib-pad.js';
import { Head, Heading } from '../frame.js';
import { Expect } from './finish.js';

/** @typedef {import('../../kiosk.js').Kiosk} Kiosk */
/** @typedef {import('../shapes.js').OpenVisit} OpenVisit */
/** @typedef {import('../shapes.js').Registered} Registered */

/** @param {{kiosk: Kiosk, visit: Registered}} props */
export function Ticket({ kiosk, visit }) {
  const { event } = kiosk.setting.value;
  const isTurn = useTurn(kiosk, visit);
  const isHeld = visit.status === 'held' && !isTurn;
  const name = kiosk.runner.answers.value.entrant?.first_name || kiosk.runner.answers.value.firstName;
  return html`<div class="kiosk-screen kiosk-ticket">
    <div class="kiosk-main">
      <${Heading} class="kiosk-ticket-title">${name ? `${name}, your ticket is` : 'Your ticket is'}</${Heading}>
      <div class="kiosk-ticket-cards">
        <div class="card kiosk-ticket-code">
          <${TicketCode} event=${event} visit=${visit} size="xl" />
          ${isTurn ? html`<${Turn} kiosk=${kiosk} visit=${visit} />` : isHeld ? html`<${Held} advice=${visit.advice} />` : html`<${InLine} kiosk=${kiosk} visit=${visit} />`}
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

/**
 * Whether the runner is called already: with the answer, or a moment later on the board. The board may be a little behind
 * the answer; but once it has shown the call, it is right.
 * @param {Kiosk} kiosk @param {Registered} visit
 */
function useTurn({ now }, visit) {
  const onBoard = now.statusOf(visit.id);
  const wasCalled = useRef(false);
  const isCalled = onBoard === 'called' || onBoard === 'treating';
  if (isCalled) wasCalled.current = true;
  return isCalled || (visit.status === 'called' && !wasCalled.current);
}

/** @param {{kiosk: Kiosk, visit: Registered}} props */
function Turn({ kiosk, visit }) {
  const { couch, therapist } = kiosk.now.placeOf(visit.id);
  return html`<div class="kiosk-turn tone-called" role="alert"><${Icon} name="bell" size=${48} />
    <p><span>Your turn now:</span> <strong>${turnInWords(couch || visit.couch || '', therapist)}</strong></p></div>`;
}

const LATER = 20 * 60_000; // more than a cool down: the runner will go away and come back

/** @param {{kiosk: Kiosk, visit: Registered}} props */
function InLine({ kiosk, visit }) {
  const { event } = kiosk.setting.value;
  const isLater = visit.not_before && Date.parse(visit.not_before) - kiosk.clock.now() > LATER;
  const expected = kiosk.now.expectedOf(visit.id) ?? visit.expected_start;
  return html`${expected && html`<${Expect} window=${expected} timezone=${event.timezone} />`}
    <ol class="kiosk-next">
      ${isLater && html`<li><${Icon} name="calendar" /><span>Be back here at <strong>${timeOfDay(/** @type {string} */ (visit.not_before), event.timezone)}</strong>.</span></li>`}
      <li><${Icon} name="megaphone" /><span>Watch the board: we call <strong>${visit.ticket}</strong>.</span></li>
      <li><${Icon} name="couch" /><span>Then come to the couch shown beside it.</span></li>
      ${!isLater && html`<li><${Icon} name="cup" /><span>Until then: drink something and keep warm.</span></li>`}
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
  called: { icon: 'bell', words: 'It is your turn now.' },
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
  const { couch, therapist } = kiosk.now.placeOf(visit.id);
  const expected = status === 'waiting' ? kiosk.now.expectedOf(visit.id) : null;
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
        <p class="kiosk-mine-words" role="status"><${Icon} name=${icon} size=${32} /><span>${status === 'called' ? `Your turn now: ${turnInWords(couch, therapist)}` : words}</span></p>
        ${expected && html`<div class="kiosk-mine-when"><${Expect} window=${expected} timezone=${event.timezone} /></div>`}
      </div>
      ${problem && html`<${Notice} tone="stopped" icon="alert" alert>${problem}</${Notice}>`}
      ${isSignUp && html`<p class="soft">Would you like to change something? One of the team can help.</p>`}
    </div>
    <footer class="kiosk-foot">
      <${ClearsIn} kiosk=${kiosk} />
      ${status === 'away' && html`<${Button} size="xl" kind="main" class="kiosk-go" tone="called" icon="check" onClick=${comeBack}>I’m back</${Button}>`}
      <${Button} size="xl" kind=${status === 'away' ? 'plain' : 'main'} class=${status === 'away' ? '' : 'kiosk-go'} onClick=${() => kiosk.runner.forget()}>Done</${Button}>
    </footer>
  </div>`;
}

/** @param {{kiosk: Kiosk}} props */
export function Find({ kiosk }) {
  const { runner, asking, setting, clock } = kiosk;
  const [bySlip, setBySlip] = useState(false);
  const [bib, setBib] = useState('');
  const [problem, setProblem] = useState('');
  const away = (/** @type {any} */ error) => setProblem(error.isUnreachable || [401, 403].includes(error.status) ? 'We can’t look that up right now. Please try again.' : error.message);
  function find() {
    if (!bib.trim()) return setProblem(bySlip ? 'Please type your slip number.' : 'Please type your race number.');
    if (bySlip) return findSlip(bib.trim());
    return runner.ask(
      () => asking.openVisit(setting.value, bib, clock.now()),
      (open) => (open ? runner.show({ name: 'mine', visit: open, isSignUp: false }) : setProblem(`There is no ticket in line for ${bib}.`)),
      away,
    );
  }
  /** @param {string} slip */
  function findSlip(slip) {
    if (kiosk.sending.unsent.value.some((each) => each.slip === slip)) return setProblem('Your sign-up is still on this tablet. It goes in by itself when the desk answers.');
    return runner.ask(
      () => asking.slip(slip),
      (found) => {
        if (found?.visit) runner.show({ name: 'mine', visit: found.visit, isSignUp: false });
        else setProblem(found ? found.reason : `The desk does not know ${slip} yet. Perhaps it is still on the tablet where you signed up. Please ask one of the team.`);
      },
      away,
    );
  }
  const turn = () => (setBySlip(!bySlip), setBib(''), setProblem(''));
  return html`<div class="kiosk-screen kiosk-wide">
    <${Head} kiosk=${kiosk} />
    <div class="kiosk-main">
      <div class="kiosk-ask"><${Heading} key=${String(bySlip)}>${bySlip ? 'What is your slip number?' : 'What is your race number?'}</${Heading}><p class="kiosk-lead">${bySlip ? 'A tablet gave it to you when it could not reach the desk, for example 3-07.' : 'We look for your ticket.'}</p></div>
      <div class="kiosk-bib">
        <${BibPad} key=${String(bySlip)} label=${bySlip ? 'Slip number' : 'Race number'} hyphen=${bySlip} value=${bib} problem=${problem} busy=${runner.isAsking.value} done="Find my ticket" onDone=${find}
          onInput=${(/** @type {string} */ value) => (setBib(value), setProblem(''))} />
        <div class="kiosk-aside">
          ${!bySlip && html`<p class="soft">Signed up without a race number? One of the team will find you.</p>`}
          <${Button} size="l" wide onClick=${turn}>${bySlip ? 'I have a race number' : 'I have a slip number'}</${Button}>
          ${!bySlip && problem && bib && html`<${Button} size="l" wide onClick=${() => (runner.begin(), runner.say({ bib }))}>Sign up with ${bib}</${Button}>`}
        </div>
      </div>
    </div>
  </div>`;
}
