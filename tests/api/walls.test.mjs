// A second tenant of the same installation tries every call with what belongs to the first: ids, page tokens, idempotency keys,
// references, live views and digests. The calls are those of the API's document, so that a new one is tried as well.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {LiveConnection} from '../support/live.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {flags: ['--sign-in', 'required', '--owner-email', 'ada@lovelace.example']});
const ada = new Person(server);
await ada.redeem(linkIn(server.printed), 'the analytical engine');
const added = await server.command('user', 'add', 'eve@other.example', '--role', 'owner', '--tenant', 'Other', '--new-tenant');
const eve = new Person(server);
await eve.redeem(linkIn(added.output.trim().split('\n')), 'a second tenant');
assert.notEqual(eve.about.tenant.id, ada.about.tenant.id);

const document = (await ada.get('/api/v1/openapi.json')).expect(200).json;
const calls = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item)
  .filter(([method, call]) => method !== 'parameters' && !Array.isArray(call.security))
  .map(([method, call]) => ({path, method: method.toUpperCase(), name: `${method.toUpperCase()} ${path}`, ...call})));
const resources = Object.keys(document.paths).filter((path) => document.paths[`${path}/{id}:undelete`]).map((path) => path.slice('/api/v1/'.length));
const properties = (resource) => document.components.schemas[document.paths[`/api/v1/${resource}`].post.requestBody.content['application/json'].schema.$ref.split('/').pop().replace(/Create$/, '')].properties;

// What the first tenant has, all of it with one word that is nowhere else.
const word = 'wallflower';
const world = {};
const exampleFor = (resource) => {
  const body = {...document.paths[`/api/v1/${resource}`].post.requestBody.content['application/json'].example};
  if (resource === 'saved_views') Object.assign(body, {resource: 'brands', filter: '', order_by: '', columns: [], q: null, visibility: 'shared'});
  for (const name of ['name', 'title', 'description']) if (body[name]) body[name] = `${word} ${resource}`;
  for (const [name, described] of Object.entries(properties(resource))) if (described['x-references'] && !described.readOnly) body[name] = world[described['x-references']];
  return body;
};
for (const resource of resources) {
  for (let i = 0; i < 3; i++) {
    const body = exampleFor(resource);
    for (const name of ['name', 'title']) if (body[name]) body[name] += ` ${i}`;
    world[resource] = (await ada.post(`/api/v1/${resource}`, body)).expect(201).json.id;
  }
  for (const pinned of ['a', 'b']) {
    const field = properties(resource).title ? 'title' : 'name';
    (await ada.call('PATCH', `/api/v1/${resource}/${world[resource]}`, {[field]: `${word} ${resource} ${pinned}`})).expect(200);
  }
}
world['api-keys'] = (await ada.post('/api/v1/auth/api-keys', {name: word, scope: 'read'})).expect(201).json.id;
world.invitations = (await ada.post('/api/v1/auth/invitations', {email: `${word}@x.example`, name: word, role: 'intern'})).expect(201).json.id;
world.sessions = (await ada.get('/api/v1/auth/me')).expect(200).json.session_id;
world['member-sessions'] = world.sessions;
world.audit = (await ada.get('/api/v1/audit?page_size=1')).expect(200).json.items[0].id;   // the newest: a number beyond the other's
world.members = ada.about.user.id;
world.identities = ada.about.user.id;   // links to providers are looked for among one's own; there is none here
const secrets = new RegExp([word, ada.about.tenant.id, ...Object.values(world)].join('|'), 'i');
const foreignId = (path) => {
  const of = path.split('/').reverse().find((part) => part in world);
  assert.ok(of, `something of the first tenant's to try at ${path}`);
  return world[of];
};

const bodyOf = (call) => {
  if (call.path.endsWith(':undelete') || ['GET', 'DELETE'].includes(call.method)) return undefined;
  const content = call.requestBody.content['application/json'];
  return content.example ?? {};
};

