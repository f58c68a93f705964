// The outbox: in order, each once, nothing lost while the desk is away.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutbox } from '../../static/js/lib/outbox.js';
import { added, due, empty, postponed, settled } from '../../static/js/lib/outbox-rules.js';

const command = (name) => ({ method: 'POST', path: `/visits/${name}` });
const away = () => Object.assign(new Error('away'), { mayPass: true });

test('the oldest goes first, and holds the others back while it has no answer', () => {
  let box = added(added(empty, command('a'), 'k1', 0), command('b'), 'k2', 0);
  assert.equal(due(box, 0).key, 'k1');
  box = postponed(box, 'k1', 0);
  assert.equal(due(box, 500), null);
  assert.equal(due(box, 1000).key, 'k1');
  assert.equal(due(settled(box, 'k1'), 1000).key, 'k2');
});

test('the pause doubles up to half a minute', () => {
  let box = added(empty, command('a'), 'k1', 0);
  const pauses = [];
  for (let times = 0; times < 8; times += 1) {
    box = postponed(box, 'k1', 0);
    pauses.push(box.entries[0].nextAt);
  }
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
});

test('the same key is not added twice', () => {
  const box = added(empty, command('a'), 'k1', 0);
  assert.equal(added(box, command('a'), 'k1', 5), box);
});

test('while the desk is away everything waits, then goes in order with the keys it had', async () => {
  const sent = [];
  const done = [];
  let now = 0;
  let isAway = true;
  let keys = 0;
  const outbox = createOutbox({
    now: () => now,
    makeKey: () => `k${(keys += 1)}`,
    send: async ({ path }, key) => {
      sent.push(`${key} ${path}`);
      if (isAway) throw away();
      return path;
    },
    onAnswer: (entry, answer) => done.push([entry.key, answer]),
  });
  outbox.add(command('a'));
  outbox.add(command('b'));
  outbox.add(command('c'));
  await outbox.work();
  assert.equal(outbox.waiting, 3);
  now = 5000;
  isAway = false;
  await outbox.work();
  assert.equal(outbox.waiting, 0);
  assert.deepEqual(sent, ['k1 /visits/a', 'k1 /visits/a', 'k2 /visits/b', 'k3 /visits/c']);
  assert.deepEqual(done.map(([key]) => key), ['k1', 'k2', 'k3']);
});

test('a refusal is settled and told, and does not stop those behind it', async () => {
  const refused = [];
  const done = [];
  const outbox = createOutbox({
    send: async ({ path }) => {
      if (path.endsWith('a')) throw Object.assign(new Error('has a ticket already'), { mayPass: false });
      return path;
    },
    onRefusal: (entry, error) => refused.push([entry.command.path, error.message]),
    onAnswer: (entry) => done.push(entry.command.path),
  });
  outbox.add(command('a'));
  outbox.add(command('b'));
  await outbox.work();
  assert.deepEqual(refused, [['/visits/a', 'has a ticket already']]);
  assert.deepEqual(done, ['/visits/b']);
  assert.equal(outbox.waiting, 0);
});

/** A storage that the test can look into. */
function aStorage(entries = []) {
  return {
    entries,
    load: async () => [...entries],
    put: async (entry) => void entries.push(entry),
    drop: async (key) => void entries.splice(entries.findIndex((each) => each.key === key), 1),
  };
}

test('nothing is sent before it is kept, and it is kept until it is answered', async () => {
  const storage = aStorage();
  const kept = [];
  let isAway = true;
  const outbox = createOutbox({
    storage,
    now: () => 0,
    send: async () => {
      kept.push(storage.entries.length);
      if (isAway) throw away();
    },
  });
  outbox.add(command('a'), 'k1');
  await outbox.work();
  assert.deepEqual(kept, [1]);
  assert.deepEqual(storage.entries.map((each) => each.key), ['k1']);
  isAway = false;
  await outbox.hurry();
  assert.deepEqual(storage.entries, []);
});

