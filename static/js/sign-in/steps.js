// The way through the sign-in: which step an address means, and where one goes afterwards. Pure.

/** @typedef {{name: 'role'|'therapist'|'pin'|'organiser'|'tablet', id?: number}} Step */

/**
 * The step of an address. Without one, what the page wanted before decides.
 * @param {string} hash `#therapist`, `#pin-3`, `#organiser`, `#tablet`, `#who`, or empty
 * @param {string} next the page that asked for the sign-in, or empty
 * @returns {Step}
 */
export function stepOf(hash, next) {
  const pin = /^#pin-(\d{1,15})$/.exec(hash);
  if (pin) return { name: 'pin', id: Number(pin[1]) };
  const name = hash.slice(1);
  if (name === 'therapist' || name === 'organiser' || name === 'tablet') return { name };
  return hash ? { name: 'role' } : wantedBy(next);
}

/** @param {string} next @returns {Step} */
function wantedBy(next) {
  const page = /^\/e\/[^/]+\/([a-z]+)/.exec(next)?.[1];
  if (page === 'therapist') return { name: next.includes('id=') ? 'organiser' : 'therapist' };
  if (page === 'desk' || page === 'setup') return { name: 'organiser' };
  return { name: page === 'kiosk' ? 'tablet' : 'role' };
}

/** @param {Step} step */
export function hashOf({ name, id }) {
  if (name === 'role') return '#who';
  return name === 'pin' ? `#pin-${id}` : `#${name}`;
}

/** One step back. @param {Step} step @returns {Step} */
export function before({ name }) {
  return { name: name === 'pin' ? 'therapist' : 'role' };
}

/**
 * Where to go after signing in: to the page that asked, if this role may see it, else to the role's own.
 * @param {string} role
 * @param {string} own what the desk answered
 * @param {string} next
 */
export function destination(role, own, next) {
  if (role === 'organiser') return /^\/e\/[^/]+\/(desk|setup|kiosk|therapist)\b/.test(next) ? next : own;
  return next && own === next.split('?')[0] ? next : own;
}

/** The page of whoever is signed in already. @param {string} role @param {string} slug */
export function ownPage(role, slug) {
  return `/e/${slug}/${{ organiser: 'desk', lead: 'desk', therapist: 'therapist', kiosk: 'kiosk' }[role] ?? 'board'}`;
}

/** @param {number} seconds */
export function waitInWords(seconds) {
  if (seconds > 90) return `Too many tries. Please wait ${Math.ceil(seconds / 60)} minutes.`;
  return `Too many tries. Please wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
}

/** Ids of therapists who share a first name with somebody. @param {{id: number, first_name: string}[]} therapists */
export function namesakes(therapists) {
  const key = (/** @type {{first_name: string}} */ each) => each.first_name.toLowerCase();
  return therapists.filter((each) => therapists.some((other) => other.id !== each.id && key(other) === key(each))).map((each) => each.id);
}
