import assert from 'node:assert/strict';
import {createPrivateKey, generateKeyPairSync, sign} from 'node:crypto';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {LiveConnection} from '../support/live.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {until, within, withinASecond} from '../support/wait.mjs';

const server = await startServer({after}, {flags: ['--sign-in', 'required', '--owner-email', 'ada@lovelace.example']});
const password = 'the analytical engine';
const owner = new Person(server);
await owner.redeem(linkIn(server.printed), password);

const fresh = async () => {
  const person = new Person(server);
  (await person.signIn('ada@lovelace.example', password)).expect(200);
  return person;
};
const brandsAs = (headers) => new Api(server.url).get('/api/v1/brands', headers);
const encoded = (what) => Buffer.from(typeof what === 'string' ? what : JSON.stringify(what)).toString('base64url');
const parts = (token) => token.split('.').map((part, i) => (i < 2 ? JSON.parse(Buffer.from(part, 'base64url')) : part));

test('the first start prints a link that works once, and the log does not have it', async () => {
  const link = linkIn(server.printed);
  assert.ok(!server.log().includes(link), 'the log knows nothing of the link');
  const again = await new Person(server).post('/api/v1/auth/links:redeem', {link, password: 'another password'});
  assert.equal(again.status, 404);
  (await (await fresh()).get('/api/v1/brands')).expect(200);
});

test('without a sign-in nothing is served but what is open to all', async () => {
  const answer = await brandsAs({});
  assert.equal(answer.status, 401);
  assert.equal(answer.headers['www-authenticate'], 'Bearer');
  for (const path of ['/healthz', '/readyz', '/docs', '/api/v1/openapi.json', '/.well-known/jwks.json', '/sign-in']) {
    assert.equal((await new Api(server.url).get(path)).status, 200, path);
  }
  assert.equal((await brandsAs({authorization: 'Basic YWRhOmFkYQ=='})).status, 401);
});

