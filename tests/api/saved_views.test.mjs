import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after});
const api = new Api(server.url);
const large = {name: 'Large', resource: 'brands', filter: 'headcount >= 1000', order_by: 'headcount desc', columns: ['name', 'headcount', 'insights']};
const faults = (answer) => answer.expect(422).json.errors.map(({field, code}) => `${field}:${code}`);

test('a view is kept as it was written, with what it leaves out as by default', async () => {
  const made = await api.create('saved_views', large);
  assert.deepEqual(made.columns, large.columns);
  assert.deepEqual([made.q, made.density, made.visibility, made.pinned], [null, 'normal', 'private', false]);
  const least = await api.create('saved_views', {name: 'All', resource: 'insights'});
  assert.deepEqual([least.filter, least.order_by, least.columns], ['', '', []]);
});

test('a view that could not be opened is refused, and the place is named', async () => {
  const refused = await api.post('/api/v1/saved_views', {...large, filter: 'headcount >= 1000 AND headcont < 5'});
  assert.deepEqual(faults(refused), ['filter:syntax']);
  assert.match(refused.json.errors[0].message, /^is not understood at character 23: /);
  assert.deepEqual(faults(await api.post('/api/v1/saved_views', {...large, resource: 'suppliers'})), ['resource:unknown']);
  assert.deepEqual(faults(await api.post('/api/v1/saved_views', {...large, order_by: 'description'})), ['order_by:syntax']);
  assert.deepEqual(faults(await api.post('/api/v1/saved_views', {...large, q: '"open'})), ['q:syntax']);
  assert.deepEqual(faults(await api.post('/api/v1/saved_views', {...large, columns: ['name', 'salary']})), ['columns[1]:unknown']);
  assert.deepEqual(faults(await api.post('/api/v1/saved_views', {...large, columns: ['name', 'name']})), ['columns[1]:duplicate']);
  assert.deepEqual(faults(await api.post('/api/v1/saved_views', {...large, density: 'airy', visibility: 'ours'})).sort(), ['density:type', 'visibility:type']);
});

test('a change is held against the whole view', async () => {
  const made = await api.create('saved_views', large);
  assert.deepEqual(faults(await api.patch(`/api/v1/saved_views/${made.id}`, {resource: 'insights'})).sort(),
    ['columns[0]:unknown', 'columns[1]:unknown', 'columns[2]:unknown', 'filter:syntax', 'order_by:syntax']);
  const renamed = (await api.patch(`/api/v1/saved_views/${made.id}`, {name: 'Very large', pinned: true})).expect(200).json;
  assert.deepEqual([renamed.name, renamed.pinned, renamed.filter], ['Very large', true, large.filter]);
});

test('two views may have one name, and views are found by it', async () => {
  await api.create('saved_views', {...large, name: 'Twice'});
  await api.create('saved_views', {...large, name: 'Twice', resource: 'brands'});
  const found = (await api.get('/api/v1/saved_views?q=twice')).expect(200).json;
  assert.equal(found.total.value, 2);
  const of = (await api.get(`/api/v1/saved_views?filter=${encodeURIComponent('resource = "insights"')}`)).expect(200).json;
  assert.deepEqual(of.items.map(({name}) => name), ['All']);
});
