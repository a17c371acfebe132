import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after});
const api = new Api(server.url);

test('an unchanged record is answered 304 without a body, a changed one in full', async () => {
  const {headers, json: record} = (await api.post('/api/v1/brands', {name: 'Cached'})).expect(201);
  const path = `/api/v1/brands/${record.id}`;
  assert.match(headers.etag, /^"1-[^"]+"$|^"1"$/);
  const same = await api.get(path, {'if-none-match': headers.etag});
  assert.equal(same.status, 304);
  assert.equal(same.bytes.length, 0);
  assert.equal(same.headers.etag, headers.etag);
  for (const list of [`W/${headers.etag}`, `"other", ${headers.etag}`, '*']) {
    assert.equal((await api.get(path, {'if-none-match': list})).status, 304, list);
  }
  const changed = (await api.patch(path, {headcount: 1})).expect(200);
  assert.notEqual(changed.headers.etag, headers.etag);
  const newer = (await api.get(path, {'if-none-match': headers.etag})).expect(200);
  assert.equal(newer.json.headcount, 1);
  assert.equal(newer.headers.etag, changed.headers.etag);
});

test('an insight changes its tag when its brand is renamed, and If-Match does not mind', async () => {
  const brand = await api.create('brands', {name: 'Before'});
  const insight = await api.create('insights', {brand_id: brand.id, title: 'Named'});
  const path = `/api/v1/insights/${insight.id}`;
  const {etag} = (await api.get(path)).expect(200).headers;
  (await api.patch(`/api/v1/brands/${brand.id}`, {name: 'After'})).expect(200);
  const again = (await api.get(path, {'if-none-match': etag})).expect(200);
  assert.equal(again.json.brand.name, 'After');
  (await api.patch(path, {title: 'Renamed'}, {'if-match': etag})).expect(200);
});

test('of two people who edit the same version the second is refused, and told field by field where they disagree', async () => {
  const {headers, json: record} = (await api.post('/api/v1/brands', {name: 'Contested', headcount: 10, country: 'AT'})).expect(201);
  const path = `/api/v1/brands/${record.id}`;
  (await api.patch(path, {headcount: 65, industry: 'Retail'}, {'if-match': headers.etag})).expect(200);
  const refused = (await api.patch(path, {headcount: 70, country: 'DE'}, {'if-match': headers.etag})).expect(412);
  assert.equal(refused.headers['content-type'], 'application/problem+json');
  assert.deepEqual(refused.json.conflicts.find(({field}) => field === 'headcount'), {field: 'headcount', yours: 70, current: 65});
  assert.ok(!refused.json.conflicts.some(({field}) => field === 'industry'), 'what only the other one changed is no conflict');
  const now = (await api.get(path)).expect(200).json;
  assert.equal(now.headcount, 65);
  assert.equal(now.country, 'AT', 'nothing of the refused change is kept');
});

test('If-Match takes the tag, the bare version, a list, and a star for "whatever is there"', async () => {
  const {headers, json: record} = (await api.post('/api/v1/brands', {name: 'Matched'})).expect(201);
  const path = `/api/v1/brands/${record.id}`;
  (await api.patch(path, {headcount: 2}, {'if-match': headers.etag})).expect(200);
  (await api.patch(path, {headcount: 3}, {'if-match': '"2"'})).expect(200);
  (await api.patch(path, {headcount: 4}, {'if-match': '"1", "3"'})).expect(200);
  (await api.patch(path, {headcount: 5}, {'if-match': '*'})).expect(200);
  (await api.patch(path, {headcount: 6}, {'if-match': 'W/"5"'})).expect(412);
  (await api.delete(path, {'if-match': '"1"'})).expect(412);
  (await api.delete(path, {'if-match': '"5"'})).expect(204);
});

test('of many patches against one version exactly one is taken', async () => {
  const {headers, json: record} = (await api.post('/api/v1/brands', {name: 'Raced'})).expect(201);
  const answers = await Promise.all(Array.from({length: 32}, (_, i) =>
    api.patch(`/api/v1/brands/${record.id}`, {headcount: i + 1}, {'if-match': headers.etag})));
  assert.deepEqual(answers.map(({status}) => status).sort(), [200, ...Array(31).fill(412)]);
  const winner = answers.find(({status}) => status === 200).json;
  assert.equal((await api.get(`/api/v1/brands/${record.id}`)).json.headcount, winner.headcount);
});

test('of many creations with one name exactly one is taken', async () => {
  const answers = await Promise.all(Array.from({length: 32}, () => api.post('/api/v1/brands', {name: 'Only one'})));
  assert.deepEqual(answers.map(({status}) => status).sort(), [201, ...Array(31).fill(409)]);
});

test('unconditional patches of one record by many at once all count', async () => {
  const record = await api.create('brands', {name: 'Busy'});
  const answers = await Promise.all(Array.from({length: 64}, (_, i) => api.patch(`/api/v1/brands/${record.id}`, {headcount: i + 1})));
  assert.deepEqual(answers.map((answer) => answer.expect(200).json.version).sort((a, b) => a - b), Array.from({length: 64}, (_, i) => i + 2));
  assert.equal((await api.historyUpTo(65, 'brands', record.id)).length, 65);
});
