// The shapes that travel between the server and the pages, as JSDoc types. No code.

/** @typedef {string} Instant an instant in UTC, ISO 8601 with `Z` */
/**
 * @typedef {{at: Instant, low: Instant, high: Instant, why?: string}} Expected an expected instant with its low and high
 *   end; `why`: a sentence, where it has moved later
 */
/** @typedef {'before'|'after'|'called'|'late'|'stopped'|'neutral'} Tone one of the five meanings of colour, or none */

/** @typedef {{id: number, name: string, starts_at: Instant}} Wave */
/**
 * @typedef {object} Treatment
 * @property {string} code
 * @property {string} name
 * @property {'before_start'|'promise'} rule
 * @property {number[]} minutes
 * @property {number} default_minutes
 * @property {string} letter
 * @property {boolean} enabled
 * @property {number|null} [busy_minutes] the length while busy mode is on
 */
/**
 * @typedef {object} EventPublic
 * @property {string} slug
 * @property {string} name
 * @property {string} timezone IANA name
 * @property {string} date YYYY-MM-DD, local to the event
 * @property {'auto'|'on_request'} mode
 * @property {'open'|'closed'} state
 * @property {boolean} is_open
 * @property {string|null} closed_reason
 * @property {Instant|null} opens_at
 * @property {Instant|null} closes_at
 * @property {'none'|'first_name'|'bib'} board_label
 * @property {Wave[]} waves
 * @property {Treatment[]} treatments
 * @property {{text: string, at: Instant}|null} announcement
 * @property {boolean} sound
 * @property {boolean} speech
 * @property {number} [cool_down_minutes]
 * @property {boolean} [is_busy] treatments are shorter just now
 * @property {string} [last_ticket] the last one who will be served, once the list closed itself
 * @property {number} [cycle_minutes] 0: no rounds
 * @property {number} [cycle_hands_on_minutes] how long a treatment of a round is
 * @property {Instant|null} [next_cycle_at] the next beginning as of this message; see `rounds.js`
 */
/**
 * What the organiser's pages get of the event besides the public part.
 * @typedef {EventPublic & {promised_wait_minutes: number, walk_to_start_minutes: number, grace_minutes: number,
 *   turnover_minutes: number, repeat_goes_last: boolean, busy_limit_minutes: number, last_call: boolean, minors?: unknown, kiosk_pin_set?: boolean,
 *   screening: any[], consent: any, seq?: number}} EventFull
 */

/** @typedef {'held'|'waiting'|'away'|'called'|'treating'|'done'|'declined'|'referred'|'left'|'no_show'} VisitStatus */
/**
 * @typedef {object} VisitPublic
 * @property {number} id
 * @property {string} ticket
 * @property {string} label
 * @property {string} treatment a treatment's code
 * @property {VisitStatus} status in public one of waiting, away, called, treating, done
 * @property {string} couch
 * @property {Instant} due_at
 * @property {Instant|null} called_at
 * @property {Instant|null} ends_at
 */
/**
 * @typedef {object} VisitStaffPart
 * @property {string} bib
 * @property {string} first_name
 * @property {string} last_name
 * @property {number} minutes
 * @property {number|null} [full_minutes] what was wished for, where busy mode made it shorter
 * @property {string|null} wave the wave's name
 * @property {Instant|null} start_at
 * @property {Instant|null} not_before
 * @property {Instant} registered_at
 * @property {number|null} therapist_id
 * @property {number|null} [position] waiting only, 1-based; not in patches
 * @property {Expected|null} [expected_start] not in patches
 * @property {string[]} flags
 * @property {number} calls
 * @property {number} misses
 * @property {Instant|null} grace_until
 * @property {Instant|null} started_at
 * @property {Instant|null} finished_at
 * @property {{therapist_gender: string|null, therapist_id: number|null}} wish
 * @property {string|null} advice held: ask, refer or decline
 * @property {string} [decided_by]
 * @property {string|null} reason
 * @property {string} [referred_to]
 * @property {string} link
 * @property {boolean} has_notes
 * @property {string} [phone] only in the answer for one visit, for the organiser
 * @property {Health} [health] only in the answer for one visit, for the organiser or the assigned therapist
 * @property {string} language
 */
/** @typedef {VisitPublic & VisitStaffPart} VisitStaff */
/** Any visit of any audience: the public keys are sure, the others may be there. @typedef {VisitPublic & Partial<VisitStaffPart>} Visit */
/**
 * @typedef {object} Health
 * @property {string[]} cautions
 * @property {string[]} focus
 * @property {string[]} avoid
 * @property {{question: string, answer: unknown, outcome: string}[]} answers
 * @property {string|null} note
 * @property {any} guardian
 */

/** @typedef {'off'|'ready'|'engaged'|'turnover'|'break'} TherapistStatus */
/**
 * @typedef {object} TherapistPublic
 * @property {number} id
 * @property {string} first_name
 * @property {string} couch
 * @property {TherapistStatus} status
 * @property {number|null} visit_id
 */
