import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after});
const api = new Api(server.url);
const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const nobody = '01930000-0000-7000-8000-000000000000';

test('a brand can be created, read, changed, deleted and restored', async () => {
  const full = {
    name: 'Acme Robotics', domain: 'acme.example', industry: 'Software', sub_industry: 'Robotics', headquarters: 'Köln',
    country: 'DE', headcount: 120, founded: 1999, ticker: 'ACME', description: 'Arms.\n\n*Legs* too.', tags: ['robots', 'b2b'],
  };
  const created = (await api.post('/api/v1/brands', full)).expect(201);
  const record = created.json;
  assert.match(record.id, uuid7);
  assert.equal(created.headers.location, `/api/v1/brands/${record.id}`);
  assert.equal(record.version, 1);
  assert.match(record.created_at, moment);
  assert.equal(record.updated_at, record.created_at);
  assert.ok(record.created_by && record.updated_by === record.created_by);
  for (const [member, value] of Object.entries(full)) assert.deepEqual(record[member], value, member);

  const read = (await api.get(created.headers.location)).expect(200);
  assert.deepEqual(read.json, record);
  assert.equal(read.headers.etag, created.headers.etag);
  assert.ok(Number(read.headers['change-seq']) >= 0);

  const changed = (await api.patch(created.headers.location, {headcount: 135, ticker: null, tags: ['robots']})).expect(200);
  assert.equal(changed.json.version, 2);
  assert.equal(changed.json.headcount, 135);
  assert.equal(changed.json.ticker ?? null, null, 'null unsets a member');
  assert.deepEqual(changed.json.tags, ['robots']);
  assert.equal(changed.json.industry, 'Software', 'what a merge patch does not name stays');
  assert.ok(changed.json.updated_at > record.updated_at);

  const deleted = (await api.delete(created.headers.location)).expect(204);
  assert.equal(deleted.bytes.length, 0);
  (await api.get(created.headers.location)).expect(404);
  (await api.patch(created.headers.location, {headcount: 1})).expect(404);
  assert.ok(!(await api.all('brands')).items.some(({id}) => id === record.id));

  const restored = (await api.post(`${created.headers.location}:undelete`)).expect(200);
  assert.equal(restored.json.version, 4);
  assert.equal(restored.json.headcount, 135);
  (await api.get(created.headers.location)).expect(200);
});

test('an insight belongs to a brand and answers its short form', async () => {
  const brand = await api.create('brands', {name: 'Owner of insights'});
  const insight = await api.create('insights', {brand_id: brand.id, title: 'It grows', body: '# Why\nÜberall', tags: ['growth'], sentiment: 0.5});
  assert.equal(insight.status, 'draft');
  assert.equal(insight.pinned, false);
  assert.equal(insight.sentiment, 0.5);
  assert.ok(insight.author_id);
  const read = (await api.get(`/api/v1/insights/${insight.id}`)).expect(200).json;
  assert.equal(read.brand.id, brand.id);
  assert.equal(read.brand.name, 'Owner of insights');

  const published = (await api.patch(`/api/v1/insights/${insight.id}`, {status: 'published'})).expect(200).json;
  assert.match(published.published_at, moment);

  const orphan = (await api.post('/api/v1/insights', {brand_id: nobody, title: 'No brand'})).expect(422);
  assert.deepEqual(orphan.json.errors.map(({field}) => field), ['brand_id']);
});

test('two live brands cannot have the same name, whatever its case, and a deleted one frees it', async () => {
  const first = await api.create('brands', {name: 'Société Générale'});
  const second = (await api.post('/api/v1/brands', {name: 'SOCIETE GENERALE'})).expect(409);
  assert.equal(second.json.errors[0].field, 'name');
  (await api.delete(`/api/v1/brands/${first.id}`)).expect(204);
  const heir = await api.create('brands', {name: 'societe generale'});
  (await api.post(`/api/v1/brands/${first.id}:undelete`)).expect(409);
  const other = await api.create('brands', {name: 'Another one'});
  (await api.patch(`/api/v1/brands/${other.id}`, {name: 'Societe Generale'})).expect(409);
  (await api.patch(`/api/v1/brands/${heir.id}`, {name: 'SOCIETE générale'})).expect(200);
});

test('what is not there is 404, for every way of asking', async () => {
  for (const [method, path] of [
    ['GET', `/api/v1/brands/${nobody}`], ['PATCH', `/api/v1/brands/${nobody}`], ['DELETE', `/api/v1/brands/${nobody}`],
    ['POST', `/api/v1/brands/${nobody}:undelete`], ['GET', `/api/v1/brands/${nobody}/history`],
    ['GET', '/api/v1/brands/not-an-id'], ['GET', '/api/v1/nothing'], ['GET', '/api/v2/brands'],
  ]) {
    const answer = (await api.call(method, path, {body: method === 'PATCH' ? {headcount: 1} : undefined})).expect(404);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.equal(answer.json.status, 404);
    assert.equal(answer.json.instance, path);
    assert.match(answer.json.trace_id, /^[0-9a-f]{32}$/);
  }
});

test('the history tells who changed what, from what to what, and why', async () => {
  const record = await api.create('brands', {name: 'Historic', headcount: 1});
  const path = `/api/v1/brands/${record.id}`;
  (await api.patch(path, {headcount: 2, country: 'FR'}, {'change-reason': 'new figures'})).expect(200);
  (await api.delete(path)).expect(204);
  (await api.post(`${path}:undelete`)).expect(200);
  const entries = await api.historyUpTo(4, 'brands', record.id);
  assert.deepEqual(entries.map(({kind, version}) => `${version} ${kind}`), ['1 created', '2 updated', '3 deleted', '4 restored']);
  for (const entry of entries) {
    assert.equal(entry.actor.id, record.created_by);
    assert.match(entry.at, moment);
  }
  assert.equal(entries[1].reason, 'new figures');
  const updated = Object.fromEntries(entries[1].changes.map(({field, before, after: now}) => [field, [before, now]]));
  assert.deepEqual(updated.headcount, [1, 2]);
  assert.deepEqual(updated.country, [null, 'FR']);
  (await api.patch(path, {headcount: 3}, {'change-reason': 'x'.repeat(301)})).expect(400);
});

test('a change that changes nothing is answered and leaves no trace', async () => {
  const record = await api.create('brands', {name: 'Unmoved', headcount: 5});
  const answer = (await api.patch(`/api/v1/brands/${record.id}`, {headcount: 5})).expect(200);
  assert.equal(answer.json.headcount, 5);
  const entries = await api.historyUpTo(answer.json.version, 'brands', record.id);
  assert.equal(entries.at(-1).version, answer.json.version, 'history and record agree');
});
