// Call to, or pass on to: which therapist.

import { Choices, Fieldset } from '../../lib/components.js';
import { therapistsInOrder } from '../../lib/store.js';
import { html, useState } from '../../lib/ui.js';
import { therapistLook } from '../../lib/words.js';
import { fullName } from '../pieces.js';
import { whyNot } from '../reasons.js';
import { AskDialog } from './frame.js';

/** @typedef {import('../desk.js').Desk} Desk */
/** @typedef {import('../../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../../lib/types.js').TherapistStaff} Therapist */

/** @type {Record<string, string>} */
const WARNINGS = {
  skill: 'does not usually do this treatment',
  wish_gender: 'not whom the runner wished for',
  wish_therapist: 'not whom the runner wished for',
  break_too_soon: 'break or end of shift comes too soon',
};
const FIRST = ['ready', 'turnover', 'break', 'off', 'engaged'];

/** @param {{desk: Desk, visit: Visit, kind: string}} props */
export function ChooseTherapist({ desk, visit, kind }) {
  const isCall = kind === 'call';
  const people = sorted(desk, visit);
  const fits = people.some((each) => each.status === 'ready' && !whyNot(visit, each, desk.moment.value));
  const [chosen, setChosen] = useState(isCall && fits ? 'any' : '');
  const options = [
    ...(isCall ? [{ value: 'any', title: 'Whoever is free and fits', hint: fits ? 'By the queue rule' : 'Nobody at the moment', icon: 'check', disabled: !fits }] : []),
    ...people.map((each) => optionOf(desk, visit, each)),
  ];
  const send = async () => {
    await desk.commands.act(visit, kind, chosen === 'any' ? {} : { therapist_id: Number(chosen) });
    desk.panel.value = null;
  };
  const title = isCall ? `Call ${visit.ticket}` : `Pass ${visit.ticket} to a colleague`;
  return html`<${AskDialog} title=${title} yes=${isCall ? 'Call now' : 'Pass on'} tone=${isCall ? 'called' : undefined} ready=${chosen !== ''} onClose=${desk.close} onYes=${send} wide>
    <p class="soft">${fullName(visit)}, ${visit.minutes} min</p>
    <${Fieldset} id="choose-therapist" legend=${isCall ? 'To whom?' : 'To which colleague?'}>
      <${Choices} name="therapist" value=${chosen} onChange=${setChosen} options=${options} />
    </${Fieldset}>
  </${AskDialog}>`;
}

/** Ready ones who fit first. @param {Desk} desk @param {Visit} visit @returns {Therapist[]} */
function sorted(desk, visit) {
  const all = /** @type {Therapist[]} */ (therapistsInOrder(desk.state.value)).filter((each) => each.is_listed !== false && each.id !== visit.therapist_id);
  const rank = (/** @type {Therapist} */ each) => FIRST.indexOf(each.status) * 2 + (whyNot(visit, each, desk.moment.value) ? 1 : 0);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** @param {Desk} desk @param {Visit} visit @param {Therapist} therapist */
function optionOf(desk, visit, therapist) {
  const look = therapistLook(therapist.status);
  const why = whyNot(visit, therapist, desk.moment.value);
  return {
    value: String(therapist.id),
    title: `${therapist.name}${therapist.couch ? `, couch ${therapist.couch}` : ''}`,
    hint: [look.word, why && WARNINGS[why]].filter(Boolean).join(' · '),
    icon: look.icon,
    tone: look.tone,
    disabled: therapist.status === 'engaged',
  };
}
