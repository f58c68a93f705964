// The outbox: in order, each once, nothing lost while the desk is away.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { added, createOutbox, due, empty, postponed, settled } from '../../static/js/lib/outbox.js';

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

test('what is waiting is handed to the storage and comes back from it', () => {
  let kept = null;
  const storage = { load: () => kept, save: (box) => { kept = box; } };
  const first = createOutbox({ send: () => new Promise(() => {}), storage, makeKey: () => 'k1', now: () => 0 });
  first.add(command('a'));
  const second = createOutbox({ send: () => new Promise(() => {}), storage, now: () => 0 });
  assert.equal(second.waiting, 1);
  assert.equal(kept.entries[0].key, 'k1');
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
