// What a role may not see, by every way there is to see something: a client-viewer, who has one brand and no sensitive fields.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {LiveConnection} from '../support/live.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {secondToCome, until, within} from '../support/wait.mjs';

const server = await startServer({after}, {flags: ['--sign-in', 'required', '--owner-email', 'ada@lovelace.example']});
const owner = new Person(server);
await owner.redeem(linkIn(server.printed), 'the analytical engine');
const create = async (resource, record) => (await owner.post(`/api/v1/${resource}`, record)).expect(201).json;
const brand = await create('brands', {name: 'Castellan'});
const rival = await create('brands', {name: 'Borealis'});
const insight = (of, title, more = {}) => create('insights', {brand_id: of.id, title, ...more});
const ours = await insight(brand, 'Hub opens', {source: 'Whistleblower', sentiment: -0.9, status: 'published', body: 'overnight pallets'});
const theirs = await insight(rival, 'Zeppelin plans', {source: 'Leak', body: 'zeppelin pallets', tags: ['airborne']});

async function person(email, role, more = {}) {
  (await owner.post('/api/v1/auth/invitations', {email, name: role, role, ...more})).expect(201);
  const printed = await server.command('user', 'link', email);
  const made = new Person(server);
  await made.redeem(linkIn(printed.output.trim().split('\n')), `the word of ${email}`);
  return made;
}
const viewer = await person('viewer@castellan.example', 'client-viewer', {brand_id: brand.id});
const intern = await person('intern@meridian.example', 'intern');
const hidden = ['source', 'sentiment'];
const bare = (record) => hidden.forEach((name) => assert.equal(record[name], undefined, name));
const list = async (who, query) => (await who.get(encodeURI(`/api/v1/insights?${query}`)));
const ids = (answer) => answer.expect(200).json.items.map(({id}) => id);
const live = async (who) => {
  const connection = await LiveConnection.open(server.socketUrl);
  connection.send({op: 'hello', token: who.token});
  await connection.next(({op}) => op === 'welcome');
  return connection;
};

test('a sensitive field is not in a record, a list, an answer to a write, nor a history', async () => {
  bare((await viewer.get(`/api/v1/insights/${ours.id}`)).expect(200).json);
  for (const item of (await list(viewer, '')).expect(200).json.items) bare(item);
  const made = (await viewer.post('/api/v1/insights', {brand_id: brand.id, title: 'Our own'})).expect(201).json;
  bare(made);
  bare((await viewer.call('PATCH', `/api/v1/insights/${ours.id}`, {pinned: true})).expect(200).json);
  (await owner.call('PATCH', `/api/v1/insights/${ours.id}`, {sentiment: -0.8, title: 'Hub opened'})).expect(200);
  const entries = await until('the history has it', async () => {
    const all = (await viewer.get(`/api/v1/insights/${ours.id}/history`)).expect(200).json.items;
    return all[0].version === 3 && all;
  });
  const named = entries.flatMap(({changes}) => changes.map(({field}) => field));
  assert.ok(named.includes('title'));
  for (const name of hidden) assert.ok(!named.includes(name), name);
  const whole = (await intern.get(`/api/v1/insights/${ours.id}`)).expect(200).json;
  assert.equal(whole.source, 'Whistleblower', 'it is there for others');
  assert.equal((await owner.get(`/api/v1/insights/${ours.id}/history`)).json.items[0].changes.some(({field}) => field === 'sentiment'), true);
});

test('a sensitive field cannot be asked for, filtered, sorted or counted by, nor found by a search', async () => {
  const asked = ['filter=source = "Whistleblower"', 'filter=title = "x" OR NOT sentiment > 0', 'order_by=sentiment desc', 'order_by=created_at,sentiment', 'fields=id,source'];
  for (const query of asked) {
    assert.equal((await list(viewer, query)).status, 400, query);
    assert.equal((await list(intern, query)).status, 200, query);
  }
  for (const path of ['insights:facets?fields=source', 'insights:facets?fields=status&filter=sentiment < 0', `insights/${ours.id}?fields=source`]) {
    assert.equal((await viewer.get(encodeURI(`/api/v1/${path}`))).status, 400, path);
  }
  for (const who of [viewer, owner]) assert.deepEqual(ids(await list(who, 'q=whistleblower')), [], 'nobody finds it by its words');
});

