// What a line lead is offered, and which students get nobody.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowed, mayTake, offers } from '../../static/js/desk/lifecycle.js';
import { inWords, isWithheld, unsupervised } from '../../static/js/desk/students.js';

const names = (status, isLead) => allowed(offers(status), isLead).map(({ action }) => action);

test('a lead runs the line and decides about nobody', () => {
  assert.deepEqual(names('waiting', true), ['call', 'move', 'step-away', 'refer', 'withdraw']);
  assert.deepEqual(names('held', true), ['refer', 'withdraw']);
  assert.deepEqual(names('called', true), ['recall', 'release', 'transfer', 'refer', 'withdraw']);
  assert.deepEqual(names('treating', true), ['transfer', 'refer']);
  assert.deepEqual(names('done', true), []);
  assert.deepEqual(names('held', false), ['clear', 'edit', 'refer', 'decline', 'withdraw']);
  assert.equal(mayTake('finish', true), false);
  assert.equal(mayTake('finish', false), true);
});

const member = (more) => ({ id: 1, first_name: 'Stu', status: 'ready', is_listed: true, grade: 'therapist', ...more });

test('students get nobody while no supervisor is on shift', () => {
  const student = member({ grade: 'student' });
  const at = (status) => unsupervised([student, member({ grade: 'supervisor', status })]).length;
  assert.equal(at('off'), 1);
  assert.deepEqual(['ready', 'engaged', 'turnover', 'break'].map(at), [0, 0, 0, 0]);
  assert.equal(unsupervised([member({ grade: 'student', status: 'off' }), member({})]).length, 0);
  assert.equal(unsupervised([student, member({ grade: 'supervisor', is_listed: false })]).length, 1);
  const boss = (/** @type {string} */ status) => member({ grade: 'supervisor', status });
  assert.deepEqual([isWithheld(student, [student, boss('off')]), isWithheld(student, [student, boss('engaged')])], [true, false]);
  assert.equal(isWithheld(member({}), [member({})]), false);
});

test('they are named while they are few', () => {
  const people = ['Stu', 'Ann', 'Bo', 'Cy'].map((first_name) => member({ first_name }));
  assert.equal(inWords(people.slice(0, 1)), 'Stu');
  assert.equal(inWords(people.slice(0, 3)), 'Stu, Ann and Bo');
  assert.equal(inWords(people), '4 students');
});
