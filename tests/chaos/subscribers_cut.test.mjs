import assert from 'node:assert/strict';
import test from 'node:test';

import {Api} from '../support/api.mjs';
import {readLog} from '../support/change_log.mjs';
import {LiveSet} from '../support/live.mjs';
import {startServer} from '../support/server_process.mjs';
import {pause, seeded} from '../support/wait.mjs';

const subscribers = 12;
const writers = 6;
const runForMs = 15_000;
const industries = ['Software', 'Chemicals', 'Retail'];
const filters = ['', 'industry = "Software"', 'industry = "Chemicals"', 'country = "AT"', 'industry = "Retail" AND country = "DE"'];

/** Creates, changes, deletes and restores records of its own at random until the time is up. */
async function stir(api, number, end) {
  const random = seeded(3000 + number);
  const records = [];   // {id, deleted}
  for (let turn = 0; performance.now() < end; turn++) {
    const members = {industry: random.pick(industries), country: random.pick(['AT', 'DE', null]), headcount: turn};
    const record = records.length > 0 ? random.pick(records) : null;
    const what = random.next();
    if (!record || what < 0.15) {
      records.push({id: (await api.create('brands', {name: `Stirred ${number}-${turn}`, ...members})).id, deleted: false});
    } else if (record.deleted) {
      (await api.post(`/api/v1/brands/${record.id}:undelete`)).expect(200);
      record.deleted = false;
    } else if (what < 0.3) {
      (await api.delete(`/api/v1/brands/${record.id}`)).expect(204);
      record.deleted = true;
    } else {
      (await api.patch(`/api/v1/brands/${record.id}`, members)).expect(200);
    }
  }
}

test('subscribers whose connections are cut at random under load end with exactly the set that the API lists', {timeout: 600_000}, async (t) => {
  const server = await startServer(t);
  const api = new Api(server.url);
  const sets = Array.from({length: subscribers}, (_, i) => new LiveSet(api, server.socketUrl, 'brands', filters[i % filters.length]).start());
  t.after(() => Promise.all(sets.map((set) => set.stop())));

  const end = performance.now() + runForMs;
  const stirring = Array.from({length: writers}, (_, i) => stir(api, i, end));
  const random = seeded(33);
  let cuts = 0;
  while (performance.now() < end) {
    await pause(random.between(10, 120));
    random.pick(sets).cut();
    cuts++;
  }
  await Promise.all(stirring);

  for (const set of sets) await set.settlesOn();
  for (const set of sets) assert.deepEqual(set.faults, [], `faults of the subscription to "${set.filter}"`);
  const reconnects = sets.reduce((sum, set) => sum + set.connections - 1, 0);
  assert.ok(reconnects > subscribers, 'connections were cut and came back');
  const changes = await readLog(server.socketUrl);
  t.diagnostic(`${cuts} cuts, ${reconnects} reconnections, ${changes.length} changes`);
  await server.stop();
  await server.verifyLog();
});