test('a sensitive field cannot be written, and a refusal does not tell what it holds', async () => {
  for (const send of [
    () => viewer.post('/api/v1/insights', {brand_id: brand.id, title: 'With source', source: 'me'}),
    () => viewer.call('PATCH', `/api/v1/insights/${ours.id}`, {source: 'me'}),
    () => viewer.call('PATCH', `/api/v1/insights/${ours.id}`, {source: 'me'}, {'if-match': '"1-811c9dc5"'}),
    () => viewer.call('PATCH', `/api/v1/insights/${ours.id}`, {sentiment: 7}),
    () => viewer.post('/api/v1/insights:batch', {operations: [{update: {id: ours.id, sentiment: 0.1}}]}),
    () => viewer.post('/api/v1/insights:batch', {operations: [{create: {brand_id: brand.id, title: 'x', source: 'me'}}]}),
  ]) {
    const answer = (await send()).expect(422);
    assert.deepEqual(answer.json.errors.map(({code}) => code), ['unknown']);
    assert.doesNotMatch(answer.text, /Whistleblower|-0\.8/);
  }
});

test('a sensitive field does not travel in live changes', async () => {
  const connection = await live(viewer);
  connection.send({op: 'subscribe', id: 'bad', resource: 'insights', filter: 'sentiment < 0'});
  assert.equal((await connection.next(({op, id}) => op === 'error' && id === 'bad')).problem.status, 400);
  connection.send({op: 'subscribe', id: 'worse', resource: 'insights', fields: ['id', 'source']});
  assert.equal((await connection.next(({op, id}) => op === 'error' && id === 'worse')).problem.status, 422);
  connection.send({op: 'subscribe', id: 's', resource: 'insights'});
  await connection.next(({op, id}) => op === 'subscribed' && id === 's');
  (await owner.call('PATCH', `/api/v1/insights/${ours.id}`, {sentiment: 0.3, source: 'Annual report', title: 'Hub is open'})).expect(200);
  const change = await connection.next(({op, id}) => op === 'change' && id === ours.id);
  assert.deepEqual(change.changed, ['title']);
  bare(change.record);
  assert.equal(change.record.title, 'Hub is open');
  connection.cut();
});

test('who reads the log reads what sensitive fields were and became', async () => {
  const entry = await until('the change is in the log', async () => {
    const filter = encodeURIComponent(`record_id = "${ours.id}" AND action = "updated"`);
    return (await owner.get(`/api/v1/audit?filter=${filter}`)).expect(200).json.items.find(({changes}) => changes.includes('Hub is open'));
  });
  const changed = Object.fromEntries(JSON.parse(entry.changes).map(({field, before, after: as}) => [field, [before, as]]));
  assert.deepEqual([changed.source, changed.sentiment], [['Whistleblower', 'Annual report'], [-0.8, 0.3]]);
  const whole = (await owner.get(`/api/v1/audit/${entry.seq}`)).expect(200).json;
  assert.deepEqual([whole.before.source, whole.after.source], ['Whistleblower', 'Annual report']);
  for (const who of [viewer, intern]) assert.equal((await who.get(`/api/v1/audit/${entry.seq}`)).status, 403);
  assert.deepEqual((await owner.get('/api/v1/audit:seal')).expect(200).json, {sealed: null}, 'nothing is exported here');
});

