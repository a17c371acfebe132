import assert from 'node:assert/strict';
import test from 'node:test';

import {Api} from '../support/api.mjs';
import {assertHistoriesMatch, readLog} from '../support/change_log.mjs';
import {LiveSet} from '../support/live.mjs';
import {startServer} from '../support/server_process.mjs';
import {pause, seeded} from '../support/wait.mjs';
import {Ledger, writeUntil} from '../support/writers.mjs';

const rounds = 20;
const writers = 8;

test('no acknowledged write is lost when the server is killed in the middle of writing, twenty times', {timeout: 240_000}, async (t) => {
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
