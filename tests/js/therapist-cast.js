// A therapist, a runner and a state, as the staff room shows them, for the tests of the therapist's page.

export const NOW = Date.parse('2026-05-03T10:00:00Z');

/** @param {number} seconds from NOW */
export const at = (seconds) => new Date(NOW + seconds * 1000).toISOString();

export function therapist(more = {}) {
  return {
    id: 1, first_name: 'Maria', name: 'Maria Lind', gender: 'woman', couch: '1', status: 'ready', visit_id: null,
    skills: ['pre_event', 'post_event'], shift_start: null, shift_end: null, breaks: [], status_since: at(-60),
    idle_since: null, turnover_until: null, break_until: null, served: 3, is_listed: true, why_idle: '', ...more,
  };
}

export function visit(more = {}) {
  return {
    id: 9, ticket: 'A12', label: '', treatment: 'post_event', status: 'waiting', couch: '', due_at: at(600), called_at: null,
    ends_at: null, bib: '12', first_name: 'Ana', last_name: 'Berg', minutes: 20, wave: null, start_at: null, not_before: null,
    registered_at: at(-300), therapist_id: null, flags: [], calls: 0, misses: 0, grace_until: null, started_at: null,
    finished_at: null, wish: { therapist_gender: null, therapist_id: null }, advice: null, reason: '', link: '/t/x',
    has_notes: false, language: '', ...more,
  };
}

export const called = (more = {}) =>
  visit({ status: 'called', therapist_id: 1, couch: '1', calls: 1, called_at: at(-40), grace_until: at(140), ...more });

export const treating = (more = {}) =>
  visit({ status: 'treating', therapist_id: 1, couch: '1', calls: 1, called_at: at(-400), started_at: at(-300), ends_at: at(900), ...more });

export function state({ visits = [], therapists = [therapist()] } = {}) {
  return {
    seq: 5, at: at(0),
    event: {
      slug: 'spring', mode: 'on_request', timezone: 'UTC',
      treatments: [
        { code: 'pre_event', name: 'Before', rule: 'before_start', minutes: [10], default_minutes: 10, letter: 'B', enabled: true },
        { code: 'post_event', name: 'After', rule: 'promise', minutes: [20], default_minutes: 20, letter: 'A', enabled: true },
      ],
    },
    visits: Object.fromEntries(visits.map((each) => [each.id, each])), ended: [],
    therapists: Object.fromEntries(therapists.map((each) => [each.id, each])), over: 0, forecast: {}, walkUp: {},
    passedOver: {}, whyIdle: {}, isStaff: true,
  };
}
