import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {LiveConnection} from '../support/live.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after});
const api = new Api(server.url);
const path = '/api/v1/workspace';

const read = async () => (await api.get(path)).expect(200);

test('the workspace is there from the beginning and says how numbers and dates are written', async () => {
  const answer = await read();
  const {name, version, number_format: numbers, date_format: dates} = answer.json;
  assert.deepEqual({name, version, numbers, dates},
    {name: 'Meridian Capital', version: 1, numbers: 'comma_point', dates: 'day_month_year'});
  assert.ok(Number(answer.headers['change-seq']) >= 0);
  const unchanged = await api.get(path, {'if-none-match': answer.headers.etag});
  assert.equal(unchanged.status, 304);
  const part = (await api.get(`${path}?fields=date_format`)).expect(200).json;
  assert.deepEqual(part, {date_format: 'day_month_year'});
});

test('a change is a version of its own, is in the history, and asks for the version it is meant for', async () => {
  const before = await read();
  const changed = (await api.patch(path, {number_format: 'point_comma'},
    {'if-match': before.headers.etag, 'change-reason': 'The books are kept in Vienna'})).expect(200);
  assert.equal(changed.json.number_format, 'point_comma');
  assert.equal(changed.json.date_format, before.json.date_format, 'what a merge patch does not name stays');
  assert.equal(changed.json.version, before.json.version + 1);
  assert.notEqual(changed.headers.etag, before.headers.etag);
  assert.deepEqual((await read()).json, changed.json);

  const late = await api.patch(path, {number_format: 'space_comma'}, {'if-match': before.headers.etag});
  late.expect(412);
  assert.deepEqual(late.json.conflicts, [{field: 'number_format', yours: 'space_comma', current: 'point_comma'}]);

  const history = await until('the log holds the change', async () => {
    const {items} = (await api.get(`${path}/history`)).expect(200).json;
    return items.length > 0 && items;
  });
  assert.equal(history.length, 1);
  const [entry] = history;
  assert.deepEqual(entry.changes, [{field: 'number_format', before: 'comma_point', after: 'point_comma'}]);
  assert.equal(entry.reason, 'The books are kept in Vienna');
  assert.equal(entry.actor.name, 'N. Okafor');
});

test('what is wrong with a change is named, all at once', async () => {
  const before = (await read()).json;
  const refused = (await api.patch(path, {number_format: '1.234', date_format: null, name: ' ', week: 'monday'})).expect(422);
  assert.match(refused.headers['content-type'], /^application\/problem\+json/);
  assert.deepEqual(refused.json.errors.map(({field, code}) => `${field}:${code}`).sort(),
    ['date_format:type', 'name:required', 'number_format:type', 'week:unknown']);
  const longest = (await api.get('/api/v1/openapi.json')).expect(200).json.components.schemas.WorkspacePatch.properties.name.maxLength;
  for (const [name, code] of [[null, 'type'], ['', 'required'], ['Two\nlines', 'format'], ['ä'.repeat(longest + 1), 'too_long']]) {
    const answer = (await api.patch(path, {name})).expect(422);
    assert.deepEqual(answer.json.errors.map(({field, code: said}) => `${field}:${said}`), [`name:${code}`]);
  }
  (await api.patch(path, {name: 'ä'.repeat(longest)}, {prefer: 'tx=rollback'})).expect(200);
  assert.deepEqual((await read()).json, before);
  (await api.patch(path, {date_format: 'iso'}, {prefer: 'tx=rollback'})).expect(200);
  assert.deepEqual((await read()).json, before, 'a dry run keeps nothing');
});

test('there is one workspace: none is made, removed or listed', async () => {
  (await api.post(path, {})).expect(405);
  (await api.delete(path)).expect(405);
  const {id} = (await read()).json;
  (await api.get(`${path}/${id}`)).expect(404);
  (await api.get(`${path}?show_deleted=true`)).expect(400);
  const view = await api.post('/api/v1/saved_views', {name: 'Workspace', resource: 'workspace'});
  assert.deepEqual(view.expect(422).json.errors.map(({field, code}) => `${field}:${code}`), ['resource:unknown']);
});

test('the workspace is called what it was called last: told live, in the history and by the next connection', async (t) => {
  const connection = await LiveConnection.welcome(server.socketUrl);
  t.after(() => connection.cut());
  const before = connection.welcome.workspace.name;
  assert.equal(connection.welcome.tenant.name, before);
  connection.send({op: 'subscribe', id: 'name', resource: 'workspace', after: connection.welcome.seq});
  await connection.next(({op}) => op === 'subscribed');
  (await api.patch(path, {name: 'Castellan Partners'})).expect(200);
  const told = await connection.next(({op}) => op === 'change');
  assert.deepEqual([told.changed, told.record.name], [['name'], 'Castellan Partners']);
  const entry = await until('the log holds the change', async () => {
    const [newest] = (await api.get(`${path}/history`)).expect(200).json.items;
    return newest.changes.some(({field}) => field === 'name') && newest;
  });
  assert.deepEqual(entry.changes, [{field: 'name', before, after: 'Castellan Partners'}]);
  const again = await LiveConnection.welcome(server.socketUrl);
  t.after(() => again.cut());
  assert.equal(again.welcome.tenant.name, 'Castellan Partners');
  assert.equal(again.welcome.workspace.name, 'Castellan Partners');
});

test('the live connection begins with the formats and tells when they change', async (t) => {
  const connection = await LiveConnection.welcome(server.socketUrl);
  t.after(() => connection.cut());
  const here = (await read()).json;
  assert.deepEqual(connection.welcome.workspace, here);
  connection.send({op: 'subscribe', id: 'formats', resource: 'workspace', after: connection.welcome.seq});
  await connection.next(({op}) => op === 'subscribed');
  (await api.patch(path, {date_format: 'day_dot_month'})).expect(200);
  const told = await connection.next(({op}) => op === 'change');
  assert.deepEqual(told.changed, ['date_format']);
  assert.equal(told.record.date_format, 'day_dot_month');
  assert.equal(told.version, here.version + 1);
  const again = await LiveConnection.welcome(server.socketUrl);
  t.after(() => again.cut());
  assert.equal(again.welcome.workspace.date_format, 'day_dot_month');
});
