// Who asks too much is told so, and who stands behind a proxy is known by their own address: limits as clients meet them.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const userRequests = 40;      // of one person in ten seconds, as the server is told below
const addressRequests = 60;   // of one address
const server = await startServer({after}, {flags: [
  '--sign-in', 'required', '--trusted-proxies', '127.0.0.1,10.0.0.0/8', '--allow-host', 'crm.example', '--log-level', 'debug',
  '--user-requests', `${userRequests}`, '--address-requests', `${addressRequests}`]});
const viaProxy = new Api(server.url);
const stranger = new Api(server.url, {localAddress: '127.0.0.2'});   // the same machine, but no trusted proxy
const password = 'a long enough password';
const owner = new Person(server);
const email = await owner.redeem(linkIn(server.printed), password);

let lastAddress = 0;
const freshAddress = () => `203.0.113.${++lastAddress}`;
const from = (address) => ({'x-forwarded-for': address});
/** `"name";r=1;t=2` as {name, r, t}. */
const parsed = (field) => Object.fromEntries(field.split(';').map((part, i) => (i === 0 ? ['name', JSON.parse(part)] : [part[0], Number(part.slice(2))])));

/** Sends until it is refused; answers the last answer before it, the refusal, and how many were taken. */
async function askUntilRefused(ask, most) {
  let before = null;
  for (let taken = 0; taken <= most; ++taken) {
    const answer = await ask();
    if (answer.status === 429) return {before, refusal: answer, taken};
    before = answer;
  }
  throw new Error(`not refused after ${most}`);
}

test('one address has its share, is told what is left of it, and others have theirs', async () => {
  const address = freshAddress();
  const first = (await viaProxy.get('/healthz', from(address))).expect(200);
  assert.equal(first.headers['ratelimit-policy'], `"address";q=${addressRequests};w=10`);
  assert.equal(parsed(first.headers.ratelimit).r, addressRequests - 1);
  const {refusal, taken} = await askUntilRefused(() => viaProxy.get('/healthz', from(address)), 3 * addressRequests);
  assert.ok(taken >= addressRequests - 1, `${taken} were taken`);
  assert.equal(refusal.json.type, '/problems/too-many-requests');
  assert.equal(Number(refusal.headers['retry-after']), 1);
  assert.equal(parsed(refusal.headers.ratelimit).r, 0);
  (await viaProxy.get('/healthz', from(freshAddress()))).expect(200);
  await until('the address is served again', async () => (await viaProxy.get('/healthz', from(address))).status === 200);
});

test('an IPv6 client has one share for the whole network that is its own', async () => {
  await askUntilRefused(() => viaProxy.get('/healthz', from(`2001:db8:7::${(++lastAddress).toString(16)}`)), 3 * addressRequests);
  (await viaProxy.get('/healthz', from('2001:db8:8::1'))).expect(200);
});

test('one person has a share of their own, over all sessions and addresses', async () => {
  const again = new Person(server);
  (await again.signIn(email, password)).expect(200);
  const people = [owner, again];
  let turn = 0;
  const ask = () => people[++turn % 2].get('/api/v1/brands?page_size=1', from(freshAddress()));
  const {before, refusal} = await askUntilRefused(ask, 3 * userRequests);
  assert.equal(before.status, 200);
  assert.equal(before.headers['ratelimit-policy'], `"user";q=${userRequests};w=10`);
  assert.equal(refusal.json.type, '/problems/too-many-requests');
  assert.ok(Number(refusal.headers['retry-after']) >= 1);
  (await viaProxy.get('/healthz', from(freshAddress()))).expect(200);
  await until('the person is served again', async () => (await ask()).status === 200);
});

test('this machine itself is not counted', async () => {
  for (let i = 0; i < 2 * addressRequests; ++i) {
    const answer = (await viaProxy.get('/healthz')).expect(200);
    assert.equal(answer.headers.ratelimit, undefined);
  }
});

test('who is no trusted proxy is not believed about anything', async () => {
  const forged = {'x-forwarded-for': '198.51.100.77', forwarded: 'for=198.51.100.78;host=crm.example;proto=https', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'crm.example'};
  const answer = (await stranger.get('/healthz', forged)).expect(200);
  assert.equal(answer.headers.ratelimit, undefined, 'it is counted as what it is');
  assert.equal(answer.headers['strict-transport-security'], undefined);
  (await stranger.get('/healthz', {...forged, host: 'evil.example'})).expect(421);
  await until('the log has it', () => server.log().includes('"remote":"127.0.0.2"'));
  assert.ok(!server.log().includes('198.51.100.7'), 'and the log has no word of what it said');
});

test('what a client wrote before the proxy is not believed either', async () => {
  const answer = await viaProxy.get('/healthz', {'x-forwarded-for': `127.0.0.1, 198.51.100.99, ${freshAddress()}, 10.7.7.7`});
  assert.equal(parsed(answer.headers.ratelimit).name, 'address');
  await until('the log has the client', () => server.log().includes(`"remote":"203.0.113.${lastAddress}"`));
  (await viaProxy.get('/healthz', {forwarded: 'for=127.0.0.1', ...from(freshAddress())})).expect(400);
  (await viaProxy.get('/healthz', {forwarded: 'for="'})).expect(400);
});

test('a trusted proxy says by which name and how the client came', async () => {
  const by = (host, scheme) => ({...from(freshAddress()), 'x-forwarded-host': host, 'x-forwarded-proto': scheme});
  const answer = (await viaProxy.get('/healthz', by('crm.example', 'https'))).expect(200);
  assert.match(answer.headers['strict-transport-security'], /^max-age=/);
  (await viaProxy.get('/healthz', by('evil.example', 'https'))).expect(421);
  const login = (origin) => viaProxy.post('/api/v1/auth/login', {email, password}, {...by('crm.example', 'https'), origin});
  (await login('https://crm.example')).expect(200);
  (await login('http://crm.example')).expect(403);
  (await login('https://evil.example')).expect(403);
});

test('sessions remember the address of the person, not of the proxy', async () => {
  const person = new Person(server);
  const address = freshAddress();
  (await person.call('POST', '/api/v1/auth/login', {email, password}, from(address))).expect(200);
  const list = await until('the list is served', async () => {
    const answer = await person.get('/api/v1/auth/sessions', from(freshAddress()));
    return answer.status === 200 && answer.json.items;
  });
  assert.equal(list.find(({current}) => current).address, address);
});
