// The change log as evidence: the command that verifies it, and the signed heads that are exported beside it.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import test, {after} from 'node:test';

import {LiveConnection} from '../support/live.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const password = 'the analytical engine';
const server = await startServer({after},
  {flags: ['--sign-in', 'required', '--owner-email', 'ada@lovelace.example', '--audit-heads-interval', '1']});
const heads = path.join(server.folder, 'heads.jsonl');
await server.stop();
server.flags.push('--audit-heads-file', heads);
await server.start();
const ada = new Person(server);
await ada.redeem(linkIn(server.printed), password);

/** Somebody else of the same tenant, or the first of a new one. */
async function join(email, role, ...more) {
  const {code, output} = await server.command('user', 'add', email, '--role', role, ...more);
  assert.equal(code, 0, output);
  const person = new Person(server);
  await person.redeem(linkIn(output.split('\n')), password);
  return person;
}

const psql = path.join('/usr/lib/postgresql', readdirSync('/usr/lib/postgresql').sort().at(-1), 'bin/psql');
/** Whoever has the machine has its superuser. */
const asSuperuser = (sql) => execFileSync(psql,
  ['-h', path.join(server.dataDir, 'postgres/run'), '-U', 'postgres', '-d', 'dossier', '-v', 'ON_ERROR_STOP=1', '-qAtc', sql],
  {encoding: 'utf8'}).trim();
const verify = (...words) => server.command('audit', 'verify', ...words);
const exported = () => readFileSync(heads, 'utf8').trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));

const audit = async (query = {}, who = ada) => {
  const answer = await who.get(`/api/v1/audit?${new URLSearchParams(query)}`);
  return answer.expect(200).json;
};
/** The entries that match, once there are some. */
const entriesOf = (filter, count = 1) => until(`the log has ${filter}`, async () => {
  const {items} = await audit({filter});
  return items.length >= count && items;
});

const {id} = (await ada.post('/api/v1/brands', {name: 'Castellan Freight', headcount: 64})).expect(201).json;
(await ada.call('PATCH', `/api/v1/brands/${id}`, {headcount: 71, tags: ['rail']}, {'change-reason': 'Annual report'})).expect(200);
await entriesOf(`record_id = "${id}"`, 2);

test('an entry tells who did what, when, from where and why, and what it was before', async () => {
  const [changed, created] = await entriesOf(`record_id = "${id}"`, 2);
  assert.equal(changed.actor, 'ada', 'the first owner is called by the address');
  assert.equal(changed.actor_id, ada.about.user.id);
  assert.deepEqual([changed.action, changed.resource, changed.title], ['updated', 'brands', 'Castellan Freight']);
  assert.deepEqual(JSON.parse(changed.changes),
    [{field: 'headcount', before: 64, after: 71}, {field: 'tags', before: [], after: ['rail']}]);
  assert.deepEqual([changed.origin, changed.address, changed.reason], ['api', '127.0.0.1', 'Annual report']);
  assert.match(changed.trace_id, /^[0-9a-f]{32}$/);
  assert.match(changed.hash, /^[0-9a-f]{64}$/);
  assert.ok(Math.abs(Date.now() - Date.parse(changed.at)) < 600_000);
  assert.deepEqual(JSON.parse(created.changes),
    [{field: 'name', before: null, after: 'Castellan Freight'}, {field: 'headcount', before: null, after: 64}]);

  const whole = (await ada.get(`/api/v1/audit/${changed.seq}`)).expect(200).json;
  assert.deepEqual((await ada.get(`/api/v1/audit/${changed.id}`)).expect(200).json, whole);
  assert.equal(whole.before.headcount, 64);
  assert.equal(whole.after.headcount, 71);
  assert.equal(whole.record_version, 2);
  assert.equal(whole.intact, true);
  const before = (await audit({filter: `seq = ${changed.seq - 1}`})).items[0];
  assert.equal(whole.previous_hash, before.hash);
  for (const none of ['999999', '0', 'x', id]) assert.equal((await ada.get(`/api/v1/audit/${none}`)).status, 404, none);
});

