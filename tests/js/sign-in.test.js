// The way through the sign-in, and where it leads: only to what this role may see.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { before, destination, hashOf, namesakes, ownPage, stepOf, waitInWords } from '../../static/js/sign-in/steps.js';

test('every step has an address of its own', () => {
  for (const step of [{ name: 'role' }, { name: 'therapist' }, { name: 'organiser' }, { name: 'tablet' }, { name: 'pin', id: 3 }]) {
    assert.deepEqual(stepOf(hashOf(step), '/e/spring/desk'), step);
  }
  assert.deepEqual(stepOf('#what', '/e/spring/desk'), { name: 'role' });
  assert.deepEqual(stepOf('#pin-x', ''), { name: 'role' });
});

test('without an address the page that asked decides', () => {
  const asked = (next) => stepOf('', next).name;
  assert.equal(asked(''), 'role');
  assert.equal(asked('/e/spring/therapist'), 'therapist');
  assert.equal(asked('/e/spring/therapist?id=4'), 'organiser');
  assert.equal(asked('/e/spring/desk'), 'organiser');
  assert.equal(asked('/e/spring/setup'), 'organiser');
  assert.equal(asked('/e/spring/kiosk'), 'tablet');
  assert.equal(asked('/e/spring/board'), 'role');
});

test('back leads from the PIN to the names, from everything else to the first question', () => {
  assert.deepEqual(before({ name: 'pin', id: 1 }), { name: 'therapist' });
  assert.deepEqual(before({ name: 'tablet' }), { name: 'role' });
});

test('an organiser goes where the sign-in was asked for', () => {
  assert.equal(destination('organiser', '/e/spring/desk', '/e/spring/setup'), '/e/spring/setup');
  assert.equal(destination('organiser', '/e/spring/desk', '/e/spring/therapist?id=2'), '/e/spring/therapist?id=2');
  assert.equal(destination('organiser', '/e/spring/desk', ''), '/e/spring/desk');
  assert.equal(destination('organiser', '/e/spring/desk', '//elsewhere.example'), '/e/spring/desk');
});

test('a therapist goes to the own page, whatever was asked for', () => {
  assert.equal(destination('therapist', '/e/spring/therapist', '/e/spring/therapist'), '/e/spring/therapist');
  for (const next of ['', '/e/spring/desk', '/e/autumn/therapist', 'https://elsewhere.example']) {
    assert.equal(destination('therapist', '/e/spring/therapist', next), '/e/spring/therapist');
  }
});

test('whoever is signed in is led to the own page', () => {
  assert.deepEqual(['organiser', 'therapist', 'kiosk', 'other'].map((role) => ownPage(role, 'spring')),
    ['/e/spring/desk', '/e/spring/therapist', '/e/spring/kiosk', '/e/spring/board']);
});

test('how long to wait is said in seconds, then in minutes', () => {
  assert.equal(waitInWords(1), 'Too many tries. Please wait 1 second.');
  assert.equal(waitInWords(42), 'Too many tries. Please wait 42 seconds.');
  assert.equal(waitInWords(100), 'Too many tries. Please wait 2 minutes.');
});

test('those who share a first name are found', () => {
  const people = [{ id: 1, first_name: 'Maria' }, { id: 2, first_name: 'Tom' }, { id: 3, first_name: 'maria' }];
  assert.deepEqual(namesakes(people), [1, 3]);
  assert.deepEqual(namesakes(people.slice(0, 2)), []);
});