test('who signed in works, is named in what they wrote, and is told who they are', async () => {
  const ada = await fresh();
  const record = (await ada.post('/api/v1/brands', {name: 'Signed'})).expect(201).json;
  const me = (await ada.get('/api/v1/auth/me')).expect(200).json;
  assert.equal(record.created_by, me.user.id);
  assert.equal(me.email, 'ada@lovelace.example');
  assert.equal(me.role, 'owner');
  assert.equal(me.sign_in, 'required');
  assert.deepEqual(me.memberships.map(({tenant}) => tenant.name), ['Meridian Capital']);
  assert.match(ada.cookieLine, /^__Host-dossier-[0-9a-f]{8}=\S+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
});

test('a wrong password and an unknown address get the same answer', async () => {
  const wrong = await new Person(server).signIn('ada@lovelace.example', 'not the password');
  const unknown = await new Person(server).signIn('nobody@lovelace.example', 'not the password');
  assert.equal(wrong.status, 401);
  const told = ({json}) => ({...json, trace_id: ''});
  assert.deepEqual(told(unknown), told(wrong));
  assert.deepEqual(wrong.json.detail, 'Email or password is wrong.');
  assert.equal(wrong.headers['set-cookie'], undefined);
  const members = await new Person(server).signIn('', '', {surprise: 1, tenant: 'x'});
  assert.equal(members.status, 422);
  assert.deepEqual(members.json.errors.map(({field}) => field).sort(), ['email', 'password', 'surprise', 'tenant']);
  const control = await new Person(server).signIn('\u0001password of somebody', 'not the password');
  assert.deepEqual(control.expect(422).json.errors.map(({field, code}) => `${field}:${code}`), ['email:format'], 'what limits are counted by');
});

test('an access token is taken as we make it and in no other way', async (t) => {
  const ada = await fresh();
  const [header, payload, signature] = parts(ada.token);
  const jwks = (await new Api(server.url).get('/.well-known/jwks.json')).expect(200).json;
  assert.ok(jwks.keys.some(({kid, alg, crv}) => kid === header.kid && alg === 'EdDSA' && crv === 'Ed25519'));
  assert.equal(payload.exp - payload.iat, 600);
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const signedBy = (key, head, claims) => {
    const text = `${encoded(head)}.${encoded(claims)}`;
    return `${text}.${sign(null, Buffer.from(text), createPrivateKey(key.export({format: 'pem', type: 'pkcs8'}))).toString('base64url')}`;
  };
  const [h, p, s] = ada.token.split('.');
  const attacks = {
    'no algorithm': `${encoded({alg: 'none', typ: 'JWT'})}.${p}.`,
    'no algorithm, our key': `${encoded({...header, alg: 'none'})}.${p}.${s}`,
    'another algorithm': `${encoded({...header, alg: 'HS256'})}.${p}.${s}`,
    'one more header': `${encoded({...header, jku: 'https://evil.example'})}.${p}.${s}`,
    'a key of the sender\'s': signedBy(stranger, header, payload),
    'an unknown key': signedBy(stranger, {...header, kid: 'feedfeedfeedfeed'}, payload),
    'other claims': `${h}.${encoded({...payload, tenant: payload.sub})}.${s}`,
    'later end': `${h}.${encoded({...payload, exp: payload.exp + 600})}.${s}`,
    'cut signature': ada.token.slice(0, -4),
    'cut': ada.token.slice(0, 40),
    'padded': `${ada.token}=`,
    'four parts': `${ada.token}.${s}`,
    'huge': `${h}.${encoded('{"a":"' + 'x'.repeat(8000) + '"}')}.${s}`,
    'not JSON': `${encoded('{')}.${p}.${s}`,
    'a member twice': `${encoded('{"alg":"EdDSA","alg":"none","typ":"JWT","kid":"' + header.kid + '"}')}.${p}.${s}`,
    'nothing': 'x',
  };
  assert.equal(typeof signature, 'string');
  (await brandsAs({authorization: `Bearer ${ada.token}`})).expect(200);
  for (const [name, token] of Object.entries(attacks)) {
    await t.test(name, async () => {
      assert.equal((await brandsAs({authorization: `Bearer ${token}`})).status, 401);
      const connection = await LiveConnection.open(server.socketUrl);
      connection.send({op: 'hello', token});
      assert.equal((await connection.closed).code, 4401);
    });
  }
});

test('refreshing gives a new cookie; the former one is good for a moment, an older one ends the session', async () => {
  const ada = await fresh();
  const first = ada.cookie;
  (await ada.refresh()).expect(200);
  const second = ada.cookie;
  assert.notEqual(second, first);
  const tab = new Person(server);
  tab.cookie = first;
  (await tab.refresh()).expect(200);
  assert.equal(tab.cookie, second, 'two tabs that refresh at once get the same cookie');
  (await ada.refresh()).expect(200);
  const thief = new Person(server);
  thief.cookie = first;
  const caught = await thief.refresh();
  assert.equal(caught.status, 401, 'replaced twice: it is in two hands');
  assert.match(caught.headers['set-cookie'][0], /Max-Age=0/);
  assert.equal((await ada.refresh()).status, 401, 'the family is revoked');
  await until('the access token has ended', async () => (await brandsAs({authorization: `Bearer ${ada.token}`})).status === 401);
});

test('a cookie that was never given, or is damaged, is nobody\'s and ends nothing', async () => {
  const ada = await fresh();
  const [name, value] = ada.cookie.split('=');
  const bytes = Buffer.from(value, 'base64url');
  bytes[20] ^= 1;   // what all tokens of the session share
  for (const cookie of [`${name}=x`, `${name}=`, `${name}=${bytes.toString('base64url')}`, `${name}=${'A'.repeat(5000)}`, `other=${value}`]) {
    const other = new Person(server);
    other.cookie = cookie;
    assert.equal((await other.refresh()).status, 401, cookie.slice(0, 60));
  }
  (await ada.refresh()).expect(200);
});

test('a page of another site can neither refresh nor sign anybody out', async () => {
  const ada = await fresh();
  for (const headers of [{origin: 'https://evil.example'}, {'sec-fetch-site': 'cross-site'}, {'sec-fetch-site': 'same-site', origin: 'https://b.example'}]) {
    assert.equal((await ada.post('/api/v1/auth/refresh', undefined, headers)).status, 403);
    assert.equal((await ada.post('/api/v1/auth/logout', undefined, headers)).status, 403);
  }
  (await ada.refresh()).expect(200);
});

test('signing out ends the session, its tokens and its open connections within a second', async () => {
  const ada = await fresh();
  const connection = await LiveConnection.open(server.socketUrl);
  connection.send({op: 'hello', token: ada.token});
  await connection.next((message) => message.op === 'welcome');
  const inTime = await withinASecond(() => ada.get('/api/v1/brands'));
  const answer = await ada.post('/api/v1/auth/logout');
  assert.equal(answer.status, 204);
  const {code} = await within(30_000, 'the connection to be closed', connection.closed);
  assert.equal(code, 4401);
  inTime();
  assert.equal((await brandsAs({authorization: `Bearer ${ada.token}`})).status, 401);
  assert.equal(ada.cookie, null);
});

test('a session is listed, and revoked from another one', async () => {
  const here = await fresh();
  const there = await fresh();
  const listed = (await here.get('/api/v1/auth/sessions')).expect(200).json.items;
  assert.deepEqual(listed.filter(({current}) => current).map(({id}) => id), [(await here.get('/api/v1/auth/me')).json.session_id]);
  const theirs = (await there.get('/api/v1/auth/me')).expect(200).json.session_id;
  assert.ok(listed.some(({id, address}) => id === theirs && address === '127.0.0.1'));
  const inTime = await withinASecond(() => there.get('/api/v1/brands'));
  assert.equal((await here.delete(`/api/v1/auth/sessions/${theirs}`)).status, 204);
  assert.equal((await here.delete(`/api/v1/auth/sessions/${theirs}`)).status, 404, 'there is none any more');
  await until('the other session has ended', async () => (await there.get('/api/v1/brands')).status === 401);
  inTime();
  (await here.get('/api/v1/brands')).expect(200);
});

test('a live connection goes on with a newer token of the same person, and takes nobody else\'s', async () => {
  const ada = await fresh();
  const connection = await LiveConnection.open(server.socketUrl, {headers: {authorization: `Bearer ${ada.token}`}});
  connection.send({op: 'hello'});
  await connection.next((message) => message.op === 'welcome');
  (await ada.refresh()).expect(200);
  connection.send({op: 'auth', token: ada.token});
  const {expires_at} = await connection.next((message) => message.op === 'auth_ok');
  assert.ok(Date.parse(expires_at) > Date.now());
  connection.send({op: 'auth', token: 'nonsense'});
  assert.equal((await connection.next((message) => message.op === 'error')).problem.status, 401);
  connection.cut();
});

test('a password is changed by who knows it, and that ends the other sessions', async () => {
  const added = await server.command('user', 'add', 'grace@hopper.example', '--name', 'Grace', '--role', 'manager');
  assert.equal(added.code, 0, added.output);
  const grace = new Person(server);
  await grace.redeem(linkIn(added.output.trim().split('\n')), 'first password');
  const elsewhere = new Person(server);
  (await elsewhere.signIn('GRACE@hopper.example', 'first password')).expect(200);
  const change = (old_password, new_password) => grace.post('/api/v1/auth/password', {old_password, new_password});
  const wrong = (await change('wrong password', 'second password')).expect(422);
  assert.deepEqual(wrong.json.errors.map(({field}) => field), ['old_password']);
  assert.match(wrong.headers['ratelimit-policy'], /^"sign-in";q=20;w=120$/, 'what is left is told as at sign-in');
  assert.deepEqual((await change('first password', 'short')).expect(422).json.errors.map(({field}) => field), ['new_password']);
  (await change('first password', 'second password')).expect(204);
  assert.equal((await elsewhere.refresh()).status, 401);
  (await grace.refresh()).expect(200);
  assert.equal((await new Person(server).signIn('grace@hopper.example', 'first password')).status, 401);
  assert.equal(grace.about.role, 'manager');
});

test('a second tenant sees nothing of the first, and who belongs to both switches', async () => {
  const ada = await fresh();
  const mine = (await ada.post('/api/v1/brands', {name: 'Walled'})).expect(201).json;
  const added = await server.command('user', 'add', 'eve@other.example', '--role', 'owner', '--tenant', 'Other', '--new-tenant');
  assert.equal(added.code, 0, added.output);
  const eve = new Person(server);
  await eve.redeem(linkIn(added.output.trim().split('\n')), 'a second tenant');
  assert.equal(eve.about.tenant.name, 'Other');
  assert.deepEqual((await eve.get('/api/v1/brands')).expect(200).json.items, []);
  for (const path of [`/api/v1/brands/${mine.id}`, `/api/v1/brands/${mine.id}/history`]) {
    assert.equal((await eve.get(path)).status, 404, path);
  }
  assert.equal((await eve.call('PATCH', `/api/v1/brands/${mine.id}`, {name: 'Taken'})).status, 404);
  assert.equal((await eve.delete(`/api/v1/brands/${mine.id}`)).status, 404);
  const activity = (await eve.get('/api/v1/activity')).expect(200).json.items;
  assert.ok(activity.every(({record_id}) => record_id !== mine.id));
  assert.equal((await eve.delete(`/api/v1/auth/sessions/${(await ada.get('/api/v1/auth/me')).json.session_id}`)).status, 404);
  assert.equal((await eve.refresh({tenant: ada.about.tenant.id})).status, 403, 'not a tenant of theirs');
  assert.equal((await new Person(server).signIn('eve@other.example', 'a second tenant', {tenant: ada.about.tenant.id})).status, 401);

  const both = await server.command('user', 'add', 'eve@other.example', '--role', 'analyst');
  assert.equal(both.code, 0, both.output);
  (await eve.refresh({tenant: ada.about.tenant.id})).expect(200);
  assert.equal(eve.about.role, 'analyst');
  (await eve.get(`/api/v1/brands/${mine.id}`)).expect(200);
  assert.deepEqual(eve.about.memberships.map(({tenant}) => tenant.name), ['Meridian Capital', 'Other']);
});

test('the hash chains hold with sign-ins among the changes', async () => {
  await server.stop();
  await server.verifyLog();
  await server.start();
  (await (await fresh()).get('/api/v1/brands')).expect(200);
  assert.equal((await owner.get('/api/v1/brands')).status, 200, 'a token outlives a restart');
});
