// Students are given runners only while a supervisor is on shift: who gets nobody now. Pure.

/** @typedef {import('../lib/types.js').Therapist} Therapist */

const SHOWN_AT_MOST = 3;

/** The students on duty, when no supervisor is. @param {Therapist[]} team */
export function unsupervised(team) {
  const onShift = team.filter((each) => each.is_listed !== false && each.status !== 'off');
  return onShift.some((each) => each.grade === 'supervisor') ? [] : onShift.filter((each) => each.grade === 'student');
}

/** Whether this one is given nobody new: the desk refuses it by hand, too. @param {Therapist} therapist @param {Therapist[]} team */
export function isWithheld(therapist, team) {
  return therapist.grade === 'student' && !team.some((each) => each.grade === 'supervisor' && each.status !== 'off');
}

/** @param {Therapist[]} people */
export function inWords(people) {
  const names = people.map((each) => each.first_name);
  if (names.length > SHOWN_AT_MOST) return `${names.length} students`;
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}` : names[0];
}
