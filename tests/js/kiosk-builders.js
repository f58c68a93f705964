// What the kiosk's tests begin with: an event, its questions, and runners.

import { nothingSaid } from '../../static/js/kiosk/answers.js';

/** 08:00 at the event: the first wave starts at 09:00, the second at 09:30. */
export const NOW = Date.parse('2026-05-10T06:00:00Z');

/** @returns {any} */
export function aSetting() {
  return {
    event: {
      slug: 'spring',
      name: 'Spring Run',
      date: '2026-05-10',
      timezone: 'Europe/Berlin',
      is_open: true,
      closed_reason: '',
      closes_at: null,
      cool_down_minutes: 10,
      waves: [
        { id: 1, name: 'Wave 1', starts_at: '2026-05-10T07:00:00Z' },
        { id: 2, name: 'Wave 2', starts_at: '2026-05-10T07:30:00Z' },
      ],
      treatments: [
        { code: 'pre_event', name: 'Before the race', rule: 'before_start', minutes: [5, 10, 15, 20], default_minutes: 10, letter: 'B', enabled: true },
        { code: 'post_event', name: 'After the race', rule: 'promise', minutes: [20, 25, 30], default_minutes: 20, letter: 'A', enabled: true },
        { code: 'taping', name: 'Taping', rule: 'promise', minutes: [10], default_minutes: 10, letter: 'T', enabled: false },
      ],
    },
    consent: { version: 3 },
    screening: [
      { key: 'chest_pain', text: 'Chest pain?', group: 'now', rule: null, needs_person: true },
      { key: 'dark_urine', text: 'Brown urine?', group: 'now', rule: 'promise', needs_person: true },
      { key: 'painkillers', text: 'Painkillers today?', group: 'body', rule: null, needs_person: false },
      { key: 'under_16', text: 'Under 16?', group: 'about_you', rule: null, needs_person: true },
      { key: 'under_18', text: '16 or 17 years old?', group: 'about_you', rule: null, needs_person: false },
    ],
  };
}

/** Anna, bib 214, wave 2. @returns {any} */
export function anna() {
  return { ...nothingSaid(), bib: '214', entrant: { bib: '214', first_name: 'Anna', wave: 'Wave 2' } };
}

/** Somebody who is not on the start list. @returns {any} */
export function byHand() {
  return { ...nothingSaid(), way: 'hand', firstName: 'Ben' };
}
