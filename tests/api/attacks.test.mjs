// What an attacker tries from outside, kept as tests: pages of other sites, forged tokens and cookies, paths that climb, fields that
// would split an answer. (Requests that parsers disagree about stand in tests/integration/http/malformed_test.cpp.)
import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import net from 'node:net';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {LiveConnection} from '../support/live.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {seeded, within} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true, flags: ['--sign-in', 'required', '--allow-origin', 'https://crm.example']});
const api = new Api(server.url);
const owner = new Person(server);
await owner.redeem(linkIn(server.printed), 'a long enough password');
const bearer = {authorization: `Bearer ${owner.token}`};
const signInAgain = async () => {
  (await owner.signIn('owner@dossier.local', 'a long enough password')).expect(200);
  bearer.authorization = `Bearer ${owner.token}`;
};
const {paths} = (await api.get('/api/v1/openapi.json')).expect(200).json;
const nobody = '01930000-0000-7000-8000-000000000000';

/** Every call that the API's document names, with something in the place of its parameters. */
const calls = Object.entries(paths).flatMap(([path, item]) => Object.keys(item)
  .filter((method) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
  .map((method) => ({method: method.toUpperCase(), path: path.replaceAll(/\{[^}]*\}/g, nobody)})));
const unsafe = ({method}) => method !== 'GET';

/** Sends bytes as they are; answers the heads of what comes back until the server closes. */
function raw(bytes) {
  return within(30_000, 'a raw exchange', new Promise((resolve) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')));
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (piece) => { text += piece; });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  }));
}
const rawGet = (target, fields = '') => raw(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n${fields}Connection: close\r\n\r\n`);

/** What every answer says to browsers, whatever it answers. */
function assertGuarded(headers, what) {
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  assert.equal(headers['referrer-policy'], 'no-referrer', what);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin', what);
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin', what);
  assert.ok(headers['cache-control'], what);
  const policy = headers['content-security-policy'] ?? '';
  assert.match(policy, /^default-src 'none';.*frame-ancestors 'none'/, what);
  assert.ok(!/unsafe-inline|unsafe-eval(?!')|\*/.test(policy.replace("'wasm-unsafe-eval'", '')), `${what}: ${policy}`);
  for (const telltale of ['server', 'x-powered-by', 'access-control-allow-origin']) assert.equal(headers[telltale], undefined, what);
}

test('every route of the document carries the security fields, taken or refused', async () => {
  assert.ok(calls.length > 40, `the document names ${calls.length} calls`);
  for (const call of calls) {
    for (const headers of [bearer, {}]) {
      const answer = await api.call(call.method, call.path, {headers, ...(unsafe(call) ? {body: {}} : {})});
      assertGuarded(answer.headers, `${call.method} ${call.path} ${answer.status}`);
      assert.ok(answer.status < 500, `${call.method} ${call.path} ${answer.status}`);
    }
  }
  await signInAgain();   // the walk has called whatever there is
});

test('so do pages, files and whatever is refused before there is a route', async () => {
  for (const path of ['/', '/sign-in', '/docs', '/healthz', '/nothing', '/api/v1/nothing', '/.well-known/jwks.json', '/metrics']) {
    assertGuarded((await api.get(path)).headers, path);
  }
  for (const [bytes, status] of [
    ['nonsense\r\n\r\n', 400], ['GET / HTTP/9.9\r\nHost: localhost\r\n\r\n', 505], ['BREW / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 501],
    ['GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 421], [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 414],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431], ['PUT /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 405],
    ['POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n', 413],
  ]) {
    const answer = await raw(bytes);
    const [head] = answer.split('\r\n\r\n');
    const headers = Object.fromEntries(head.split('\r\n').slice(1).map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
    assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `), head.slice(0, 60));
    assertGuarded(headers, head.slice(0, 60));
  }
});

