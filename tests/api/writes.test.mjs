// Batches, dry runs and repeated requests, as a program sees them.
import assert from 'node:assert/strict';
import net from 'node:net';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after});
const api = new Api(server.url);
const batchBodyMaxBytes = 8 * 1024 * 1024;
const recordBodyMaxBytes = 1024 * 1024;

const batch = (operations, headers) => api.post('/api/v1/brands:batch', {operations}, headers);
const create = (record) => ({create: record});

/** The status of the answer to a request whose body is only announced: a limit must bind before the body comes. */
const statusOfAnnounced = (path, bytes) => new Promise((resolve, reject) => {
  const {hostname, port} = new URL(server.directUrl);
  const socket = net.connect(Number(port), hostname, () => socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`));
  socket.once('data', (data) => {
    socket.destroy();
    resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())[1]));
  });
  socket.once('error', reject);
});

test('a batch is written as a whole or not at all, and names what was wrong with which operation', async () => {
  const one = await api.create('brands', {name: 'One of a batch'});
  const done = (await batch([
    create({name: 'Two of a batch', tags: ['batched']}),
    {update: {id: one.id, version: 1, headcount: 12}},
  ])).expect(200).json;
  assert.deepEqual(done.results.map(({name, version}) => [name, version]), [['Two of a batch', 1], ['One of a batch', 2]]);
  assert.deepEqual((await api.get(`/api/v1/brands/${one.id}`)).json, done.results[1]);
  assert.equal((await api.all('tags', {filter: 'name = "batched"'})).items[0].usage_count, 1);

  const refused = (await batch([create({name: 'Three'}), {update: {id: one.id, headcount: -1}}, {delete: {}}])).expect(422);
  assert.deepEqual(refused.json.errors.map(({field}) => field), ['operations[2].delete.id']);
  const invalid = (await batch([create({name: 'Three', headcount: 'x'}), {update: {id: one.id, headcount: -1}}])).expect(422);
  assert.deepEqual(invalid.json.errors.map(({field, code}) => [field, code]),
    [['operations[0].create.headcount', 'type'], ['operations[1].update.headcount', 'too_small']]);
  const taken = (await batch([create({name: 'Three'}), create({name: 'ONE of a batch'})])).expect(409);
  assert.deepEqual(taken.json.errors.map(({field}) => field), ['operations[1].create.name']);
  assert.equal((await api.all('brands', {filter: 'name = "Three"'})).items.length, 0);
});

test('a batch may be larger than a record, up to a limit of its own', async () => {
  const description = 'd'.repeat(3900);
  const operations = Array.from({length: 400}, (_, i) => create({name: `Large ${i}`, description}));
  assert.ok(JSON.stringify({operations}).length > recordBodyMaxBytes);
  assert.equal((await batch(operations)).expect(200).json.results.length, 400);
  const empty = '{"operations":[]}';
  (await api.post('/api/v1/brands:batch', empty + ' '.repeat(batchBodyMaxBytes - empty.length))).expect(200);
  assert.equal(await statusOfAnnounced('/api/v1/brands:batch', batchBodyMaxBytes + 1), 413);
  assert.equal(await statusOfAnnounced('/api/v1/brands', recordBodyMaxBytes + 1), 413);
  (await api.get('/api/v1/brands:batch')).expect(405);
});

test('a dry run answers as if, and nothing of it stays', async () => {
  const dry = {prefer: 'tx=rollback'};
  const before = (await api.all('brands')).items.length;
  const made = (await api.post('/api/v1/brands', {name: 'Only tried', tags: ['only tried']}, dry)).expect(201);
  assert.equal(made.headers['preference-applied'], 'tx=rollback');
  (await api.get(`/api/v1/brands/${made.json.id}`)).expect(404);
  (await batch([create({name: 'Only tried'}), create({name: 'Only tried'})], dry)).expect(409);
  assert.equal((await api.all('brands')).items.length, before);
  assert.equal((await api.all('tags', {filter: 'name = "only tried"'})).items.length, 0);
});

test('a deletion that is sent again with its key leaves alone what was restored meanwhile', async () => {
  const {id} = await api.create('brands', {name: 'Deleted twice'});
  const path = `/api/v1/brands/${id}`;
  const remove = (key) => api.delete(path, {'idempotency-key': key});
  assert.equal((await remove('first')).expect(204).headers['idempotency-replayed'], undefined);
  (await api.post(`${path}:undelete`)).expect(200);
  assert.equal((await remove('first')).expect(204).headers['idempotency-replayed'], 'true');
  assert.equal((await api.get(path)).expect(200).json.name, 'Deleted twice');
  (await remove('second')).expect(204);
  (await api.get(path)).expect(404);
});

test('requests that are sent again with their key have their effect once', async () => {
  const key = {'idempotency-key': 'c0ffee'};
  const answers = await Promise.all(Array.from({length: 16}, () => api.post('/api/v1/brands', {name: 'Once'}, key)));
  const made = answers.filter(({status}) => status === 201);
  const inFlight = answers.filter(({status}) => status === 409);
  assert.equal(made.length + inFlight.length, answers.length, answers.map(({status}) => status).join());
  assert.equal(new Set(made.map(({text}) => text)).size, 1);
  const again = (await api.post('/api/v1/brands', {name: 'Once'}, key)).expect(201);
  assert.equal(again.text, made[0].text);
  assert.equal(again.headers.etag, made[0].headers.etag);
  assert.equal(again.headers.location, made[0].headers.location);
  assert.equal(again.headers['idempotency-replayed'], 'true');
  (await api.post('/api/v1/brands', {name: 'Twice'}, key)).expect(422);
  (await api.post('/api/v1/brands', {name: 'Twice'}, {'idempotency-key': 'k'.repeat(256)})).expect(400);
  assert.equal((await api.all('brands', {filter: 'name IN ("Once","Twice")'})).items.length, 1);
});
