// Every call of the API's document, as every role, held against the table that the document tells (`x-permission`). Nothing is
// listed by hand but what is open to everybody: a new route is walked by itself, and fails here while it says nothing of who
// may call it. What the table should say is pinned in tests/unit/permissions_test.cpp.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {Person} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after}, {demo: true, flags: ['--sign-in', 'required', '--user-requests', '0', '--address-requests', '0']});
const anybody = new Api(server.url);
const document = (await anybody.get('/api/v1/openapi.json')).expect(200).json;
const schema = (name) => document.components.schemas[name];

// One person of each role, as the demo has them.
const password = /all with the password (\S+)$/m.exec(server.printed.join('\n'))[1];
const people = {};
for (const line of server.printed) {
  const email = /\b(\S+@\S+\.example)\b/.exec(line)?.[1];
  if (!email || /owner-email/.test(line)) continue;
  const person = new Person(server);
  if ((await person.signIn(email, password)).status === 200) people[person.about.role] = person;
}
const roles = schema('Me').properties.role.enum;
const owner = people.owner;

const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item)
  .filter(([method]) => method !== 'parameters')
  .map(([method, call]) => ({path, method: method.toUpperCase(), name: `${method.toUpperCase()} ${path}`, ...call})));
const isOpen = ({security}) => Array.isArray(security);
const guarded = operations.filter((each) => !isOpen(each));
const resources = Object.keys(document.paths).filter((path) => document.paths[`${path}/{id}:undelete`]).map((path) => path.slice('/api/v1/'.length));
const walked = new Set();   // `GET /api/v1/brands as intern`

let count = 0;
const brandOf = {};
const mine = (await people['client-viewer'].get('/api/v1/brands')).expect(200).json.items;
brandOf.mine = mine[0].id;
brandOf.other = (await owner.post('/api/v1/brands', {name: 'Another Brand'})).expect(201).json.id;

/** The body of the document's example, with what this record is to be. */
function bodyFor(resource, target) {
  const call = document.paths[`/api/v1/${resource}`].post;
  const {schema: {$ref}, example} = call.requestBody.content['application/json'];
  const {properties} = schema($ref.split('/').pop().replace(/Create$/, ''));
  const body = Object.fromEntries(Object.entries(example).filter(([name]) => !properties[name]['x-sensitive']));
  count += 1;
  if (resource === 'saved_views') Object.assign(body, {resource: 'brands', filter: '', order_by: '', columns: [], q: null, visibility: target.visibility});
  for (const name of ['name', 'title']) if (body[name]) body[name] = `Walked ${count}`;
  if (body.tags) body.tags = [];
  if (body.brand_id) body.brand_id = brandOf[target.brand];
  return body;
}

/** A patch that changes something. */
function patchFor(call) {
  const {$ref} = call.requestBody.content['application/json'].schema;
  const [name, property] = Object.entries(schema($ref.split('/').pop()).properties)
    .find(([, {type, format, enum: choices}]) => choices || (type === 'string' && !format));
  count += 1;
  return {[name]: property.enum ? property.enum[count % property.enum.length] : `Changed ${count}`};
}

const covers = {
  none: () => false,
  all: () => true,
  own: (target) => target.by === 'me',
  shared: (target) => target.by === 'me' || target.visibility === 'shared',
  own_brand: (target) => target.brand === 'mine',
};
const scopesOf = (resource) => (role, verb) => {
  const calls = guarded.filter(({'x-permission': said}) => said?.resource === resource && said.verb === verb);
  return calls[0]['x-permission'].roles[role];
};
/** What a call should be answered: 'ok', 403 or 404. */
function expected(read, scope, target) {
  if (scope === 'none') return 403;
  if (!covers[read](target)) return 404;
  return covers[scope](target) ? 'ok' : 403;
}
const told = ({status}) => (status < 400 ? 'ok' : status);

/** Whose records of a resource can be told apart by anybody's scope. */
function targetsOf(resource) {
  const kinds = [];
  for (const by of ['me', 'another']) {
    const brands = resource === 'insights' ? ['mine', 'other'] : ['other'];
    const visibilities = resource === 'saved_views' ? ['private', 'shared'] : [undefined];
    for (const brand of brands) for (const visibility of visibilities) kinds.push({by, brand, visibility});
  }
  return kinds;
}