test('sign-ins, refusals, ended sessions and passwords are entries as well', async () => {
  const again = new Person(server);
  await again.signIn('ada@lovelace.example', 'not the password');
  await again.signIn('ada@lovelace.example', password);
  const session = (await again.get('/api/v1/auth/me')).expect(200).json.session_id;
  (await ada.delete(`/api/v1/auth/sessions/${session}`)).expect(204);
  const told = async (filter) => {
    const [entry] = await entriesOf(filter);
    return {of: entry.resource, action: entry.action, title: entry.title, address: entry.address,
      outcome: JSON.parse(entry.changes).find(({field}) => field === 'outcome').after};
  };
  const mine = {title: 'ada@lovelace.example', address: '127.0.0.1'};
  assert.deepEqual(await told('resource = "sign_ins"'), {...mine, of: 'sign_ins', action: 'created', outcome: 'refused'});
  assert.deepEqual(await told(`record_id = "${session}" AND action = "created"`),
    {...mine, of: 'sessions', action: 'created', outcome: 'signed in'});
  assert.deepEqual(await told(`record_id = "${session}" AND action = "deleted"`),
    {...mine, of: 'sessions', action: 'deleted', outcome: 'revoked'});
  assert.equal((await entriesOf('resource = "accounts"')).at(-1).action, 'updated', 'the first password');
});

test('a key\'s making, its first use in an hour and its end are entries', async () => {
  const made = (await ada.post('/api/v1/auth/api-keys', {name: 'Nightly', scope: 'read'})).expect(201).json;
  const used = new Person(server);
  for (let n = 0; n < 3; ++n) {
    (await used.get('/api/v1/brands', {authorization: `Bearer ${made.key}`})).expect(200);
  }
  const outcomes = async () => (await audit({filter: `record_id = "${made.id}"`})).items
    .map(({changes, title, address}) => [JSON.parse(changes).find(({field}) => field === 'outcome').after, title, address]);
  await until('the use is in the log', async () => (await outcomes()).length >= 2);
  (await ada.delete(`/api/v1/auth/api-keys/${made.id}`)).expect(204);
  await until('the end is in the log', async () => (await outcomes())[0][0] === 'revoked');
  const all = await outcomes();
  // One use, or one in each of two hours.
  assert.deepEqual([...new Set(all.map((each) => each.join()))],
    ['revoked', 'used', 'made'].map((what) => [what, 'Nightly', '127.0.0.1'].join()));
  assert.ok(all.length <= 4, JSON.stringify(all));
});

test('the log is paged both ways, from any place, and counted', async () => {
  const whole = (await audit({page_size: 100})).items;
  assert.deepEqual(whole.map(({seq}) => seq), whole.map((_, n) => whole.length - n), 'without a gap, the newest first');
  const read = async (query) => {
    const pieces = [];
    for (let token = '';;) {
      const page = await audit({...query, page_size: 3, ...(token && {page_token: token})});
      pieces.push(...page.items);
      if (!page.next_page_token) return pieces;
      token = page.next_page_token;
    }
  };
  assert.deepEqual(await read({}), whole);
  assert.deepEqual(await read({order_by: 'seq'}), [...whole].reverse());
  const api = whole.filter(({origin}) => origin === 'api');
  assert.deepEqual(await read({filter: 'origin = "api"'}), api);
  assert.deepEqual((await audit({skip: 2, page_size: 2})).items, whole.slice(2, 4));
  assert.deepEqual((await audit({skip: 2, page_size: 2, order_by: 'seq'})).items, [...whole].reverse().slice(2, 4));
  assert.deepEqual((await audit({skip: 1, filter: 'origin = "api"'})).items, api.slice(1));
  assert.deepEqual((await audit({page_size: 1})).total, {value: whole.length, exact: true});
  assert.deepEqual((await audit({page_size: 1, filter: 'origin = "api"'})).total, {value: api.length, exact: true});
});

test('filters name what an entry tells, and say what they cannot', async () => {
  const found = async (filter) => (await audit({filter, page_size: 100})).items.length;
  const all = await found('');
  for (const filter of ['actor = "ADA"', 'actor:"ada"', 'actor_id = me', 'at > now-1d', 'reason:"report"', 'address = "127.0.0.1"',
    `resource IN ("brands", "tags") AND NOT action = "deleted"`, 'seq >= 2 AND seq < 4', 'reason = null', 'reason:*']) {
    const count = await found(filter);
    assert.ok(count > 0 && count <= all, `${filter}: ${count} of ${all}`);
  }
  assert.equal(await found('at < now-1d'), 0);
  assert.equal(await found('reason = "Annual report" AND resource = "brands"'), 1);
  for (const query of [{filter: 'title = "x"'}, {filter: 'seq = '}, {order_by: 'at'}, {q: 'x'}, {page_token: 'x'},
    {filter: 'reason:*', skip: 100_001}]) {
    assert.equal((await ada.get(`/api/v1/audit?${new URLSearchParams(query)}`)).status, 400, JSON.stringify(query));
  }
  assert.deepEqual((await audit({filter: 'reason:*', skip: 100_000})).items, []);
});