test('another brand is not there: not by id, list, filter, count, search, page token, history or activity', async () => {
  for (const path of [`insights/${theirs.id}`, `insights/${theirs.id}/history`, `brands/${rival.id}`, `brands/${rival.id}/history`, `insights/${theirs.id}?fields=id`]) {
    assert.equal((await viewer.get(`/api/v1/${path}`)).status, 404, path);
  }
  assert.deepEqual((await viewer.get('/api/v1/brands')).expect(200).json.items.map(({id}) => id), [brand.id]);
  for (const query of [`filter=brand_id = "${rival.id}"`, 'filter=brand.name = "Borealis"', `filter=id = "${theirs.id}" OR title = "Zeppelin plans"`, 'filter=NOT title = ""&q=zeppelin', 'filter=tags:"airborne"', 'q=zepelin']) {
    const answer = (await list(viewer, query)).expect(200);
    assert.deepEqual(answer.json.items.filter(({brand_id: of}) => of !== brand.id), [], query);
    assert.equal(answer.json.total.value, answer.json.items.length, query);
    assert.equal(answer.json.searched_for, undefined, 'which words there are is not told');
  }
  const {facets} = (await viewer.get(encodeURI('/api/v1/insights:facets?fields=brand_id,tags,status,created_by'))).expect(200).json;
  assert.deepEqual(facets.brand_id.values.map(({value}) => value), [brand.id], 'a facet leaves out its own conditions, and no others');
  assert.deepEqual(facets.tags.values.filter(({value}) => value !== null), []);
  const first = (await list(owner, 'page_size=1')).expect(200).json;
  assert.equal((await list(viewer, `page_size=1&page_token=${first.next_page_token}`)).status, 400, 'a token is of its own list');
  assert.equal((await viewer.get('/api/v1/activity')).status, 403);
  assert.equal((await viewer.get('/api/v1/tags')).status, 403);
});

test('a record cannot be moved out of one\'s reach, nor into it', async () => {
  const moved = await viewer.call('PATCH', `/api/v1/insights/${ours.id}`, {brand_id: rival.id});
  assert.equal(moved.status, 403);
  assert.equal((await viewer.call('PATCH', `/api/v1/insights/${theirs.id}`, {brand_id: brand.id})).status, 404);
  assert.equal((await viewer.post('/api/v1/insights', {brand_id: rival.id, title: 'x'})).status, 403);
  const batch = await viewer.post('/api/v1/insights:batch', {operations: [{update: {id: theirs.id, title: 'x'}}]});
  const none = await viewer.post('/api/v1/insights:batch', {operations: [{update: {id: '019aa35c-7e00-7c3a-9c41-5f0e6a1d2b30', title: 'x'}}]});
  assert.deepEqual(batch.expect(422).json.errors, none.expect(422).json.errors, 'as if there were none');
});

test('a live view enters and leaves by what one may see, and proves the same by its digest', async () => {
  const connection = await live(viewer);
  connection.send({op: 'subscribe', id: 's', resource: 'insights'});
  await connection.next(({op}) => op === 'subscribed');
  const told = (id, match) => connection.next((message) => message.op === 'change' && message.id === id && message.match === match);
  await insight(rival, 'Unseen');
  const wanderer = await insight(rival, 'Wanderer');
  (await owner.call('PATCH', `/api/v1/insights/${wanderer.id}`, {brand_id: brand.id})).expect(200);
  const entered = await told(wanderer.id, 'enter');
  assert.equal(entered.record.title, 'Wanderer');
  const entries = (await viewer.get(`/api/v1/insights/${wanderer.id}/history`)).expect(200).json.items;
  assert.ok(entries.every(({changes}) => changes.every(({before}) => before === null)), 'what it was elsewhere is not told');
  (await owner.call('PATCH', `/api/v1/insights/${wanderer.id}`, {brand_id: rival.id})).expect(200);
  assert.equal((await told(wanderer.id, 'leave')).record, null);
  const seen = connection.messages.filter(({op}) => op === 'change').map(({id}) => id);
  assert.deepEqual([...new Set(seen)], [wanderer.id]);
  connection.send({op: 'digest', id: 's', ids: [theirs.id, ours.id]});
  assert.equal((await connection.next(({op}) => op === 'digest')).count, 1);
  connection.send({op: 'subscribe', id: 't', resource: 'tags'});
  assert.equal((await connection.next(({op, id}) => op === 'error' && id === 't')).problem.status, 403);
  connection.send({op: 'presence', resource: 'tags', record_id: theirs.id, field: ''});
  const other = await live(intern);
  other.send({op: 'presence', resource: 'insights', record_id: theirs.id, field: 'title'});
  other.send({op: 'ping', id: 'p'});
  await other.next(({op}) => op === 'pong');
  connection.send({op: 'ping', id: 'p'});
  await connection.next(({op}) => op === 'pong');
  assert.deepEqual(connection.messages.filter(({op}) => op === 'presence'), [], 'where others are is not told');
  connection.cut();
  other.cut();
});

