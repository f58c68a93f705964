// The shapes that the kiosk gets from the server and keeps of one runner; there is no code in here.

/** @typedef {import('../lib/types.js').Expected} Expected */

/**
 * @typedef {object} Question
 * @property {string} key
 * @property {string} text
 * @property {'now'|'body'|'about_you'} group
 * @property {'before_start'|'promise'|null} rule
 * @property {boolean} [needs_person]
 */

/**
 * What does not change while one runner stands here.
 * @typedef {object} Setting
 * @property {import('../lib/types.js').EventPublic} event
 * @property {Question[]} screening
 * @property {{version: number}} consent the wording that is on the screen
 */

/**
 * @typedef {object} Entrant
 * @property {string} bib
 * @property {string} first_name
 * @property {string} [last_name]
 * @property {string|null} [wave]
 * @property {string|null} [start_at]
 */

/**
 * @typedef {object} Quote
 * @property {Expected|null} expected_start
 * @property {number|null} wait_minutes
 * @property {string|null} start_at
 * @property {boolean} too_late
 * @property {boolean} open
 * @property {string} closed_reason
 * @property {boolean} [is_repeat]
 * @property {{any: Expected|null, woman: Expected|null, man: Expected|null}} wishes
 * @property {{treatment: string, minutes: number, expected_start: Expected|null}[]} alternatives
 * @property {{id: number, ticket: string}|null} open_visit
 * @property {number|null} [therapistId] whom it was asked for
 */

/**
 * The answer to a registration.
 * @typedef {object} Registered
 * @property {number} id
 * @property {string} ticket
 * @property {string} treatment
 * @property {string} status `held`: a person decides first
 * @property {string} [couch] of a visit that was called at once
 * @property {'ask'|'refer'|'decline'|null} [advice]
 * @property {string|null} [not_before]
 * @property {number|null} position
 * @property {Expected|null} expected_start
 * @property {string} link
 */

/**
 * Everything one runner has told so far. Lives in the memory of the open page and nowhere else.
 * @typedef {object} Answers
 * @property {'bib'|'search'|'hand'} way how the runner said who it is
 * @property {string} bib
 * @property {Entrant|null} entrant
 * @property {string} firstName
 * @property {string} wave
 * @property {string} startTime a start by the clock, `HH:MM`, where the event has no waves
 * @property {string} treatment
 * @property {number|null} minutes
 * @property {'just_now'|'a_while'|'long_ago'|'not_yet'|null} finished
 * @property {number|null} finishedAt milliseconds
 * @property {number|null} backAt milliseconds
 * @property {Record<string, 'work'|'avoid'>} areas
 * @property {Record<string, true>} yes screening keys answered with yes
 * @property {string} guardian
 * @property {boolean} guardianHere
 * @property {'any'|'woman'|'man'|'named'} wish
 * @property {number|null} therapistId
 * @property {boolean} agreesTreatment
 * @property {boolean} agreesHealth
 */

/**
 * Another visit of the same runner that is not over, as far as a kiosk may tell.
 * @typedef {{id: number, ticket: string, treatment?: string, status?: string, expected_start?: Expected|null}} OpenVisit
 */

/**
 * What the kiosk shows.
 * @typedef {{name: 'welcome'} | {name: 'step', step: import('./flow.js').Step} | {name: 'sending', key: string}
 *   | {name: 'ticket', visit: Registered} | {name: 'mine', visit: OpenVisit, isSignUp: boolean}
 *   | {name: 'find'} | {name: 'closed', why: string} | {name: 'leave'} | {name: 'signed_out'}} Screen
 */

export {};