/** A record that is such a target for `role`; null where the role can make none. */
async function make(resource, role, target) {
  const maker = target.by === 'me' ? people[role] : role === 'owner' ? people.admin : owner;
  const made = await maker.post(`/api/v1/${resource}`, bodyFor(resource, target));
  if (target.by === 'me' && made.status === 403) return null;
  return made.expect(201).json;
}

const at = (path, id) => path.replace(/\{\w+\}/, id);
const note = (call, role) => walked.add(`${call.name} as ${role}`);

test('the demo has one person of each role, and each call says who may make it or is open to everybody', () => {
  assert.deepEqual(Object.keys(people).sort(), [...roles].sort());
  assert.deepEqual(guarded.filter((each) => !each['x-permission']).map(({name}) => name), []);
  for (const {name, 'x-permission': said} of guarded) {
    for (const line of Object.values(said.operations ?? {only: said.roles})) assert.deepEqual(Object.keys(line).sort(), [...roles].sort(), name);
  }
});

test('what needs a sign-in is answered to nobody without one', async () => {
  for (const {name, method, path} of guarded) {
    const answer = await anybody.call(method, at(path, randomUUID()), {body: ['GET', 'DELETE'].includes(method) ? undefined : {}});
    assert.equal(answer.status, 401, name);
  }
});

for (const resource of resources) {
  const base = `/api/v1/${resource}`;
  const scope = scopesOf(resource);
  const onOne = guarded.filter(({path}) => path.startsWith(`${base}/{id}`));
  const order = ({method, path}) => (method === 'DELETE' ? 1 : path.endsWith(':undelete') ? 2 : 0);
  onOne.sort((a, b) => order(a) - order(b));

  test(`one of ${resource} is read and written by each role as the table says`, async () => {
    for (const role of roles) {
      for (const target of targetsOf(resource)) {
        const record = await make(resource, role, target);
        if (record === null) {
          assert.notEqual(expected(scope(role, 'read'), scope(role, 'create'), target), 'ok', `${role} makes ${JSON.stringify(target)}`);
          continue;
        }
        let deleted = false;
        for (const call of onOne) {
          const {verb} = call['x-permission'];
          if (call.path.endsWith(':undelete') && !deleted) (await owner.delete(`${base}/${record.id}`)).expect(204);
          const body = call.method === 'PATCH' ? patchFor(call) : undefined;
          const answer = await people[role].call(call.method, at(call.path, record.id), body);
          const wanted = expected(scope(role, 'read'), scope(role, verb), target);
          assert.equal(told(answer), wanted, `${call.name} as ${role}, ${JSON.stringify(target)}: ${answer.text.slice(0, 300)}`);
          if (call.method === 'DELETE') deleted = answer.status === 204;
          note(call, role);
        }
      }
    }
  });

  test(`${resource} are listed and counted for each role as the table says`, async () => {
    for (const target of targetsOf(resource)) await make(resource, 'analyst', target);
    for (const role of roles) {
      const me = people[role].about.user.id;
      const read = scope(role, 'read');
      for (const call of guarded.filter(({path, method}) => method === 'GET' && [base, `${base}:facets`].includes(path))) {
        const query = call.path === base ? '?page_size=100&order_by=created_at desc' : '?fields=created_by';
        const answer = await people[role].get(encodeURI(call.path + query));
        assert.equal(told(answer), read === 'none' ? 403 : 'ok', `${call.name} as ${role}`);
        note(call, role);
        if (call.path !== base || answer.status !== 200) continue;
        for (const item of answer.json.items) {
          const about = item.brand_id ?? (resource === 'brands' ? item.id : null);
          const target = {by: item.created_by === me ? 'me' : 'another', visibility: item.visibility, brand: about === brandOf.mine ? 'mine' : 'other'};
          assert.ok(covers[read](target), `${role} sees ${JSON.stringify(target)}`);
        }
      }
    }
  });

  test(`${resource} are made, alone and in batches, by each role as the table says`, async () => {
    const create = guarded.find(({path, method}) => path === base && method === 'POST');
    const batch = guarded.find(({path}) => path === `${base}:batch`);
    assert.deepEqual(Object.keys(batch['x-permission'].operations).sort(), ['create', 'delete', 'update']);
    for (const role of roles) {
      for (const target of targetsOf(resource).filter(({by}) => by === 'me')) {
        // Who may make it there may read it there.
        const wanted = covers[scope(role, 'create')](target) ? 'ok' : 403;
        const alone = await people[role].post(base, bodyFor(resource, target));
        assert.equal(told(alone), wanted, `${create.name} as ${role}, ${JSON.stringify(target)}: ${alone.text.slice(0, 300)}`);
        note(create, role);
        const among = await people[role].post(batch.path, {operations: [{create: bodyFor(resource, target)}]});
        assert.equal(told(among), wanted, `a batch's create as ${role}, ${JSON.stringify(target)}: ${among.text.slice(0, 300)}`);
      }
      for (const target of targetsOf(resource)) {
        const record = await make(resource, role, target);
        if (record === null) continue;
        const patch = patchFor(document.paths[`${base}/{id}`].patch);
        for (const [name, operation] of [['update', {update: {id: record.id, ...patch}}], ['delete', {delete: {id: record.id}}]]) {
          const answer = await people[role].post(batch.path, {operations: [operation]});
          const wanted = expected(scope(role, 'read'), batch['x-permission'].operations[name][role], target);
          // A batch names what it does not find among its errors.
          assert.equal(told(answer), wanted === 404 ? 422 : wanted, `a batch's ${name} as ${role}, ${JSON.stringify(target)}: ${answer.text.slice(0, 300)}`);
        }
        note(batch, role);
      }
      const empty = await people[role].post(batch.path, {operations: []});
      const nothing = Object.values(batch['x-permission'].operations).every((line) => line[role] === 'none');
      assert.equal(told(empty), nothing ? 403 : 'ok', `an empty batch as ${role}`);
      note(batch, role);
    }
  });
}

