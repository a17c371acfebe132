import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {LiveConnection} from '../support/live.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {until, within, withinASecond} from '../support/wait.mjs';

const server = await startServer({after}, {flags: ['--sign-in', 'required', '--owner-email', 'ada@lovelace.example']});
const owner = new Person(server);
await owner.redeem(linkIn(server.printed), 'the analytical engine');
const byKey = (key) => {
  const api = new Api(server.url);
  return (method, path, body) => api.call(method, path, {body, headers: {authorization: `Bearer ${key}`}});
};
const make = async (body) => (await owner.post('/api/v1/auth/api-keys', body)).expect(201).json;

test('a key is shown once, acts for its person as far as its scope goes, and tells when it was used', async () => {
  const made = await make({name: 'Nightly export', scope: 'read'});
  assert.match(made.key, /^dsk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/);
  const listed = async () => (await owner.get('/api/v1/auth/api-keys')).expect(200).json.items.find(({id}) => id === made.id);
  assert.equal((await listed()).last_used_at, null);
  assert.equal((await listed()).key, undefined);
  assert.ok(made.key.startsWith((await listed()).prefix));
  const call = byKey(made.key);
  (await call('GET', '/api/v1/brands')).expect(200);
  assert.ok((await listed()).last_used_at);
  assert.equal((await call('POST', '/api/v1/brands', {name: 'By a reader'})).status, 403);
  assert.equal((await call('GET', '/api/v1/auth/me')).expect(200).json.email, 'ada@lovelace.example');

  const writer = byKey((await make({name: 'Import', scope: 'write'})).key);
  const record = (await writer('POST', '/api/v1/brands', {name: 'By a key'})).expect(201).json;
  assert.equal(record.created_by, owner.about.user.id);
  (await writer('PATCH', `/api/v1/brands/${record.id}`, {headcount: 7})).expect(200);
  (await owner.call('PATCH', `/api/v1/brands/${record.id}`, {headcount: 8})).expect(200);
  const inLog = (filter) => until('the log tells the key from the person', async () => {
    const {items} = (await owner.get(`/api/v1/audit?filter=${encodeURIComponent(`record_id = "${record.id}"${filter}`)}`)).expect(200).json;
    return items.length > 0 && items.map(({actor, action, origin}) => [actor, action, origin].join());
  });
  const name = owner.about.user.name;
  await until('all three are in the log', async () => (await inLog('')).length === 3);
  assert.deepEqual(await inLog(''), [`${name},updated,api`, `${name},updated,key`, `${name},created,key`]);
  assert.deepEqual(await inLog(' AND origin = "key"'), [`${name},updated,key`, `${name},created,key`]);
});

test('a key makes no keys, changes no password and invites nobody', async () => {
  const call = byKey((await make({name: 'Ambitious', scope: 'write'})).key);
  assert.equal((await call('POST', '/api/v1/auth/api-keys', {name: 'More', scope: 'write'})).status, 403);
  assert.equal((await call('POST', '/api/v1/auth/password', {old_password: 'the analytical engine', new_password: 'taken over by a key'})).status, 403);
  assert.equal((await call('POST', '/api/v1/auth/invitations', {email: 'eve@x.example', name: 'Eve', role: 'admin'})).status, 403);
});

test('a revoked key ends within a second, open connections included', async () => {
  const made = await make({name: 'Short', scope: 'read'});
  const connection = await LiveConnection.open(server.socketUrl);
  connection.send({op: 'hello', token: made.key});
  await connection.next((message) => message.op === 'welcome');
  (await byKey(made.key)('GET', '/api/v1/brands')).expect(200);
  const inTime = await withinASecond(() => owner.get('/api/v1/brands'));
  (await owner.delete(`/api/v1/auth/api-keys/${made.id}`)).expect(204);
  assert.equal((await within(30_000, 'the connection to be closed', connection.closed)).code, 4401);
  inTime();
  assert.equal((await byKey(made.key)('GET', '/api/v1/brands')).status, 401);
  assert.equal((await owner.delete(`/api/v1/auth/api-keys/${made.id}`)).status, 404);
});

test('a key ends when it says so, and one that was never made is nobody\'s', async () => {
  const past = await owner.post('/api/v1/auth/api-keys', {name: 'Past', scope: 'read', expires_at: '2020-01-01T00:00:00Z'});
  assert.deepEqual(past.expect(422).json.errors.map(({field}) => field), ['expires_at']);
  // Long enough for a slow machine to use it once.
  const ends = Date.now() + 4000;
  const made = await make({name: 'Brief', scope: 'read', expires_at: new Date(ends).toISOString()});
  const call = byKey(made.key);
  (await call('GET', '/api/v1/brands')).expect(200);
  await until('it has ended', async () => (await call('GET', '/api/v1/brands')).status === 401, {everyMs: 100});
  assert.ok(Date.now() >= ends, 'not before');
  const other = await make({name: 'Other', scope: 'read'});
  const wrong = [made.key.replace('_', '-'), `${other.key}x`, other.key.slice(0, -1), 'dsk_', other.key.slice(0, -2) + (other.key.endsWith('A') ? 'BB' : 'AA'), other.key.toUpperCase()];
  for (const key of wrong) assert.equal((await byKey(key)('GET', '/api/v1/brands')).status, 401, key);
  const members = await owner.post('/api/v1/auth/api-keys', {scope: 'all', surprise: 1});
  assert.deepEqual(members.expect(422).json.errors.map(({field}) => field).sort(), ['name', 'scope', 'surprise']);
});

