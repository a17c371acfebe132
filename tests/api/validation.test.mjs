import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after});
const api = new Api(server.url);
const fields = (answer) => answer.json.errors.map(({field}) => field).sort();

test('everything wrong with a request is named at once, each fault by its field', async () => {
  const answer = (await api.post('/api/v1/brands', {
    name: '', domain: 'no domain', country: 'germany', headcount: -1, founded: 'long ago', ticker: 'x'.repeat(13),
    tags: ['ok', 't'.repeat(61)], version: 3, color: 'red',
  })).expect(422);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.equal(answer.json.type, '/problems/validation');
  assert.deepEqual(fields(answer), ['color', 'country', 'domain', 'founded', 'headcount', 'name', 'tags[1]', 'ticker', 'version']);
  for (const {code, message} of answer.json.errors) assert.ok(code && message);
  assert.deepEqual(fields((await api.post('/api/v1/brands', {name: 'Listed', tags: ['ok', 7, null]})).expect(422)), ['tags[1]', 'tags[2]']);
  const patch = await api.create('brands', {name: 'Patched badly'});
  const refused = (await api.patch(`/api/v1/brands/${patch.id}`, {name: null, created_at: 'now', headcount: 1.5})).expect(422);
  assert.deepEqual(fields(refused), ['created_at', 'headcount', 'name']);
});

test('what a record requires must be there', async () => {
  assert.deepEqual(fields((await api.post('/api/v1/brands', {})).expect(422)), ['name']);
  assert.deepEqual(fields((await api.post('/api/v1/insights', {})).expect(422)), ['brand_id', 'title']);
});

test('a text may have exactly its limit in characters, not bytes, and not one more', async () => {
  await api.create('brands', {name: 'ü'.repeat(200)});
  assert.deepEqual(fields((await api.post('/api/v1/brands', {name: 'ä'.repeat(201)})).expect(422)), ['name']);
  const emoji = await api.create('brands', {name: '😀'.repeat(200)});
  assert.equal(emoji.name, '😀'.repeat(200));
});

test('numbers are taken exactly or refused, never rounded', async () => {
  for (const headcount of ['12', 1e300, 0.5, 9007199254740993]) {
    assert.deepEqual(fields((await api.post('/api/v1/brands', {name: 'Number', headcount})).expect(422)), ['headcount'], String(headcount));
  }
  const zero = await api.create('brands', {name: 'Zero', headcount: 0});
  assert.equal(zero.headcount, 0);
});

test('malformed JSON is 400 with the position of the fault', async () => {
  for (const [body, position] of [['{"name": }', 9], ['{"name":"x"', 11], ['', 0], ['{"a":1}x', 7], ['{"name":"a\nb"}', 10]]) {
    const answer = (await api.post('/api/v1/brands', body)).expect(400);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.ok(Math.abs(answer.json.position - position) <= 1, `${body}: ${answer.text}`);
  }
});

test('a body that is no object, repeats a member or is no UTF-8 is refused', async () => {
  for (const body of ['[]', '"text"', 'null', '{"name":"a","name":"b"}', Buffer.from([0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])]) {
    const {status} = await api.post('/api/v1/brands', body);
    assert.ok(status === 400 || status === 422, `${body}: ${status}`);
  }
});

test('JSON nested without end is refused quickly', async () => {
  const {status} = await api.post('/api/v1/brands', '['.repeat(100_000));
  assert.ok(status === 400 || status === 422);
});

test('another media type is 415, and says what is taken', async () => {
  for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
    const answer = (await api.post('/api/v1/brands', 'name=x', {'content-type': type})).expect(415);
    assert.match(answer.json.detail, /json/);
  }
  (await api.post('/api/v1/brands', {name: 'With charset'}, {'content-type': 'application/json; charset=utf-8'})).expect(201);
});

test('a body over the limit is 413 and nothing of it is kept', async () => {
  const answer = await api.post('/api/v1/brands', {name: 'Too large', description: 'x'.repeat(1024 * 1024)}).catch((error) => error);
  assert.equal(answer.status, 413, answer.message);
  assert.ok(!(await api.all('brands')).items.some(({name}) => name === 'Too large'));
});

test('query parameters that are unknown, repeated or ill-formed are 400 and named', async () => {
  for (const query of ['colour=red', 'page_size=0', 'page_size=-1', 'page_size=many', 'order_by=description', 'order_by=name%20sideways', 'order_by=name,name', 'order_by=name,description',
    'page_token=forged', 'filter=nonsense', 'filter=color%20%3D%20%22red%22', 'filter=name%20%3D', 'page_size=1&page_size=2', 'filter=name%20%3D%20%22a']) {
    const answer = (await api.get(`/api/v1/brands?${query}`)).expect(400);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.ok(answer.json.detail.length > 10, query);
  }
  (await api.get('/api/v1/brands?filter=%zz')).expect(400);
  const {json} = await api.get('/api/v1/brands?filter=name%20%3D%20oops');
  assert.equal(json.position, 7);
});
