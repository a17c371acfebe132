import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {LiveConnection} from '../support/live.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {until, within, withinASecond} from '../support/wait.mjs';

const server = await startServer({after}, {flags: ['--sign-in', 'required', '--owner-email', 'ada@lovelace.example']});
const members = '/api/v1/auth/members';
const owner = new Person(server);
await owner.redeem(linkIn(server.printed), 'the analytical engine');

/** Somebody who belongs to the owner's tenant, or to another one, and is signed in. */
async function join(email, role, ...more) {
  const added = await server.command('user', 'add', email, '--name', email.split('@')[0], '--role', role, ...more);
  assert.equal(added.code, 0, added.output);
  const person = new Person(server);
  await person.redeem(linkIn(added.output.trim().split('\n')), 'a word that is long enough');
  return person;
}
const grace = await join('grace@hopper.example', 'admin');
const ann = await join('ann@analyst.example', 'analyst');
const eve = await join('eve@other.example', 'owner', '--tenant', 'Other', '--new-tenant');
const json = {'content-type': 'application/json'};
const change = (as, whom, role) => as.call('PATCH', `${members}/${whom.about.user.id}`, {role}, json);

test('who runs the tenant sees who belongs to it, and nobody else does', async () => {
  const listed = (await grace.get(members)).expect(200).json.items;
  assert.deepEqual(listed.map(({email, role}) => `${email} ${role}`).sort(),
    ['ada@lovelace.example owner', 'ann@analyst.example analyst', 'grace@hopper.example admin']);
  assert.ok(listed.every(({last_seen_at}) => last_seen_at));
  assert.equal((await ann.get(members)).status, 403);
  assert.equal((await ann.get('/api/v1/auth/member-sessions')).status, 403);
  assert.equal((await change(ann, ann, 'owner')).status, 403);
});

test('a changed role takes effect within a second, on an open connection, too', async () => {
  const connection = await LiveConnection.open(server.socketUrl);
  connection.send({op: 'hello', token: ann.token});
  assert.equal((await connection.next(({op}) => op === 'welcome')).role, 'analyst');
  (await ann.post('/api/v1/brands', {name: 'While an analyst'})).expect(201);
  const inTime = await withinASecond(() => owner.get('/api/v1/brands'));
  assert.equal((await change(grace, ann, 'auditor')).expect(200).json.role, 'auditor');
  assert.equal((await connection.next(({op}) => op === 'role')).role, 'auditor');
  inTime();
  assert.equal((await ann.post('/api/v1/brands', {name: 'While an auditor'})).status, 403);
  (await change(grace, ann, 'analyst')).expect(200);
  connection.socket.close();
});