test('every other call is answered to each role as the table says', async () => {
  const others = guarded.filter(({path}) => !resources.some((resource) => new RegExp(`^/api/v1/${resource}([/:]|$)`).test(path)));
  assert.ok(others.length > 10);
  for (const call of others) {
    const content = call.requestBody?.content['application/json'];
    for (const role of roles) {
      const body = content && (call.method === 'PATCH' && content.schema.$ref ? patchFor(call) : content.example);
      const answer = await people[role].call(call.method, at(call.path, randomUUID()), body, body ? {'content-type': 'application/json'} : {});
      const none = call['x-permission'].roles[role] === 'none';
      assert.equal(answer.status === 403, none, `${call.name} as ${role}: ${answer.status} ${answer.text.slice(0, 300)}`);
      assert.ok(answer.status !== 401 && answer.status < 500, `${call.name} as ${role}: ${answer.status}`);
      note(call, role);
    }
  }
});

test('a key for reading only writes nothing, whoever made it', async () => {
  const {key} = (await owner.post('/api/v1/auth/api-keys', {name: 'Reader', scope: 'read'})).expect(201).json;
  const headers = {authorization: `Bearer ${key}`};
  for (const {name, method, path} of guarded) {
    if (method === 'GET') continue;
    const answer = await anybody.call(method, at(path, randomUUID()), {headers, body: method === 'DELETE' ? undefined : {}});
    assert.equal(answer.status, 403, name);
  }
});

test('nothing was left out, and what is open to everybody is no more than this', () => {
  const all = guarded.flatMap((call) => roles.map((role) => `${call.name} as ${role}`));
  assert.deepEqual(all.filter((each) => !walked.has(each)), []);
  assert.deepEqual(operations.filter(isOpen).map(({name}) => name).sort(), [
    'GET /.well-known/jwks.json', 'GET /api/v1/asyncapi.json', 'GET /api/v1/auth/oidc', 'GET /api/v1/auth/oidc/{provider}',
    'GET /api/v1/auth/oidc/{provider}/callback', 'GET /api/v1/live', 'GET /api/v1/openapi.json', 'GET /docs',
    'GET /healthz', 'GET /metrics', 'GET /readyz', 'GET /sign-in',
    'POST /api/v1/auth/links', 'POST /api/v1/auth/links:redeem', 'POST /api/v1/auth/login', 'POST /api/v1/auth/logout', 'POST /api/v1/auth/refresh',
  ]);
});