/**
 * @typedef {object} TherapistStaffPart
 * @property {string} name
 * @property {'woman'|'man'|'unsaid'} gender
 * @property {'therapist'|'student'|'supervisor'} grade a student is given runners only while a supervisor is on shift
 * @property {string[]} skills
 * @property {Instant|null} shift_start
 * @property {Instant|null} shift_end
 * @property {{starts_at: Instant, ends_at: Instant}[]} breaks
 * @property {Instant|null} status_since
 * @property {Instant|null} turnover_until
 * @property {Instant|null} break_until
 * @property {Instant|null} engaged_until
 * @property {Instant|null} idle_since
 * @property {number} served
 * @property {boolean} pin_set
 * @property {boolean} is_listed
 * @property {string} why_idle
 */
/** @typedef {TherapistPublic & TherapistStaffPart} TherapistStaff */
/** @typedef {TherapistPublic & Partial<TherapistStaffPart>} Therapist */

/** @typedef {Expected & {wait_minutes: number}} WalkUp */
/** @typedef {Expected & {position?: number}} Forecast1 */
/**
 * The hours to come, for staff.
 * @typedef {object} Outlook
 * @property {Record<string, (WalkUp & {woman: WalkUp|null, man: WalkUp|null})|null>} walk_up by treatment code
 * @property {Record<string, {visit_id: number, at: Instant}>} next by therapist id: who is expected next, and the call
 * @property {{count: number, mean_minutes: number, bias_minutes: number, inside_share: number, later_share: number}|null} error
 * @property {Closing|null} closing null without a closing time to come
 * @property {{offered: boolean, wait_minutes: number|null, limit_minutes: number}} busy
 * @property {{seen: number, length_share: number, walk_minutes: number, no_show_share: number}} learned
 */
/**
 * @typedef {{closes_at: Instant, must_close_at: Instant, spare: number, last_ticket: string, last_ends_at: Instant|null,
 *   not_served: string[]}} Closing
 */
/**
 * @typedef {{at?: Instant, seq?: number, visits: Record<string, Forecast1>, walk_up?: Record<string, WalkUp|null>,
 *   passed_over?: Record<string, string>, why_idle?: Record<string, string>, outlook?: Outlook}} ForecastMessage the last
 *   three for staff only
 */
/**
 * A snapshot of the board or, with staff shapes and three keys more, of the staff room.
 * @typedef {object} Snapshot
 * @property {number} seq
 * @property {Instant} at
 * @property {EventPublic} event
 * @property {Visit[]} called
 * @property {Visit[]} treating
 * @property {Visit[]} waiting
 * @property {Visit[]} away
 * @property {Record<string, number>} counts
 * @property {Therapist[]} therapists
 * @property {{visits: Record<string, Forecast1>, walk_up: Record<string, WalkUp|null>}} forecast
 * @property {Visit[]} [held]
 * @property {Visit[]} [ended]
 * @property {Record<string, string>} [passed_over]
 * @property {Outlook} [outlook]
 * @property {RefusedSlip[]} [slips]
 */
/**
 * A sign-up that a tablet kept and that could not be taken in: its number, and why, without a name.
 * @typedef {{slip: string, visit_id: number|null, reason: string, signed_up_at: Instant, arrived_at: Instant, seen_at: Instant|null}} RefusedSlip
 */
/** @typedef {'waiting'|'away'|'called'|'treating'|'done'|'ask'|'over'} TicketStatus */
/**
 * @typedef {object} TicketVisit
 * @property {number} id
 * @property {string} ticket
 * @property {string} label
 * @property {string} treatment
 * @property {TicketStatus} status
 * @property {string} couch
 * @property {Instant} due_at
 * @property {Instant|null} called_at
 * @property {Instant|null} ends_at
 * @property {Instant|null} started_at
 * @property {number} minutes
 * @property {Instant|null} [not_before]
 * @property {string} first_name
 * @property {string} therapist_first_name
 * @property {number|null} [position]
 * @property {Expected|null} [expected_start]
 * @property {boolean} [can_return]
 * @property {string} [message]
 */
/** @typedef {{seq: number, at: Instant, event: EventPublic, visit: TicketVisit}} TicketSnapshot */

/** @typedef {{visit?: any, therapist?: any, event?: EventPublic, slip?: RefusedSlip}} Change a change carries the whole object */
/** @typedef {{seq: number, at: Instant, changes: Change[]}} Patch one journal entry */
/** @typedef {{seq: number, at: Instant, snapshot?: any, patches?: Patch[], error?: string}} WatchAnswer */

/**
 * What every page gets with it.
 * @typedef {object} First
 * @property {string} page
 * @property {EventPublic} event
 * @property {{role: string, therapist_id?: number, name?: string}|null} me
 * @property {Instant} now
 * @property {string} api base of the event's API
 * @property {boolean} [live]
 * @property {Snapshot} [snapshot]
 * @property {TicketSnapshot} [ticket]
 * @property {string} [token]
 * @property {number} [therapist_id]
 * @property {EventFull} [event_full]
 * @property {Therapist[]} [therapists]
 * @property {any} [screening]
 * @property {any} [consent]
 * @property {any} [slips] for a kiosk: what it seals sign-ups with, and how it counts them
 */

/** @typedef {{type?: string, title: string, status: number, detail?: string, code?: string, errors?: Record<string, string[]>, visit?: Visit, state?: string}} Problem */

export {};
