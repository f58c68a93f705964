// Who plays in the tests of the desk: one event, visits and therapists with what a test changes.

export const NOW = Date.parse('2026-05-10T09:00:00Z');

/** @param {object} [changes] @returns {any} */
export function event(changes = {}) {
  return {
    slug: 'race',
    name: 'City Marathon',
    date: '2026-05-10',
    timezone: 'Europe/London',
    mode: 'auto',
    state: 'open',
    is_open: true,
    closed_reason: '',
    opens_at: null,
    closes_at: null,
    board_label: 'none',
    waves: [
      { id: 1, name: 'Wave 1', starts_at: '2026-05-10T10:00:00Z' },
      { id: 2, name: 'Wave 2', starts_at: '2026-05-10T10:30:00Z' },
    ],
    treatments: [
      { code: 'pre_event', name: 'Before the race', rule: 'before_start', minutes: [5, 10, 15, 20], default_minutes: 10, letter: 'B', enabled: true },
      { code: 'post_event', name: 'After the race', rule: 'promise', minutes: [20, 25, 30], default_minutes: 20, letter: 'A', enabled: true },
    ],
    announcement: null,
    sound: true,
    speech: false,
    ...changes,
  };
}

/** @param {object} changes @returns {any} */
export function visit(changes) {
  return {
    id: 1,
    ticket: 'A1',
    label: '',
    treatment: 'post_event',
    status: 'waiting',
    couch: '',
    due_at: '2026-05-10T09:30:00Z',
    called_at: null,
    ends_at: null,
    bib: '101',
    first_name: 'Ada',
    last_name: 'Lovelace',
    minutes: 20,
    wave: null,
    start_at: null,
    not_before: null,
    registered_at: '2026-05-10T09:00:00Z',
    therapist_id: null,
    flags: [],
    calls: 0,
    misses: 0,
    grace_until: null,
    started_at: null,
    finished_at: null,
    wish: { therapist_gender: null, therapist_id: null },
    advice: null,
    reason: '',
    link: '/t/x',
    has_notes: false,
    language: '',
    position: null,
    expected_start: null,
    ...changes,
  };
}

/** @param {object} changes @returns {any} */
export function therapist(changes) {
  return {
    id: 1,
    first_name: 'Mia',
    name: 'Mia Holm',
    couch: '3',
    status: 'ready',
    visit_id: null,
    gender: 'woman',
    skills: ['post_event', 'pre_event'],
    shift_start: null,
    shift_end: null,
    breaks: [],
    status_since: null,
    idle_since: null,
    turnover_until: null,
    break_until: null,
    served: 0,
    ...changes,
  };
}