test('owners, admins and auditors read it, nobody else, and nobody another tenant\'s', async () => {
  const auditor = await join('vera@audit.example', 'auditor');
  assert.ok((await audit({}, auditor)).items.length > 0);
  const analyst = await join('sam@lovelace.example', 'analyst');
  for (const where of ['/api/v1/audit', '/api/v1/audit/1']) assert.equal((await analyst.get(where)).status, 403, where);
  for (const method of ['POST', 'PATCH', 'DELETE', 'PUT']) {
    assert.equal((await ada.call(method, '/api/v1/audit/1', {})).status, 405, method);
  }
  const eve = await join('eve@other.example', 'owner', '--tenant', 'Other', '--new-tenant');
  const theirs = await audit({page_size: 100}, eve);
  assert.ok(theirs.items.every(({actor, title}) => actor !== 'ada' && title !== 'Castellan Freight'));
  assert.equal((await audit({filter: `record_id = "${id}"`}, eve)).items.length, 0);

  const listen = async (who) => {
    const live = await LiveConnection.open(server.socketUrl);
    after(() => live.cut());
    live.send({op: 'hello', contract: 'test', token: who.token});
    await live.next(({op}) => op === 'welcome');
    return live;
  };
  const refused = await listen(analyst);
  refused.send({op: 'subscribe', id: 'log', resource: 'audit'});
  assert.equal((await refused.next(({op}) => op === 'error')).problem.status, 403);

  // A subscription goes on behind a list: what came in between first, then what comes.
  const newest = (await audit({page_size: 1})).items[0].seq;
  (await ada.call('PATCH', `/api/v1/brands/${id}`, {headcount: 72})).expect(200);
  await entriesOf(`record_id = "${id}"`, 3);
  const live = await listen(auditor);
  live.send({op: 'subscribe', id: 'log', resource: 'audit', after: newest});
  live.send({op: 'subscribe', id: 'brands', resource: 'brands', after: newest});
  live.send({op: 'subscribe', id: 'mine', resource: 'audit', filter: 'action = "deleted"', after: newest});
  await live.next(({op, subs}) => op === 'change' && subs.includes('log'));
  (await ada.delete(`/api/v1/brands/${id}`)).expect(204);
  await live.next(({op, subs}) => op === 'change' && subs.includes('mine'));
  const heard = live.messages.filter(({op}) => op === 'change');
  const [first, second] = heard.filter(({subs}) => subs.includes('log'));
  assert.deepEqual([first.kind, first.match, first.record.action, first.record.title], ['created', 'enter', 'updated', 'Castellan Freight']);
  assert.deepEqual(JSON.parse(first.record.changes), [{field: 'headcount', before: 71, after: 72}]);
  assert.deepEqual([second.subs.sort(), second.record.action, second.seq], [['log', 'mine'], 'deleted', first.seq + 1]);
  assert.equal(heard.filter(({resource}) => resource === 'brands').length, 2);
  // Who may not read it any more hears no more of it; what they may read goes on.
  const demoted = await server.command('user', 'add', 'vera@audit.example', '--role', 'analyst');
  assert.equal(demoted.code, 0, demoted.output);
  assert.equal((await live.next(({op, id: of}) => op === 'error' && of === 'log')).problem.status, 403);
  await live.next(({op, id: of}) => op === 'reset' && of === 'brands');
  assert.equal((await auditor.get('/api/v1/audit')).status, 403);
  const listed = (await audit({filter: `seq = ${first.seq}`})).items[0];
  assert.deepEqual(first.record, listed, 'as the list tells it');
});

/** The tenant, and the number and the exported head of its log's last entry. */
async function settled() {
  const tenant = ada.about.tenant.id;
  const read = () => Number(asSuperuser(`SELECT seq FROM change_heads WHERE tenant_id = '${tenant}'`));
  return until('the last head is exported', () => {   // it may move on while that is awaited
    const last = read();
    const head = exported().find((one) => one.tenant === tenant && one.seq === last);
    return head && {tenant, last, head};
  });
}

test('heads are exported while the server runs, signed by a key that is its owner\'s alone', async () => {
  const {head} = await settled();
  assert.deepEqual(Object.keys(head), ['tenant', 'seq', 'hash', 'at', 'key', 'signature']);
  assert.match(head.hash, /^[0-9a-f]{64}$/);
  assert.equal(statSync(path.join(server.dataDir, 'audit-heads.key')).mode & 0o777, 0o600);
  assert.ok(server.log().split('\n').some((line) => line.includes('are signed by') && line.includes(head.key)), 'the log names the key');
});