test('no call finds anything by an id of another tenant', async () => {
  const byId = calls.filter(({path}) => path.includes('{'));
  assert.ok(byId.length >= resources.length * 5);
  for (const call of byId) {
    const answer = await eve.call(call.method, call.path.replaceAll(/\{\w+\}/g, foreignId(call.path)), bodyOf(call), bodyOf(call) ? {'content-type': 'application/json'} : {});
    assert.equal(answer.status, 404, `${call.name}: ${answer.text.slice(0, 200)}`);
    assert.doesNotMatch(answer.text.replace(/"instance":"[^"]*"/, ''), secrets, call.name);
  }
  for (const resource of resources) (await ada.get(`/api/v1/${resource}/${world[resource]}`)).expect(200);
});

test('no list, count, search or feed tells anything of another tenant', async () => {
  const queries = {filter: (resource) => `id = "${world[resource]}" OR NOT id = "${world[resource]}"`, q: () => word};
  for (const call of calls.filter(({method, path}) => method === 'GET' && !path.includes('{'))) {
    const resource = resources.find((each) => call.path.startsWith(`/api/v1/${each}`));
    const given = (call.parameters ?? []).map((each) => each.name ?? /\/([^/]+)$/.exec(each.$ref)[1]);
    const base = call.path.endsWith(':facets') ? 'fields=created_by&' : '';
    const asked = [base, ...Object.entries(queries).filter(([name]) => resource && given.includes(name)).map(([name, make]) => `${base}${name}=${encodeURIComponent(make(resource))}`)];
    for (const query of asked) {
      const answer = await eve.get(`${call.path}?${query}`.replace(/[?&]$/, ''));
      assert.equal(answer.status, 200, `${call.name} ${query}: ${answer.text.slice(0, 200)}`);
      assert.doesNotMatch(answer.text, secrets, `${call.name} ${query}`);
    }
  }
});

test('nothing can be written that refers to another tenant\'s', async () => {
  for (const resource of resources) {
    const references = Object.entries(properties(resource)).filter(([, described]) => described['x-references'] && !described.readOnly);
    for (const [name] of references) {
      const alone = (await eve.post(`/api/v1/${resource}`, exampleFor(resource))).expect(422).json;
      assert.deepEqual(alone.errors.map(({field, code}) => `${field}:${code}`), [`${name}:reference`]);
      const among = (await eve.post(`/api/v1/${resource}:batch`, {operations: [{create: exampleFor(resource)}]})).expect(422).json;
      assert.deepEqual(among.errors.map(({code}) => code), ['reference']);
    }
    for (const operation of [{update: {id: world[resource]}}, {delete: {id: world[resource]}}]) {
      const answer = (await eve.post(`/api/v1/${resource}:batch`, {operations: [operation]})).expect(422);
      assert.deepEqual(answer.json.errors.map(({code}) => code), ['not_found'], resource);
    }
  }
  const viewer = {email: 'v@x.example', name: 'V', role: 'client-viewer', brand_id: world.brands};
  assert.deepEqual((await eve.post('/api/v1/auth/invitations', viewer)).expect(422).json.errors.map(({field}) => field), ['brand_id']);
});

test('a page token is good in its own tenant alone', async () => {
  for (const resource of resources) {
    const list = async (who, query) => who.get(`/api/v1/${resource}?page_size=1${query}`);
    const token = encodeURIComponent((await list(ada, '')).expect(200).json.next_page_token);
    (await list(ada, `&page_token=${token}`)).expect(200);
    assert.equal((await list(eve, `&page_token=${token}`)).status, 400, resource);
    const history = `/api/v1/${resource}/${world[resource]}/history?page_size=1`;
    const older = await until('the history has several entries', async () => (await ada.get(history)).expect(200).json.next_page_token);
    assert.equal((await eve.get(`${history}&page_token=${encodeURIComponent(older)}`)).status, 400, resource);
  }
});

test('an idempotency key is each tenant\'s own', async () => {
  const body = {name: 'Keyed'};
  const headers = {'idempotency-key': 'one-key-for-both'};
  const hers = (await ada.post('/api/v1/tags', body, headers)).expect(201);
  const theirs = (await eve.post('/api/v1/tags', body, headers)).expect(201);
  assert.notEqual(theirs.json.id, hers.json.id);
  assert.equal(theirs.headers['idempotency-replayed'], undefined);
  assert.equal((await ada.post('/api/v1/tags', body, headers)).expect(201).json.id, hers.json.id);
});

test('a live connection hears, resumes and proves its own tenant\'s alone', async () => {
  const live = async (who) => {
    const connection = await LiveConnection.open(server.socketUrl);
    connection.send({op: 'hello', token: who.token});
    connection.welcome = await connection.next(({op}) => op === 'welcome');
    return connection;
  };
  const hers = await live(ada);
  const theirs = await live(eve);
  for (const resource of resources) {
    theirs.send({op: 'subscribe', id: resource, resource});
    theirs.send({op: 'subscribe', id: `${resource}-by-id`, resource, filter: `id = "${world[resource]}"`});
    await theirs.next(({op, id}) => op === 'subscribed' && id === `${resource}-by-id`);
    theirs.send({op: 'digest', id: `${resource}-by-id`, ids: [world[resource]]});
    assert.equal((await theirs.next(({op, id}) => op === 'digest' && id === `${resource}-by-id`)).count, 0);
  }
  theirs.send({op: 'subscribe', id: 'resumed', resource: 'brands', after: Math.min(1, theirs.welcome.seq)});
  await theirs.next(({op, id}) => op === 'subscribed' && id === 'resumed');
  theirs.send({op: 'subscribe', id: 'ahead', resource: 'brands', after: hers.welcome.seq + 1000});
  assert.equal((await theirs.next(({op, id}) => op === 'error' && id === 'ahead')).problem.status, 422);
  hers.send({op: 'presence', resource: 'brands', record_id: world.brands, field: 'name'});
  for (const resource of resources) {
    const field = properties(resource).title ? 'title' : 'name';
    (await ada.call('PATCH', `/api/v1/${resource}/${world[resource]}`, {[field]: `${word} ${resource} live`})).expect(200);
  }
  const last = (await eve.post('/api/v1/tags', {name: 'Last'})).expect(201).json;
  await theirs.next(({op, id}) => op === 'change' && id === last.id);
  hers.send({op: 'ping', id: 'p'});
  await hers.next(({op}) => op === 'pong');
  const heard = theirs.messages.filter(({op}) => op === 'change' || op === 'presence').map((message) => JSON.stringify(message));
  for (const message of heard) assert.doesNotMatch(message, secrets);
  hers.cut();
  theirs.cut();
});