test('a refused key is an entry of the log, with why and from where, and no flood of them', async () => {
  const made = await make({name: 'Reader', scope: 'read'});
  const call = byKey(made.key);
  (await call('GET', '/api/v1/brands')).expect(200);
  for (let n = 0; n < 3; n++) assert.equal((await call('POST', '/api/v1/brands', {name: 'By a reader'})).status, 403);
  for (let n = 0; n < 3; n++) assert.equal((await byKey(made.key.slice(0, -43) + 'A'.repeat(43))('GET', '/api/v1/brands')).status, 401);
  (await owner.delete(`/api/v1/auth/api-keys/${made.id}`)).expect(204);
  await until('it is revoked', async () => (await call('GET', '/api/v1/brands')).status === 401);
  for (let n = 0; n < 3; n++) assert.equal((await call('GET', '/api/v1/brands')).status, 401);
  const refusals = async () => {
    const filter = encodeURIComponent(`resource = "api_keys" AND record_id = "${made.id}"`);
    const {items} = (await owner.get(`/api/v1/audit?filter=${filter}`)).expect(200).json;
    const after = ({changes}) => Object.fromEntries(JSON.parse(changes).map((each) => [each.field, each.after]));
    return items.map((each) => ({...after(each), by: each.actor, from: each.address})).filter(({outcome}) => outcome === 'refused');
  };
  const wanted = new Set(['it is for reading only', 'its secret is wrong', 'it was revoked']);
  await until('each reason is in the log', async () => {
    const seen = new Set((await refusals()).map(({why}) => why));
    return [...wanted].every((why) => seen.has(why));
  });
  const all = await refusals();
  assert.ok(all.length <= 2 * wanted.size, 'one of each an hour of the clock');
  for (const {name, from, by, why} of all) {
    assert.deepEqual([name, from], ['Reader', '127.0.0.1']);
    assert.equal(by, why === 'its secret is wrong' ? 'somebody' : owner.about.user.name);
  }
});

test('who is invited belongs to the tenant, and only owners and admins invite', async () => {
  (await owner.post('/api/v1/auth/invitations', {email: 'grace@hopper.example', name: 'Grace', role: 'admin'})).expect(201);
  assert.equal((await owner.post('/api/v1/auth/invitations', {email: 'Grace@hopper.example', name: 'Grace', role: 'admin'})).status, 409);
  assert.ok(!/link=/.test(server.log()), 'no link in a log that is no demo\'s');
  const printed = await server.command('user', 'link', 'grace@hopper.example');
  assert.equal(printed.code, 0, printed.output);
  const grace = new Person(server);
  await grace.redeem(linkIn(printed.output.trim().split('\n')), 'admiral of code');
  assert.equal(grace.about.role, 'admin');
  assert.equal((await grace.post('/api/v1/auth/invitations', {email: 'x@y.example', name: 'X', role: 'owner'})).status, 403);
  (await grace.post('/api/v1/auth/invitations', {email: 'ann@y.example', name: 'Ann', role: 'analyst'})).expect(201);
  const ann = new Person(server);
  await ann.redeem(linkIn((await server.command('user', 'link', 'ann@y.example')).output.trim().split('\n')), 'an analyst\'s word');
  assert.equal((await ann.post('/api/v1/auth/invitations', {email: 'x@y.example', name: 'X', role: 'intern'})).status, 403);
  const wrong = await owner.post('/api/v1/auth/invitations', {email: 'nobody', name: '', role: 'king'});
  assert.deepEqual(wrong.expect(422).json.errors.map(({field}) => field).sort(), ['email', 'name', 'role']);
});

test('in a demo a forgotten password is set anew by a link from the log, and nobody learns who has an account', async () => {
  const demo = await startServer({after}, {demo: true, flags: ['--sign-in', 'required']});
  const line = demo.printed.find((each) => /with the password/.test(each));
  const password = /password (\S+)$/.exec(line)[1];
  const analyst = new Person(demo);
  (await analyst.signIn('t.keller@meridian.example', password)).expect(200);
  assert.equal(analyst.about.role, 'analyst');
  const asking = new Person(demo);
  const known = await asking.post('/api/v1/auth/links', {email: 't.keller@meridian.example'});
  const unknown = await asking.post('/api/v1/auth/links', {email: 'nobody@meridian.example'});
  assert.deepEqual([known.status, known.text], [202, '']);
  assert.deepEqual([unknown.status, unknown.text], [202, '']);
  const link = await until('the link is in the log', () => /#link=([\w-]+)/.exec(demo.log())?.[1]);
  assert.equal(await analyst.redeem(link, 'another password'), 't.keller@meridian.example');
  assert.equal((await new Person(demo).signIn('t.keller@meridian.example', password)).status, 401);
});
