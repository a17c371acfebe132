import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {readLog} from '../support/change_log.mjs';
import {LiveConnection, LiveSet} from '../support/live.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after});
const api = new Api(server.url);
const live = async (context) => {
  const connection = await LiveConnection.welcome(server.socketUrl);
  context.after(() => connection.cut());
  return connection;
};
const told = (id) => (message) => message.op === 'change' && message.id === id;

test('every kind of change reaches a subscriber, with what changed, who did it and when', async (t) => {
  const connection = await live(t);
  await connection.subscribe('s1', 'brands');
  const record = await api.create('brands', {name: 'Watched', headcount: 1});
  const path = `/api/v1/brands/${record.id}`;
  const patched = (await api.patch(path, {headcount: 2})).expect(200).json;
  (await api.delete(path)).expect(204);
  (await api.post(`${path}:undelete`)).expect(200);
  await connection.next((message) => told(record.id)(message) && message.version === 4);
  const changes = connection.changes.filter(told(record.id));
  assert.deepEqual(changes.map(({kind, match, version}) => `${version} ${kind} ${match}`),
    ['1 created enter', '2 updated stay', '3 deleted leave', '4 restored enter']);
  assert.deepEqual(changes[0].record, record);
  assert.deepEqual(changes[1].record, patched);
  assert.ok(changes[1].changed.includes('headcount') && !changes[1].changed.includes('name'));
  assert.equal(changes[2].record, null, 'a leave carries no record');
  for (const change of changes) {
    assert.deepEqual(change.subs, ['s1']);
    assert.equal(change.resource, 'brands');
    assert.equal(change.actor.id, record.created_by);
    assert.ok(change.actor.name);
    assert.match(change.at, /^\d{4}-.*Z$/);
  }
});

test('a record enters, stays in and leaves a filtered subscription as its fields say', async (t) => {
  const connection = await live(t);
  await connection.subscribe('software', 'brands', {filter: 'industry = "Software"'});
  await connection.subscribe('austria', 'brands', {filter: 'country = "AT"'});
  const {id} = await api.create('brands', {name: 'Wanderer', industry: 'Retail', country: 'DE'});
  const path = `/api/v1/brands/${id}`;
  for (const change of [{headcount: 1}, {industry: 'software'}, {headcount: 2}, {country: 'AT'}, {headcount: 3}, {industry: null}, {country: 'FR'}, {headcount: 4}]) {
    (await api.patch(path, change)).expect(200);
  }
  (await api.patch(path, {industry: 'Software'})).expect(200);
  (await api.delete(path)).expect(204);
  await connection.next((message) => told(id)(message) && message.kind === 'deleted');
  const heard = connection.changes.filter(told(id)).map(({version, match, subs}) => `${version} ${match} ${subs.join()}`);
  const wanted = ['3 enter software', '4 stay software', '5 stay software', '5 enter austria', '6 stay software,austria', '7 leave software', '7 stay austria',
    '8 leave austria', '10 enter software', '11 leave software'];
  assert.deepEqual(heard.sort(), wanted.sort());
});

test('after a cut the subscription goes on where it stood: everything missed comes first, nothing twice', async (t) => {
  const connection = await live(t);
  await connection.subscribe('s', 'brands');
  const {id} = await api.create('brands', {name: 'Resumed'});
  const {seq} = await connection.next(told(id));
  connection.cut();
  for (let headcount = 1; headcount <= 200; headcount++) (await api.patch(`/api/v1/brands/${id}`, {headcount})).expect(200);

  const again = await live(t);
  await again.subscribe('s', 'brands', {after: seq});
  (await api.patch(`/api/v1/brands/${id}`, {headcount: 201})).expect(200);
  await again.next((message) => told(id)(message) && message.version === 202);
  const versions = again.changes.filter(told(id)).map(({version}) => version);
  assert.deepEqual(versions, Array.from({length: 201}, (_, i) => i + 2));
  const seqs = again.changes.map((change) => change.seq);
  assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b));
});

test('a list and a subscription from its Change-Seq make one picture without a gap', async (t) => {
  const set = new LiveSet(api, server.socketUrl, 'brands').start();
  t.after(() => set.stop());
  await Promise.all(Array.from({length: 100}, (_, i) => api.create('brands', {name: `Pictured ${i}`})));
  await set.settlesOn();
  assert.deepEqual(set.faults, []);
  assert.equal(set.resets, 0);
});

test('a position beyond the newest is refused or reset, never waited for in silence', async (t) => {
  const connection = await live(t);
  connection.send({op: 'subscribe', id: 'future', resource: 'brands', after: connection.welcome.seq + 1_000_000});
  const answer = await connection.next((message) => message.id === 'future');
  assert.ok(answer.op === 'reset' || answer.op === 'error', JSON.stringify(answer));
});

test('what a client says wrong is answered with an error, and the connection stays', async (t) => {
  const connection = await live(t);
  for (const [wrong, id] of [
    ['{"op":', undefined], [{op: 'dance', id: 'd'}, 'd'], [{op: 'subscribe', id: 'x', resource: 'nothing'}, 'x'],
    [{op: 'subscribe', id: 'f', resource: 'brands', filter: 'industry ='}, 'f'], [{op: 'subscribe', id: 'u', resource: 'brands', surprise: 1}, 'u'],
    [{op: 'unsubscribe', id: 'never'}, 'never'],
  ]) {
    const before = connection.messages.length;
    connection.send(wrong);
    await until('an error is answered', () => connection.messages.length > before);
    const answer = connection.messages[before];
    assert.equal(answer.op, 'error', JSON.stringify(answer));
    assert.ok(answer.problem.status >= 400 && answer.problem.title);
    if (id) assert.equal(answer.id, id);
  }
  connection.send({op: 'ping', id: 'still'});
  await connection.next((message) => message.op === 'pong' && message.id === 'still');
});

test('a message over 64 KiB is refused and the connection stays', async (t) => {
  const connection = await live(t);
  connection.send({op: 'subscribe', id: 'big', resource: 'brands', filter: 'x'.repeat(70 * 1024)});
  assert.ok((await connection.next((message) => message.op === 'error')).problem);
  connection.send({op: 'ping', id: 'p'});
  await connection.next((message) => message.op === 'pong');
});

test('an ended subscription is silent, and its name may be used again', async (t) => {
  const connection = await live(t);
  await connection.subscribe('s', 'brands');
  connection.send({op: 'unsubscribe', id: 's'});
  await connection.next((message) => message.op === 'unsubscribed');
  const quiet = await api.create('brands', {name: 'Unheard'});
  await connection.subscribe('s', 'insights');
  const brand = await api.create('brands', {name: 'Unheard, too'});
  const insight = await api.create('insights', {brand_id: brand.id, title: 'Heard'});
  await connection.next(told(insight.id));
  assert.deepEqual(connection.changes.map(({id}) => id), [insight.id]);
  assert.ok(quiet);
});

test('who says nothing, or no hello first, is shown out', {timeout: 300_000}, async () => {
  const rude = await LiveConnection.open(server.socketUrl);
  rude.send({op: 'subscribe', id: 's', resource: 'brands'});
  const silent = await LiveConnection.open(server.socketUrl);
  assert.ok((await rude.closed).code >= 1008);
  assert.equal((await silent.closed).code, 4408);
});

test('a page of another origin gets no live connection', async () => {
  await assert.rejects(LiveConnection.open(server.socketUrl, {origin: 'https://evil.example'}), /403/);
});

test('the log can be read from its beginning: gapless, each change once, versions in order', async () => {
  const changes = await readLog(server.socketUrl);
  assert.ok(changes.length > 200);
});
