// Call to, or pass on to: which therapist.

import { Choices, Fieldset } from '../../lib/components.js';
import { therapistsInOrder } from '../../lib/store.js';
import { html, useEffect, useState } from '../../lib/ui.js';
import { therapistLook } from '../../lib/words.js';
import { fullName } from '../pieces.js';
import { isWithheld } from '../students.js';
import { AskDialog } from './frame.js';

/** @typedef {import('../desk.js').Desk} Desk */
/** @typedef {import('../../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../../lib/types.js').TherapistStaff} Therapist */

/** What speaks against each therapist, by id, as the queue rule says; empty where nothing does. @typedef {Record<string, string>} Against */

const FIRST = ['ready', 'turnover', 'break', 'off', 'engaged'];

/** @param {{desk: Desk, visit: Visit, kind: string}} props */
export function ChooseTherapist({ desk, visit, kind }) {
  const isCall = kind === 'call';
  const against = useAgainst(desk, visit);
  const people = sorted(desk, visit, against);
  const team = Object.values(desk.state.value.therapists);
  // While nobody knows what speaks against whom, the server decides.
  const fits = people.some((each) => each.status === 'ready' && !against?.[each.id] && !isWithheld(each, team));
  const [picked, setChosen] = useState('');
  const chosen = picked || (isCall && fits && against ? 'any' : '');
  const options = [
    ...(isCall ? [{ value: 'any', title: 'Whoever is free and fits', hint: fits ? 'By the queue rule' : 'Nobody at the moment', icon: 'check', disabled: !fits }] : []),
    ...people.map((each) => optionOf(each, isWithheld(each, team), against?.[each.id] ?? '')),
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

/**
 * Asked when the dialog opens, and again when the runner or a therapist's state changes; null: not known (yet).
 * @param {Desk} desk @param {Visit} visit
 * @returns {Against|null}
 */
function useAgainst(desk, visit) {
  const [against, setAgainst] = useState(/** @type {Against|null} */ (null));
  const { seq } = desk.state.value;
  useEffect(() => {
    let isStale = false;
    desk.api.get(`/visits/${visit.id}/therapists`).then(
      ({ therapists }) => {
        if (!isStale) setAgainst(Object.fromEntries(therapists.map((/** @type {any} */ each) => [each.therapist_id, each.why_not])));
      },
      () => {}, // the list stands without it
    );
    return () => {
      isStale = true;
    };
  }, [visit.id, seq]);
  return against;
}

/** Ready ones who fit first. @param {Desk} desk @param {Visit} visit @param {Against|null} against @returns {Therapist[]} */
function sorted(desk, visit, against) {
  const all = /** @type {Therapist[]} */ (therapistsInOrder(desk.state.value)).filter((each) => each.is_listed !== false && each.id !== visit.therapist_id);
  const rank = (/** @type {Therapist} */ each) => FIRST.indexOf(each.status) * 2 + (against?.[each.id] ? 1 : 0);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** @param {Therapist} therapist @param {boolean} isAlone a student whom nobody looks after @param {string} said what speaks against it */
function optionOf(therapist, isAlone, said) {
  const why = said || (isAlone ? 'A student, and no supervisor is on shift.' : '');
  const look = therapistLook(therapist.status);
  return {
    value: String(therapist.id),
    title: `${therapist.name}${therapist.couch ? `, couch ${therapist.couch}` : ''}`,
    hint: [look.word, why && why.charAt(0).toLowerCase() + why.slice(1).replace(/\.$/, '')].filter(Boolean).join(' · '),
    icon: look.icon,
    tone: look.tone,
    disabled: therapist.status === 'engaged' || isAlone,
  };
}
