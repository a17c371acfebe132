import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {LiveConnection} from '../support/live.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after});
const api = new Api(server.url);

const activity = async (query = '') => (await api.get(`/api/v1/activity${query}`)).expect(200);
const newest = (seq) => until('the log holds the change', async () => {
  const page = await activity();
  return Number(page.headers['change-seq']) >= seq && page;
});

test('the activity tells what happened across records, and a live subscription goes on behind it without a gap', async (t) => {
  const {id} = await api.create('brands', {name: 'Acme'});
  const note = await api.create('insights', {brand_id: id, title: 'Caps', tags: ['rates']});
  const page = await newest(3);
  assert.deepEqual(page.json.items.map(({seq}) => seq), [3, 2, 1]);
  assert.deepEqual(page.json.items.map(({resource, kind}) => [resource, kind]).sort(),
    [['brands', 'created'], ['insights', 'created'], ['tags', 'created']]);
  const after = Number(page.headers['change-seq']);

  (await api.patch(`/api/v1/insights/${note.id}`, {status: 'published'})).expect(200);
  (await api.patch(`/api/v1/brands/${id}`, {headcount: 7})).expect(200);
  const connection = await LiveConnection.welcome(server.socketUrl);
  t.after(() => connection.cut());
  for (const resource of ['brands', 'insights', 'tags']) connection.send({op: 'subscribe', id: resource, resource, after});
  await connection.next(({op, seq}) => op === 'change' && seq === after + 2);
  const heard = connection.messages.filter(({op}) => op === 'change').map(({seq}) => seq).sort();
  assert.deepEqual([...new Set(heard)], [after + 1, after + 2]);

  const later = await newest(after + 2);
  assert.deepEqual(later.json.items.slice(0, 2).map(({title, changed, state}) => ({title, changed, state})), [
    {title: 'Acme', changed: ['headcount'], state: {}},
    {title: 'Caps', changed: ['status', 'published_at'], state: {status: 'published'}},
  ]);
});

test('the activity is read page by page, and of one resource alone', async () => {
  const whole = (await activity()).json.items;
  const pieces = [];
  for (let before = ''; before !== null;) {
    const {items, next_before: next} = (await activity(`?page_size=2${before && `&before=${before}`}`)).json;
    pieces.push(...items);
    before = next;
  }
  assert.deepEqual(pieces, whole);
  const tags = (await activity('?resource=tags')).json;
  assert.deepEqual(tags.items, whole.filter(({resource}) => resource === 'tags'));
  (await api.get('/api/v1/activity?resource=nobody')).expect(400);
  (await api.get('/api/v1/activity?before=0')).expect(400);
});

test('times are counted by week, all together and for each brand', async () => {
  const facets = async (fields) =>
    (await api.get(`/api/v1/insights:facets?fields=${encodeURIComponent(fields)}`)).expect(200).json.facets;
  const told = await facets('published_at:week,published_at:day*brand_id,created_at:month');
  const week = told['published_at:week'];
  const monday = new Date(`${week.values[0].value}T00:00:00Z`);
  assert.equal(monday.getUTCDay(), 1);
  assert.ok(Date.now() - monday < 7 * 86_400_000 + 60_000);
  assert.equal(week.exact, true);
  const [series] = told['published_at:day*brand_id'].series;
  assert.equal(series.brand.name, 'Acme');
  assert.equal(series.count, series.values.reduce((sum, {count}) => sum + count, 0));
  const refused = (await api.get('/api/v1/insights:facets?fields=published_at:year')).expect(400);
  assert.match(refused.json.detail, /`day`, `week` or `month`/);
});
