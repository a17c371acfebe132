import assert from 'node:assert/strict';
import test from 'node:test';

import {Api, BrokenConnection} from '../support/api.mjs';
import {assertHistoriesMatch, readLog} from '../support/change_log.mjs';
import {LiveSet} from '../support/live.mjs';
import {startServer} from '../support/server_process.mjs';
import {pause, seeded} from '../support/wait.mjs';
import {Ledger, writeUntil} from '../support/writers.mjs';

const rounds = 20;
const writers = 8;

test('no acknowledged write is lost when the server is killed in the middle of writing, twenty times', {timeout: 1_200_000}, async (t) => {
  const server = await startServer(t);
  const api = new Api(server.url);
  const follower = new LiveSet(api, server.socketUrl, 'brands').start();
  t.after(() => follower.stop());
  const ledger = new Ledger();
  const random = seeded(20);

  for (let round = 1; round <= rounds; round++) {
    const stop = {now: false, name: `round ${round}`};
    const writing = Array.from({length: writers}, (_, i) => writeUntil(stop, api, ledger, round * 100 + i));
    await pause(random.between(150, 600));   // how far the writers got when it strikes
    await server.kill9({database: round % 2 === 0});   // every other time PostgreSQL dies with it
    stop.now = true;
    await Promise.all(writing);
    await server.restart();
    await ledger.check(api);
  }

  assert.deepEqual(ledger.faults, []);
  assert.ok(ledger.creates > rounds && ledger.patches > rounds, `writes were acknowledged in between (${ledger.creates} creates, ${ledger.patches} patches)`);
  assert.ok(ledger.unknown > 0, 'the kills struck writes that were on their way');
  await ledger.check(api, {all: true});

  const changes = await readLog(server.socketUrl);
  const {items} = await api.all('brands');
  await assertHistoriesMatch(api, 'brands', items.map((record) => record.id), changes);
  await follower.settlesOn();
  assert.deepEqual(follower.faults, []);
  assert.ok(follower.connections > rounds / 2, 'the follower lived through the kills');
  t.diagnostic(`${ledger.creates} creates and ${ledger.patches} patches acknowledged, ${ledger.unknown} cut, ${changes.length} changes in the log`);
  await server.stop();
  await server.verifyLog();
});

test('a create that is repeated with its key after the server was killed makes exactly one record', {timeout: 600_000}, async (t) => {
  const server = await startServer(t);
  const api = new Api(server.url);
  const random = seeded(21);
  const answered = new Map();   // name → id
  let cut = 0;

  /** Sends a create until it is answered, as a client does that must know. */
  const createOnce = async (name, tags, sent) => {
    while (true) {
      try {
        const answer = await api.post('/api/v1/brands', {name, tags}, {'idempotency-key': name});
        if (answer.status === 201) return answered.set(name, answer.json.id);
        assert.ok([409, 503].includes(answer.status), `${answer.status} ${answer.text}`);
      } catch (error) {
        if (!(error instanceof BrokenConnection)) throw error;
        if (error.sent) cut++;
      }
      await sent();
    }
  };
  for (let round = 1; round <= 4; round++) {
    let restarted;
    const running = new Promise((resolve) => { restarted = resolve; });
    const creates = Array.from({length: 40}, async (_, i) => {
      for (let n = 0; n < 10; n++) {
        const name = `round-${round}-${i}-${n}`;   // every other one makes a tag: another way through the server
        await createOnce(name, n % 2 === 0 ? [] : [name], () => Promise.race([running, pause(50)]));
      }
    });
    await pause(random.between(100, 400));
    await server.kill9({database: round % 2 === 0});
    await server.restart();
    restarted();
    await Promise.all(creates);
  }
  assert.ok(cut > 0, 'the kills struck creates that were on their way');
  const {items} = await api.all('brands');
  assert.equal(items.length, answered.size, 'no record stands twice');
  assert.equal(new Set(items.map(({name}) => name)).size, items.length);
  for (const {id, name} of items) assert.equal(answered.get(name), id, name);
  t.diagnostic(`${items.length} creates, ${cut} cut on their way`);
  await server.stop();
  await server.verifyLog();
});