test('who reads the log is told up to which entry it is sealed', async () => {
  const [{seq, hash, at}, sealed] = await until('the log rests', async () => {
    const {head} = await settled();
    const answer = (await ada.get('/api/v1/audit:seal')).expect(200).json;
    return answer.sealed?.seq === head.seq && [head, answer.sealed];
  });
  assert.deepEqual([sealed.seq, sealed.hash], [seq, hash]);
  assert.ok(Date.parse(sealed.at) >= Date.parse(at), 'the line, or one that says the same');
});

test('an intact log is told with its count and head, while the server runs', async () => {
  await until('the log rests and is told as it is', async () => {
    const {last, head} = await settled();
    const {code, output} = await verify('--heads', heads);
    assert.equal(code, 0, output);
    return output.includes(`${last} entries from 1 to ${last}, chain intact, head ${head.hash}`);
  });
});

test('what a superuser does to the log is found, and where', async () => {
  const {tenant, last} = await settled();
  asSuperuser(`CREATE TABLE kept AS SELECT * FROM changes; CREATE TABLE kept_head AS SELECT * FROM change_heads`);
  const restore = () => asSuperuser(`DELETE FROM changes; INSERT INTO changes SELECT * FROM kept;
    DELETE FROM change_heads; INSERT INTO change_heads SELECT * FROM kept_head`);
  const found = async (sql, at, reason) => {
    asSuperuser(sql);
    const {code, output} = await verify('--heads', heads);
    restore();
    assert.equal(code, 65, output);
    assert.match(output, new RegExp(`Meridian Capital \\(\\S+\\): BROKEN at entry ${at}: ${reason}`));
    assert.equal(output.match(/BROKEN/g).length, 1, output);
  };
  const where = `tenant_id = '${tenant}' AND seq`;
  await found(`UPDATE changes SET actor_name = 'Mallory' WHERE ${where} = 3`, 3, 'The entry is not what was written');
  asSuperuser(`UPDATE changes SET reason = 'Because' WHERE ${where} = 3`);
  const intact = async (n) => (await ada.get(`/api/v1/audit/${n}`)).expect(200).json.intact;
  assert.deepEqual([await intact(1), await intact(3), await intact(4)], [true, false, true]);
  restore();
  asSuperuser(`DELETE FROM changes WHERE ${where} = 2`);
  assert.deepEqual([await intact(1), await intact(3), await intact(4)], [true, false, true], 'what nothing is before follows from nothing');
  restore();
  await found(`UPDATE changes SET reason = 'Because' WHERE ${where} = ${last}`, last, 'The entry is not what was written');
  // By way of numbers that nobody has: both may have been given theirs at the same time.
  await found(`UPDATE changes SET seq = seq + 1000000 WHERE ${where} IN (4, 5);
    UPDATE changes SET seq = 1000009 - seq WHERE ${where} IN (1000004, 1000005)`, 4, 'The entry is not what was written');
  await found(`DELETE FROM changes WHERE ${where} = 2`, 2, 'The entry is missing');
  await found(`DELETE FROM changes WHERE ${where} < 4; UPDATE changes SET actor_name = 'Mallory' WHERE ${where} = 4`, 1,
    'The entry is missing: the log begins with entry 4');
  await found(`DELETE FROM changes WHERE ${where} > 4`, 5, 'The entry is missing');
  const cut = `DELETE FROM changes WHERE ${where} > ${last - 1}; UPDATE change_heads SET seq = ${last - 1},
    hash = (SELECT hash FROM changes WHERE ${where} = ${last - 1}) WHERE tenant_id = '${tenant}'`;
  await found(cut, last, `The log ends here, but a head of entry ${last} was exported`);
  asSuperuser(cut);
  assert.equal((await verify()).code, 0, 'without the exported heads nobody would know');
  restore();
  assert.equal((await verify('--heads', heads)).code, 0);
});

test('an altered head, another key and a missing file are told apart', async () => {
  const {head} = await settled();
  const altered = path.join(server.folder, 'altered');
  writeFileSync(altered, readFileSync(heads, 'utf8').replace(head.hash, '00'.repeat(32)));
  const {code, output} = await verify('--heads', altered);
  assert.equal(code, 65, output);
  assert.match(output, /BROKEN: line \d+ was altered: its signature does not fit/);
  assert.match((await verify('--heads', heads, '--public-key', '00'.repeat(32))).output, /is signed by another key/);
  assert.equal((await verify('--heads', path.join(server.folder, 'nothing'))).code, 66);
  assert.equal((await server.command('audit')).code, 64);
});