test('one says to be at records and in fields that one may read, and at no others', async () => {
  const secret = await create('saved_views', {name: 'Our margins', resource: 'brands'});
  const [listener, teller] = [await live(intern), await live(viewer)];
  listener.send({op: 'subscribe', id: 's', resource: 'insights'});
  await listener.next(({op}) => op === 'subscribed');
  for (const [resource, record_id, field] of [['insights', theirs.id, 'title'], ['insights', '019aa35c-7e00-7c3a-9c41-5f0e6a1d2b30', 'title'],
    ['brands', rival.id, 'name'], ['saved_views', secret.id, 'name'], ['insights', ours.id, 'source']]) {
    teller.send({op: 'presence', resource, record_id, field});
  }
  teller.send({op: 'presence', resource: 'insights', record_id: ours.id, field: 'title'});
  const {record_id, field} = await listener.next(({op}) => op === 'presence');
  assert.deepEqual([record_id, field], [ours.id, 'title'], 'the first that was told');
  teller.send({op: 'ping', id: 'p'});
  await teller.next(({op}) => op === 'pong');
  assert.deepEqual(teller.messages.filter(({op}) => op === 'error').map(({problem}) => problem.status), [404, 404, 404, 404, 422]);
  teller.send({op: 'presence', resource: 'insights', record_id: theirs.id, field: 'title'});
  const gone = await listener.next(({op, record_id: at}) => op === 'presence' && at !== ours.id);
  assert.deepEqual([gone.resource, gone.record_id], ['insights', null], 'who went where they may not be is no more where they were');
  listener.cut();
  teller.cut();
});

test('a private view is its maker\'s alone, in lists, in live views and in what happened last', async () => {
  const connection = await live(intern);
  connection.send({op: 'subscribe', id: 's', resource: 'saved_views'});
  await connection.next(({op}) => op === 'subscribed');
  const secret = await create('saved_views', {name: 'Redundancies', resource: 'brands'});
  assert.equal((await intern.get(`/api/v1/saved_views/${secret.id}`)).status, 404);
  (await owner.call('PATCH', `/api/v1/saved_views/${secret.id}`, {visibility: 'shared', name: 'Reviews'})).expect(200);
  const change = await connection.next(({op, id}) => op === 'change' && id === secret.id);
  assert.equal(change.match, 'enter');
  (await intern.get(`/api/v1/saved_views/${secret.id}`)).expect(200);
  const activity = await until('it is in what happened last', async () => {
    const found = (await intern.get('/api/v1/activity?page_size=100')).expect(200).json.items.filter(({record_id: of}) => of === secret.id);
    return found.length > 0 && found;
  });
  assert.deepEqual(activity.map(({title}) => title), ['Reviews']);
  const all = (await intern.get('/api/v1/activity?page_size=100')).json.items;
  assert.deepEqual(all.filter(({resource}) => ['sessions', 'memberships', 'accounts', 'sign_ins', 'api_keys'].includes(resource)), []);
  connection.cut();
});

test('who is given another role sees by it within a second, on an open connection too', async () => {
  const roleOf = async (role) => {
    const done = await server.command('user', 'add', 'intern@meridian.example', '--role', role);
    assert.equal(done.code, 0, done.output);
  };
  const connection = await live(intern);
  connection.send({op: 'subscribe', id: 'insights', resource: 'insights', filter: 'sentiment >= -1'});
  connection.send({op: 'subscribe', id: 'brands', resource: 'brands'});
  await connection.next(({op, id}) => op === 'subscribed' && id === 'brands');
  const begin = await secondToCome(() => owner.get('/api/v1/brands'));
  await roleOf('client-viewer');
  const inTime = begin();   // at the latest: the role was changed before the command ended
  const ended = await within(30_000, 'the view by a hidden field to end', connection.next(({op, id}) => op === 'error' && id === 'insights'));
  assert.equal(ended.problem.status, 400);
  await within(30_000, 'the other view to be loaded anew', connection.next(({op, id}) => op === 'reset' && id === 'brands'));
  inTime();
  assert.deepEqual((await intern.get('/api/v1/brands')).expect(200).json.items, [], 'a viewer of no brand');
  const before = connection.messages.length;
  (await owner.call('PATCH', `/api/v1/brands/${brand.id}`, {industry: 'Logistics'})).expect(200);
  connection.send({op: 'ping', id: 'later'});
  await connection.next(({op, id}) => op === 'pong' && id === 'later');
  await roleOf('analyst');
  await connection.next((message) => message.op === 'reset' && message.id === 'brands' && connection.messages.indexOf(message) >= before);
  assert.deepEqual(connection.messages.slice(before).filter(({op}) => op === 'change'), [], 'what happened meanwhile was not told');
  (await owner.call('PATCH', `/api/v1/brands/${brand.id}`, {industry: 'Freight'})).expect(200);
  await connection.next(({op, id, record}) => op === 'change' && id === brand.id && record.industry === 'Freight');
  assert.equal((await intern.delete(`/api/v1/brands/${rival.id}`)).status, 403, 'an analyst removes what they made');
  connection.cut();
});