test('a page of another site can send no unsafe request, on any route', async () => {
  const pages = [{origin: 'https://evil.example'}, {origin: 'null'}, {'sec-fetch-site': 'cross-site'}, {'sec-fetch-site': 'same-site'},
    {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document'}, {origin: `http://localhost.evil.example:${server.port}`}];
  for (const call of calls.filter(unsafe)) {
    for (const page of pages) {
      const answer = await api.call(call.method, call.path, {headers: {...bearer, ...page}, body: {}});
      assert.equal(answer.status, 403, `${call.method} ${call.path} from ${JSON.stringify(page)}`);
    }
  }
});

test('a page of another site can load nothing into itself, and a link may lead here', async () => {
  const page = (mode, dest, site = 'cross-site') => ({'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest});
  for (const path of ['/', '/sign-in', '/api/v1/brands']) {
    for (const headers of [page('no-cors', 'script'), page('no-cors', 'image'), page('cors', 'empty'), page('navigate', 'iframe'), page('no-cors', 'style', 'same-site')]) {
      (await api.get(path, {...bearer, ...headers})).expect(403);
    }
    (await api.get(path, {...bearer, ...page('navigate', 'document')})).expect(200);
    (await api.get(path, {...bearer, ...page('cors', 'empty', 'same-origin')})).expect(200);
    (await api.get(path, {...bearer, ...page('navigate', 'document', 'none')})).expect(200);
  }
});

test('a page of another site can open no live connection', async () => {
  for (const origin of ['https://evil.example', 'null', `https://localhost.evil.example`, 'http://127.0.0.1:1', 'http://crm.example', 'https://crm.example:8443', 'https://crm.example.evil.example']) {
    await assert.rejects(LiveConnection.open(server.socketUrl, {headers: {...bearer, origin}}), /403/, origin);
  }
  for (const origin of [server.url, 'https://crm.example']) {
    const allowed = await LiveConnection.open(server.socketUrl, {headers: {...bearer, origin}});
    allowed.cut();
  }
});

test('a token that was touched anywhere is no token', async () => {
  const [head, body, signature] = owner.token.split('.');
  const json = (part) => JSON.parse(Buffer.from(part, 'base64url'));
  const encoded = (what) => Buffer.from(JSON.stringify(what)).toString('base64url');
  const claims = json(body);
  const keys = (await api.get('/.well-known/jwks.json')).json.keys;
  const hmac = (text, key) => createHmac('sha256', key).update(text).digest('base64url');
  const asHmac = `${encoded({...json(head), alg: 'HS256'})}.${body}`;
  const forged = [
    `${encoded({alg: 'none', typ: 'JWT'})}.${body}.`, `${encoded({...json(head), alg: 'none'})}.${body}.${signature}`,
    `${encoded({...json(head), alg: 'None'})}.${body}.`, `${asHmac}.${hmac(asHmac, Buffer.from(keys[0].x, 'base64url'))}`,
    `${asHmac}.${hmac(asHmac, JSON.stringify(keys[0]))}`, `${encoded({...json(head), kid: '../../dev/null'})}.${body}.${signature}`,
    `${encoded({...json(head), kid: "' OR 1=1 --"})}.${body}.${signature}`, `${encoded({...json(head), jwk: keys[0]})}.${body}.${signature}`,
    `${encoded({...json(head), jku: 'https://evil.example/jwks.json'})}.${body}.${signature}`, `${encoded({...json(head), crit: ['exp']})}.${body}.${signature}`,
    `${head}.${encoded({...claims, exp: claims.exp + 1e6})}.${signature}`, `${head}.${encoded({...claims, role: 'owner', sub: nobody})}.${signature}`,
    `${head}.${body}.`, `${head}.${body}`, `${head}..${signature}`, `.${body}.${signature}`, '...', 'a.b.c', head, `${head}.${body}.${signature}.${signature}`,
    `${head}.${body}.${signature}=`, `${head}.${body}.${signature}A`, `${head}.${body}.${'A'.repeat(86)}`, `${head}.${body}.${'0'.repeat(20_000)}`,
    'x'.repeat(8_000), 'dsk_', 'dsk_' + 'a'.repeat(43), '{}', '[]', 'null', "' OR '1'='1",
  ];
  const random = seeded(4);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/=';
  for (let i = 0; i < 300; ++i) {
    const at = random.below(owner.token.length - 1);   // the last digit holds bits that base64 does not use
    const other = random.pick([...alphabet].filter((c) => c !== owner.token[at]));
    const mutations = [owner.token.slice(0, at) + other + owner.token.slice(at + 1), owner.token.slice(0, at), owner.token.slice(0, at) + owner.token.slice(at + 1),
      owner.token.slice(0, at) + other + owner.token.slice(at)];
    forged.push(random.pick(mutations));
  }
  for (const token of forged) {
    const answer = await api.get('/api/v1/auth/me', {authorization: `Bearer ${token}`});
    assert.equal(answer.status, 401, `${answer.status} for ${token.slice(0, 300)}`);
  }
  (await owner.get('/api/v1/auth/me')).expect(200);
});

test('a guessed cookie refreshes nothing and ends nothing, and one that was touched refreshes nothing', async () => {
  const [name, value] = [owner.cookie.slice(0, owner.cookie.indexOf('=')), owner.cookie.slice(owner.cookie.indexOf('=') + 1)];
  const random = seeded(5);
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (let i = 0; i < 50; ++i) {
    const guess = [...value].map((c) => (digits.includes(c) ? random.pick([...digits]) : c)).join('');
    assert.equal((await api.post('/api/v1/auth/refresh', undefined, {cookie: `${name}=${guess}`})).status, 401);
  }
  (await owner.get('/api/v1/auth/me')).expect(200);
  const made = ['', '=', 'a', '"', `"${value}"`, value.slice(1), value + 'A', value.toUpperCase(), "' OR '1'='1", '%00', '\xff\xfe', 'x'.repeat(20_000), '../../etc/passwd', `${value},${value}`];
  for (let i = 0; i < 150; ++i) {
    const at = random.below(value.length - 1);
    const other = random.pick([...digits].filter((c) => c !== value[at]));
    made.push(random.pick([value.slice(0, at) + other + value.slice(at + 1), value.slice(0, at), value.slice(0, at) + other + value.slice(at)]));
  }
  for (const forged of made) {
    const answer = await api.post('/api/v1/auth/refresh', undefined, {cookie: `${name}=${forged}`});
    assert.equal(answer.status, 401, `${answer.status} for ${forged.slice(0, 100)}`);
  }
  for (const cookie of [`${name}`, ';;;', `${name}=; ${name}=`, `x${name}=${value}`, `${name}x=${value}`, `__Secure-${name}=${value}`]) {
    assert.equal((await api.post('/api/v1/auth/refresh', undefined, {cookie})).status, 401, cookie);
  }
  // What shows that its sender held a token of the session has ended it (decision 17): it is made anew.
  await signInAgain();
});

test('no path climbs out of the files that are served', async () => {
  assert.match(await rawGet('/'), /^HTTP\/1\.1 200 /);
  const climbs = ['/../', '/../../../../../../etc/passwd', '/..%2f..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/%252e%252e/etc/passwd', '/..\\..\\etc\\passwd',
    '/..%5c..%5cetc%5cpasswd', '/....//....//etc/passwd', '/./../etc/passwd', '//etc/passwd', '/etc/passwd', '/index.html/../../etc/passwd', '/index.html%00.png', '/%c0%ae%c0%ae/etc/passwd',
    '/manifest.json', '/.git/config', '/index.html/', '/.', '/..', '/~root', '/file:///etc/passwd', '/index.html::$DATA', '/assets/..;/etc/passwd', '/proc/self/environ'];
  for (const path of climbs) {
    const answer = await rawGet(path);
    assert.match(answer, /^HTTP\/1\.1 (400|404) /, path);
    assert.ok(!/root:|DOSSIER_/.test(answer), path);
  }
});

test('nothing that a client sends becomes a field of the answer', async () => {
  const breaks = ['%0d%0aX-Injected:%201', '%0aX-Injected:%201', '%0d%0a%0d%0a<script>', '%E5%98%8A%E5%98%8DX-Injected:%201', '%C4%8D%C4%8AX-Injected:%201'];
  for (const cut of breaks) {
    for (const target of [`/${cut}`, `/api/v1/brands?filter=${cut}`, `/api/v1/brands/${cut}`, `/api/v1/brands?page_token=${cut}`, `/sign-in?next=${cut}`]) {
      const answer = await rawGet(target, `Authorization: ${bearer.authorization}\r\n`);
      const [head] = answer.split('\r\n\r\n');
      assert.ok(!/^x-injected/im.test(head), target);
      assert.match(answer, /^HTTP\/1\.1 \d{3} /);
      assert.equal(answer.match(/^HTTP\/1\.1 /gm).length, 1, target);
    }
  }
  const named = (await owner.post('/api/v1/brands', {name: 'A\r\nX-Injected: 1'}));
  assert.equal(named.headers['x-injected'], undefined);
  const traced = await api.get('/healthz', {traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736\tX-00f067aa0ba902b7-01'});
  assert.ok(!traced.headers.traceresponse.includes('4bf92f35'));
});

test('sign-in and search take no SQL and no operators for anything but text', async () => {
  for (const text of ["' OR '1'='1", "'; DROP TABLE brands; --", '") OR ("1"="1', "\\'; SELECT pg_sleep(5); --", '$1', '%27%20OR%201=1']) {
    const login = await api.post('/api/v1/auth/login', {email: text, password: text});
    assert.ok([401, 422, 429].includes(login.status), `${login.status} for ${text}`);
    assert.ok((await owner.get(`/api/v1/brands?q=${encodeURIComponent(text)}`)).status < 500);
    assert.equal((await owner.get(`/api/v1/brands?order_by=${encodeURIComponent(text)}`)).status, 400);
    assert.equal((await owner.get(`/api/v1/brands?filter=${encodeURIComponent(text)}`)).status, 400, text);
    assert.equal((await owner.get(`/api/v1/brands/${encodeURIComponent(text)}`)).status, 404);
  }
  for (const email of [{$ne: null}, ['a'], true, 0, null]) {
    assert.equal((await api.post('/api/v1/auth/login', {email, password: 'x'})).status, 422);
  }
  (await owner.get('/api/v1/brands')).expect(200);
});