test('what an earlier page kept goes first, with the keys it had, and once', async () => {
  const storage = aStorage([{ key: 'k1', command: command('a'), addedAt: 5 }, { key: 'k2', command: command('b'), addedAt: 6 }]);
  const sent = [];
  const outbox = createOutbox({ storage, now: () => 9, send: async ({ path }, key, entry) => sent.push([key, path, entry.addedAt]) });
  await outbox.restore();
  assert.deepEqual(sent, [], 'only when it is told to');
  outbox.add(command('c'), 'k3');
  await outbox.work();
  await outbox.restore();
  await outbox.work();
  assert.deepEqual(sent, [['k1', '/visits/a', 5], ['k2', '/visits/b', 6], ['k3', '/visits/c', 9]]);
});

test('one that the desk can not take lets the others go by, and is tried again after a minute', async () => {
  const sent = [];
  let now = 0;
  let isBroken = true;
  const outbox = createOutbox({
    now: () => now,
    send: async ({ path }) => {
      sent.push(path);
      if (isBroken && path.endsWith('a')) throw { aside: true };
    },
  });
  outbox.add(command('a'));
  outbox.add(command('b'));
  await outbox.work();
  assert.deepEqual(sent, ['/visits/a', '/visits/b']);
  assert.equal(outbox.waiting, 1);
  isBroken = false;
  now = 59_999;
  await outbox.work();
  assert.equal(outbox.waiting, 1);
  now = 60_000;
  await outbox.work();
  assert.equal(outbox.waiting, 0);
});

test('what may not go waits, and so do those behind it', async () => {
  const sent = [];
  let may = false;
  const outbox = createOutbox({ now: () => 0, mayGo: () => may, send: async ({ path }) => sent.push(path) });
  outbox.add(command('a'));
  outbox.add(command('b'));
  await outbox.work();
  assert.deepEqual(sent, []);
  may = true;
  await outbox.work();
  assert.deepEqual(sent, ['/visits/a', '/visits/b']);
});

test('a clock that was set back by an hour keeps nothing waiting for an hour', () => {
  const hour = 3_600_000;
  const box = postponed(added(empty, command('a'), 'k1', hour), 'k1', hour);
  assert.equal(due(box, hour), null);
  assert.equal(due(box, 0).key, 'k1');
});

test('the longest pause can be shorter', () => {
  let box = added(empty, command('a'), 'k1', 0);
  for (let times = 0; times < 5; times += 1) box = postponed(box, 'k1', 0, 4000);
  assert.equal(box.entries[0].nextAt, 4000);
});

test('when the network is back nothing waits for its pause any longer', async () => {
  let isAway = true;
  const sent = [];
  const outbox = createOutbox({
    send: async (each, key) => {
      if (isAway) throw away();
      sent.push(key);
    },
    now: () => 0,
    makeKey: () => 'k1',
  });
  outbox.add(command('a'));
  await outbox.work();
  isAway = false;
  await outbox.work();
  assert.deepEqual(sent, [], 'its pause is not over');
  await outbox.hurry();
  assert.deepEqual(sent, ['k1']);
});

test('what is dropped is not sent any more', async () => {
  const sent = [];
  let isAway = true;
  const outbox = createOutbox({
    send: async (each, key) => {
      if (isAway) throw away();
      sent.push(key);
    },
    now: () => 0,
  });
  const key = outbox.add(command('a'));
  await outbox.work();
  isAway = false;
  outbox.drop(key);
  await outbox.hurry();
  assert.deepEqual(sent, []);
  assert.equal(outbox.waiting, 0);
});

test('what is added while the storage is being looked into is not lost', async () => {
  const done = [];
  /** @type {(kept: any[]) => void} */
  let answer = () => {};
  const storage = { load: () => new Promise((found) => (answer = found)), put: async () => {}, drop: async () => {} };
  const box = createOutbox({ storage, mayGo: () => false, send: async (command) => done.push(command) });
  const restoring = box.restore();
  box.add('new', 'k2');
  answer([{ key: 'k1', command: 'kept', addedAt: 0 }]);
  assert.deepEqual((await restoring).map((each) => each.command), ['kept', 'new']);
});

test('a fault in what is done with an answer is no refusal', async () => {
  const refused = [];
  const box = createOutbox({
    send: async () => 'answer',
    onAnswer: () => {
      throw new Error('the screen has a fault');
    },
    onRefusal: (entry) => refused.push(entry),
  });
  box.add('one', 'k1');
  await assert.rejects(box.work(), /the screen has a fault/);
  assert.deepEqual([refused, box.waiting], [[], 0]);
});