test('an invitation is listed until it is used, and one that is taken back opens nothing', async () => {
  const invite = async (email, more = {}) => (await owner.post('/api/v1/auth/invitations', {email, name: 'New', role: 'intern', ...more}));
  const made = (await invite('grace@hopper.example')).expect(201).json;
  assert.ok(Date.parse(made.expires_at) > Date.now());
  const open = async () => (await owner.get('/api/v1/auth/invitations')).expect(200).json.items.map(({email, role}) => `${email} ${role}`);
  assert.deepEqual(await open(), ['grace@hopper.example intern']);
  const link = linkIn((await server.command('user', 'link', 'grace@hopper.example')).output.trim().split('\n'));
  assert.equal((await intern.delete(`/api/v1/auth/invitations/${made.id}`)).status, 403);
  (await owner.delete(`/api/v1/auth/invitations/${made.id}`)).expect(204);
  assert.equal((await owner.delete(`/api/v1/auth/invitations/${made.id}`)).status, 404);
  assert.deepEqual(await open(), []);
  assert.equal((await new Person(server).post('/api/v1/auth/links:redeem', {link, password: 'too late for this'})).status, 404);
  const viewers = (await invite('v@x.example', {role: 'client-viewer', brand_id: brand.id})).expect(201).json;
  const [listed] = (await owner.get('/api/v1/auth/invitations')).expect(200).json.items;
  assert.deepEqual([made.brand_id, viewers.brand_id, listed.id, listed.brand_id], [null, brand.id, viewers.id, brand.id]);
  (await owner.delete(`/api/v1/auth/invitations/${viewers.id}`)).expect(204);
  assert.deepEqual((await invite('v@x.example', {role: 'client-viewer'})).expect(422).json.errors.map(({field, code}) => `${field}:${code}`), ['brand_id:required']);
  assert.deepEqual((await invite('v@x.example', {brand_id: brand.id})).expect(422).json.errors.map(({field, code}) => `${field}:${code}`), ['brand_id:choice']);
  const nowhere = '019aa35c-7e00-7c3a-9c41-5f0e6a1d2b30';
  assert.deepEqual((await invite('v@x.example', {role: 'client-viewer', brand_id: nowhere})).expect(422).json.errors.map(({field, code}) => `${field}:${code}`), ['brand_id:reference']);
});

test('owners see everybody\'s keys and end them; others see and end their own', async () => {
  const {id} = (await viewer.post('/api/v1/auth/api-keys', {name: 'Viewer\'s', scope: 'read'})).expect(201).json;
  const everybodys = (await owner.get('/api/v1/auth/api-keys?of=all')).expect(200).json.items;
  assert.deepEqual(everybodys.map(({name, user}) => [name, user.name]), [['Viewer\'s', 'client-viewer']]);
  assert.deepEqual((await owner.get('/api/v1/auth/api-keys')).expect(200).json.items, []);
  assert.equal((await intern.get('/api/v1/auth/api-keys?of=all')).status, 403);
  assert.equal((await intern.delete(`/api/v1/auth/api-keys/${id}`)).status, 404);
  (await owner.delete(`/api/v1/auth/api-keys/${id}`)).expect(204);
  assert.deepEqual((await viewer.get('/api/v1/auth/api-keys')).expect(200).json.items, []);
});