test('a client-viewer is one of a brand, and another one takes effect within a second, on an open connection, too', async () => {
  const brand = async (who, name) => (await who.post('/api/v1/brands', {name})).expect(201).json.id;
  const [mine, next, gone] = [await brand(owner, 'Castellan'), await brand(owner, 'Borealis'), await brand(owner, 'Given up')];
  (await owner.delete(`/api/v1/brands/${gone}`)).expect(204);
  const foreign = await brand(eve, 'Elsewhere');
  const patch = (body, whom = ann) => grace.call('PATCH', `${members}/${whom.about.user.id}`, body, json);
  const wrong = async (body) => (await patch(body)).expect(422).json.errors.map(({field, code}) => `${field}:${code}`).join();
  const seen = async () => (await ann.get('/api/v1/brands')).expect(200).json.items.map(({name}) => name);
  assert.equal(await wrong({role: 'client-viewer'}), 'brand_id:required');
  assert.equal(await wrong({role: 'auditor', brand_id: mine}), 'brand_id:choice');
  assert.equal(await wrong({brand_id: mine}), 'brand_id:choice');
  assert.equal(await wrong({}), 'role:required');
  for (const none of [foreign, gone, ann.about.user.id])
    assert.equal(await wrong({role: 'client-viewer', brand_id: none}), 'brand_id:reference');
  assert.equal(await wrong({brand_id: 'Castellan', surprise: 1}), 'brand_id:format,surprise:unknown');

  const connection = await LiveConnection.open(server.socketUrl);
  connection.send({op: 'hello', token: ann.token});
  await connection.next(({op}) => op === 'welcome');
  const told = (count) => until('the connection was told', () => connection.messages.filter(({op}) => op === 'role').length === count);
  const made = (await patch({role: 'client-viewer', brand_id: mine})).expect(200).json;
  assert.deepEqual([made.role, made.brand_id], ['client-viewer', mine]);
  await told(1);
  assert.deepEqual(await seen(), ['Castellan']);
  assert.equal((await patch({role: 'client-viewer'})).expect(200).json.brand_id, mine, 'who is one stays one of that brand');
  const inTime = await withinASecond(() => owner.get('/api/v1/brands'));
  assert.equal((await patch({brand_id: next})).expect(200).json.brand_id, next);
  await told(2);
  inTime();
  assert.deepEqual(await seen(), ['Borealis']);
  const listed = (await grace.get(members)).expect(200).json.items;
  assert.deepEqual(listed.filter(({brand_id: of}) => of).map(({email, brand_id: of}) => [email, of]), [['ann@analyst.example', next]]);
  assert.equal((await patch({brand_id: next}, owner)).status, 403, 'owners are changed by owners, in whatever way');
  assert.equal((await patch({role: 'analyst'})).expect(200).json.brand_id, null);

  const entries = await until('the log holds what changed', async () => {
    const filter = encodeURIComponent(`resource = "memberships" AND record_id = "${ann.about.user.id}" AND action = "updated"`);
    const {items} = (await owner.get(`/api/v1/audit?page_size=3&filter=${filter}`)).expect(200).json;
    return items.length === 3 && JSON.parse(items[0].changes).some(({after: as}) => as === 'analyst') && items;
  });
  const facts = await Promise.all(entries.map(async ({seq}) => (await owner.get(`/api/v1/audit/${seq}`)).expect(200).json));
  assert.deepEqual(facts.map(({before, after: as}) => [as.outcome, before.role, before.brand_id, as.role, as.brand_id]), [
    ['role changed', 'client-viewer', next, 'analyst', undefined],
    ['brand changed', 'client-viewer', mine, 'client-viewer', next],
    ['role changed', 'analyst', undefined, 'client-viewer', mine],
  ]);
  connection.socket.close();
});

test('owners are made and changed by owners, and the last one stays', async () => {
  assert.equal((await change(grace, owner, 'intern')).status, 403);
  assert.equal((await change(grace, grace, 'owner')).status, 403);
  const last = (await change(owner, owner, 'admin')).expect(409).json;
  assert.deepEqual(last.errors.map(({field, code}) => [field, code]), [['role', 'last_owner']]);
  assert.equal((await owner.delete(`${members}/${owner.about.user.id}`)).status, 409);
  (await change(owner, grace, 'owner')).expect(200);
  const both = await Promise.all([change(owner, grace, 'admin'), change(grace, owner, 'admin')]);
  assert.ok(both.some(({status}) => status !== 200), 'two owners cannot take each other away at once');
  const left = (await owner.get(members)).expect(200).json.items.filter(({role}) => role === 'owner');
  assert.equal(left.length, 1);
  const [kept, other] = left[0].user.id === owner.about.user.id ? [owner, grace] : [grace, owner];
  (await change(kept, other, 'owner')).expect(200);
  (await change(other, grace, 'admin')).expect(200);
});

test('another tenant\'s members and sessions are not there', async () => {
  assert.equal((await change(eve, ann, 'intern')).status, 404);
  assert.equal((await eve.delete(`${members}/${ann.about.user.id}`)).status, 404);
  const session = (await ann.get('/api/v1/auth/sessions')).expect(200).json.items[0];
  assert.equal((await eve.delete(`/api/v1/auth/member-sessions/${session.id}`)).status, 404);
  assert.deepEqual((await eve.get('/api/v1/auth/member-sessions')).expect(200).json.items.map(({user}) => user.name), ['eve']);
});

