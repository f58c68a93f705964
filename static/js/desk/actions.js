// The actions of a visit and of a therapist as menu items and buttons.

import { allowed, offers } from './lifecycle.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/types.js').VisitStaff} Visit */
/** @typedef {import('../lib/types.js').TherapistStaff} Therapist */
/** @typedef {import('./menu.js').MenuItem} MenuItem */

/** @type {Record<string, string>} */
const ICONS = {
  clear: 'check', call: 'bell', recall: 'bell', start: 'play', finish: 'check', extend: 'plus', miss: 'away',
  release: 'back', transfer: 'transfer', move: 'move', 'step-away': 'away', return: 'again', edit: 'edit',
  refer: 'medical', decline: 'stop', withdraw: 'door',
};

/** @param {string} action */
export const actionIcon = (action) => ICONS[action] ?? 'edit';

/**
 * Does an action, or opens its dialog.
 * @param {Desk} desk @param {Visit} visit @param {string} action @param {boolean} asks
 * @returns {Promise<void>|void}
 */
export function take(desk, visit, action, asks) {
  if (asks) return desk.show({ kind: action, visit });
  return desk.commands.calmly(() => desk.commands.act(visit, action));
}

/** @param {Desk} desk @param {Visit} visit @returns {MenuItem[]} */
export function visitItems(desk, visit) {
  return [
    { label: 'Open', icon: 'info', run: () => desk.showVisit(visit.id) },
    ...allowed(offers(visit.status, visit.advice), desk.isLead).map(({ action, label, asks, stops }) => ({
      label,
      icon: actionIcon(action),
      stops,
      run: () => take(desk, visit, action, asks),
    })),
    { label: 'Take back the last step', icon: 'undo', run: () => desk.commands.calmly(() => desk.commands.undo({ visit_id: visit.id })) },
  ];
}

/** @param {Desk} desk @param {Therapist} therapist @returns {MenuItem[]} */
export function therapistItems(desk, therapist) {
  const { commands } = desk;
  const engaged = therapist.status === 'engaged';
  /** @type {(MenuItem|false)[]} */
  const items = [
    !engaged && therapist.status !== 'ready' && { label: 'Ready', icon: 'check', run: () => commands.calmly(() => commands.duty(therapist, 'ready')) },
    therapist.status !== 'off' && { label: engaged ? 'Finish and call next' : 'Call next', icon: 'bell', run: () => commands.calmly(() => commands.next(therapist)) },
    !engaged && { label: 'Break…', icon: 'cup', run: () => desk.show({ kind: 'break', therapist }) },
    !engaged && therapist.status !== 'off' && { label: 'Off duty', icon: 'door', run: () => commands.calmly(() => commands.duty(therapist, 'off')) },
    { label: 'Sign in by QR…', icon: 'qr', run: () => desk.show({ kind: 'sign-in', therapist }) },
    { label: 'Their page', icon: 'phone', run: () => {}, href: `/e/${desk.first.event.slug}/therapist?id=${therapist.id}` },
    { label: 'Take back the last step', icon: 'undo', run: () => commands.calmly(() => commands.undo({ therapist_id: therapist.id })) },
  ];
  return items.filter((each) => each !== false);
}
