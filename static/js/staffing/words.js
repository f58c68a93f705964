// The plan in words: what a race director reads first. Pure.

import { lengthInWords } from '../lib/time.js';

/** @typedef {Record<string, any>} Team as answered */

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** @param {number} share 0 to 1 */
export function percent(share) {
  const of100 = share * 100;
  const rounded = of100 > 0 && of100 < 1 ? Math.ceil(of100 * 10) / 10 : of100 > 99 && of100 < 100 ? Math.floor(of100 * 10) / 10 : Math.round(of100);
  return `${rounded}%`;
}

/** Hours of work: "61.5 hours". @param {number} minutes */
export function hours(minutes) {
  const rounded = Math.round(minutes / 30) / 2;
  return `${rounded} ${rounded === 1 ? 'hour' : 'hours'}`;
}

/** A wait where there is little room. @param {number|null} minutes */
export function shortWait(minutes) {
  if (minutes === null) return 'not all called';
  return minutes < 1 ? 'none' : `${minutes} min`;
}

/** @param {number|null} minutes */
export function nineInTen(minutes) {
  if (minutes === null) return 'More than one in ten are not called at all.';
  return minutes < 1 ? 'Nine in ten do not wait at all.' : `Nine in ten wait ${lengthInWords(minutes)} at most.`;
}

/** Whether the promise holds, in one or two sentences. @param {Record<string, any>} plan */
export function verdict(plan) {
  const { team, promised_wait_minutes: promise } = plan;
  const said = [];
  if (plan.after) said.push(`After the race ${percent(team.within_share)} are called within ${lengthInWords(promise)}.`);
  if (plan.before) said.push(team.missed_share ? `Before the race ${percent(team.missed_share)} miss their massage.` : 'Before the race everybody is done in time.');
  said.push(nineInTen(team.most_wait_minutes));
  return said.join(' ');
}

/** Who is expected. @param {Record<string, any>} plan */
export function expected(plan) {
  const parts = [plan.before && `${plan.before.toLocaleString('en')} before the race`, plan.after && `${plan.after.toLocaleString('en')} after it`].filter(Boolean);
  const away = plan.turned_away ? ` ${counted(plan.turned_away, 'more comes', 'more come')} too early or too late.` : '';
  return `Expected: ${parts.join(' and ')}.${away}`;
}

/** What one more or one less is called. @param {number} change */
export function changeWords(change) {
  if (change === 0) return 'This plan';
  const many = Math.abs(change) === 1 ? 'One' : 'Two';
  return `${many} ${change > 0 ? 'more' : 'fewer'}`;
}

/**
 * Whether shorter treatments at the peak are worth it.
 * @param {Record<string, any>} plan @param {(at: string) => string} time
 * @returns {{isWorth: boolean, title: string, words: string}|null}
 */
export function busyWords(plan, time) {
  const { busy } = plan;
  if (!busy) return null;
  const when = `${busy.minutes} minutes after the race, for those who come between ${time(busy.starts_at)} and ${time(busy.ends_at)}`;
  const waits = `With the same therapists nine in ten would wait ${shortWait(busy.same.most_wait_minutes)} at most, not ${shortWait(plan.team.most_wait_minutes)}.`;
  const isWorth = busy.saved_therapists > 0 || busy.saved_minutes >= 120;
  if (!plan.is_kept) return { isWorth: true, title: 'Shorter treatments at the peak help', words: `${when}. ${waits}` };
  if (!isWorth) return { isWorth, title: 'Shorter treatments at the peak change little', words: `${when}. ${waits}` };
  const saved = busy.saved_therapists ? counted(busy.saved_therapists, 'therapist') : hours(busy.saved_minutes);
  const title = `Shorter treatments at the peak save ${saved}`;
  const fewer = `${counted(busy.fewer.therapists, 'therapist')} with ${hours(busy.fewer.working_minutes)} of work would do.`;
  return { isWorth, title, words: `${when}: ${fewer} ${waits}` };
}

/** What the picture shows, for those who cannot see it. @param {Record<string, any>} plan @param {(at: string) => string} time */
export function pictureWords(plan, time) {
  const [first] = plan.half_hours;
  const last = plan.half_hours[plan.half_hours.length - 1];
  return `Therapists on duty and runners who come, by half hours from ${time(first.at)} to ${time(last.at)}. Most are on duty around ${time(plan.peak)}: ${plan.team.at_once}. All numbers are in the table of waits.`;
}

/**
 * Who gets which shift: the therapists of the roster in order, then numbers; numbers with the same shift are one line.
 * @param {Record<string, any>[]} shifts @param {{name: string}[]} therapists
 * @returns {{name: string, shift: Record<string, any>}[]}
 */
export function shiftGroups(shifts, therapists) {
  /** @type {{name: string, shift: Record<string, any>, first: number, last: number}[]} */
  const groups = [];
  shifts.forEach((shift, place) => {
    const number = place + 1;
    const before = groups[groups.length - 1];
    if (place < therapists.length) groups.push({ name: therapists[place].name, shift, first: 0, last: 0 });
    else if (before?.first && sameShift(before.shift, shift)) before.last = number;
    else groups.push({ name: '', shift, first: number, last: number });
  });
  return groups.map(({ name, shift, first, last }) => ({ name: name || numbered(first, last), shift }));
}

/** @param {number} first @param {number} last */
function numbered(first, last) {
  return first === last ? `Therapist ${first}` : `Therapists ${first}–${last}`;
}

/** @param {Record<string, any>} one @param {Record<string, any>} other */
function sameShift(one, other) {
  return JSON.stringify([one.shift_start, one.shift_end, one.breaks]) === JSON.stringify([other.shift_start, other.shift_end, other.breaks]);
}

/** @param {Record<string, any>|null} times @param {(at: string) => string} time */
export function shiftWords(times, time) {
  if (!times) return 'new';
  const { shift_start: begin, shift_end: end, breaks } = times;
  const hoursOf = begin && end ? `${time(begin)}–${time(end)}` : begin ? `from ${time(begin)}` : end ? `until ${time(end)}` : 'all day';
  const pauses = breaks.map((/** @type {any} */ each) => `${time(each.starts_at)}–${time(each.ends_at)}`);
  return pauses.length ? `${hoursOf}, break ${pauses.join(' and ')}` : hoursOf;
}
