// Last year's results: which column holds the finish times, how they are written, and what comes of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { timesOf } from '../../static/js/staffing/results.js';

/** @param {string} heading @param {string[]} rows */
const table = (heading, ...rows) => [heading, ...rows].join('\n');
const TIMES = ['1:30:00', '1:40:00', '1:50:00', '2:00:00', '2:10:00'];

test('net times of a results export', () => {
  const found = timesOf(table('Place,Bib,Name,Gun Time,Chip Time', ...TIMES.map((time, n) => `${n},${n},"Berg, Ana",2:59:59,${time}`)));
  assert.deepEqual(found, { count: 5, mean: 110, spread: 14.1 });
});

test('minutes in a column of their own', () => {
  assert.deepEqual(timesOf(table('bib,wave_start_min,net_time_min', '1,25,100.5', '2,25,101.5', '3,0,99.5', '4,0,98.5', '5,0,102.5')), { count: 5, mean: 100.5, spread: 1.4 });
});

test('semicolons, tabs, a mark at the beginning, and other words', () => {
  assert.equal(timesOf(`\uFEFF${table('Startnr;Startzeit;Zeit netto', ...TIMES.map((time) => `1;10:00:00;${time}`))}`)?.mean, 110);
  assert.equal(timesOf(table('Bib\tFinish time', ...TIMES.map((time) => `1\t${time}`)).replaceAll('\n', '\r\n'))?.mean, 110);
});

test('two parts are minutes and seconds, unless nobody could be so fast', () => {
  assert.equal(timesOf(table('Time', '25:30', '26:30', '27:30', '28:30', '29:30'))?.mean, 27.5);
  assert.equal(timesOf(table('Time', '1:30', '1:40', '1:50', '2:00', '2:10'))?.mean, 110);
});

test('lines without a time do not count', () => {
  assert.equal(timesOf(table('Bib,Time', ...TIMES.map((time) => `1,${time}`), '2,DNF', '3,', '4', '5,0:00:00', '6,99:00:00'))?.count, 5);
  assert.equal(timesOf(table('Time', ...TIMES.map(() => '1:40:00')))?.spread, 0.5);
});

test('a file without finish times is none', () => {
  for (const text of ['', 'nothing', table('Bib,Name', '1,Ana'), table('Bib,Start time', '1,10:00'), table('Time', '1:40:00', '1:50:00')])
    assert.equal(timesOf(text), null);
});