test('who runs the tenant names it, and all who belong to it see that within a second', async () => {
  const path = '/api/v1/workspace';
  const named = async (who) => {
    const {tenant, memberships} = (await who.get('/api/v1/auth/me')).expect(200).json;
    return [tenant.name, ...memberships.map((one) => one.tenant.name)].join();
  };
  const elsewhere = await named(eve);
  assert.equal((await ann.call('PATCH', path, {name: 'Ann and Sons'})).status, 403);
  (await grace.call('PATCH', path, {name: elsewhere.split(',')[0]})).expect(200);
  const inTime = await withinASecond(() => owner.get('/api/v1/brands'));
  (await grace.call('PATCH', path, {name: 'Castellan Partners'})).expect(200);
  await Promise.all([owner, grace, ann].map((who) =>
    until('the name is told', async () => await named(who) === 'Castellan Partners,Castellan Partners', {everyMs: 50})));
  inTime();
  assert.equal((await ann.refresh()).expect(200).json.tenant.name, 'Castellan Partners');
  assert.equal(await named(eve), elsewhere);
  const still = await server.command('user', 'add', 'late@comer.example', '--role', 'intern');
  assert.equal(still.code, 0, 'the operator calls it what it was called first');
  assert.equal((await grace.get(members)).expect(200).json.items.filter(({email}) => email === 'late@comer.example').length, 1);
});

test('a key changes no members', async () => {
  const {key} = (await owner.post('/api/v1/auth/api-keys', {name: 'Ambitious', scope: 'write'})).expect(201).json;
  const headers = {...json, authorization: `Bearer ${key}`, cookie: ''};
  assert.equal((await owner.call('PATCH', `${members}/${ann.about.user.id}`, {role: 'owner'}, headers)).status, 403);
});

test('an ended session and a removed member are shown out within a second', async () => {
  const sessions = (await grace.get('/api/v1/auth/member-sessions')).expect(200).json.items;
  const mine = sessions.find(({current}) => current);
  assert.equal(mine.user.name, 'grace');
  assert.equal((await grace.delete(`/api/v1/auth/member-sessions/${sessions.find(({user}) => user.id === owner.about.user.id).id}`)).status, 403);
  const connection = await LiveConnection.open(server.socketUrl);
  connection.send({op: 'hello', token: ann.token});
  await connection.next(({op}) => op === 'welcome');
  const inTime = await withinASecond(() => owner.get('/api/v1/brands'));
  (await grace.delete(`/api/v1/auth/member-sessions/${sessions.find(({user}) => user.name === 'ann').id}`)).expect(204);
  assert.equal((await within(30_000, 'the connection to be closed', connection.closed)).code, 4401);
  inTime();
  assert.equal((await ann.get('/api/v1/brands')).status, 401);

  (await ann.signIn('ann@analyst.example', 'a word that is long enough')).expect(200);
  const {key} = (await ann.post('/api/v1/auth/api-keys', {name: 'Nightly', scope: 'read'})).expect(201).json;
  const before = Object.assign(new Person(server), {token: ann.token, cookie: ann.cookie});
  const program = Object.assign(new Person(server), {token: key});
  (await program.get('/api/v1/brands')).expect(200);
  const later = await LiveConnection.open(server.socketUrl);
  later.send({op: 'hello', token: ann.token});
  await later.next(({op}) => op === 'welcome');
  const goneInTime = await withinASecond(() => owner.get('/api/v1/brands'));
  (await grace.delete(`${members}/${ann.about.user.id}`)).expect(204);
  assert.equal((await within(30_000, 'the connection of who belongs to it no more to be closed', later.closed)).code, 4401);
  goneInTime();
  assert.equal((await ann.get('/api/v1/brands')).status, 401);
  assert.equal((await ann.signIn('ann@analyst.example', 'a word that is long enough')).status, 401);
  assert.equal((await change(grace, ann, 'intern')).status, 404);

  (await grace.post('/api/v1/auth/invitations', {email: 'ann@analyst.example', name: 'Ann of Castellan', role: 'analyst'})).expect(201);
  (await ann.signIn('ann@analyst.example', 'a word that is long enough')).expect(200);
  assert.equal(ann.about.user.name, 'Ann of Castellan', 'who comes back is called what they were invited as');
  assert.equal((await ann.get('/api/v1/auth/me')).expect(200).json.user.name, 'Ann of Castellan');
  // What they had before stays ended, however well it was kept, or by whom.
  assert.equal((await program.get('/api/v1/brands')).status, 401);
  assert.equal((await before.get('/api/v1/brands')).status, 401);
  assert.equal((await before.refresh()).status, 401);
});
