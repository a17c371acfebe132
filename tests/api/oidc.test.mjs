import assert from 'node:assert/strict';
import net from 'node:net';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {OpenIdProvider} from '../support/oidc_provider.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {until, withinASecond} from '../support/wait.mjs';

const secrets = {rsa: 'a secret of the first client', eddsa: 'a secret of the second client'};
const provider = await new OpenIdProvider().start();
after(() => provider.stop());
// One that takes connections and says nothing.
const silent = net.createServer(() => {});
await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve));
after(() => silent.close());

process.env.DOSSIER_OIDC_SECRET_RSA = secrets.rsa;
process.env.DOSSIER_OIDC_SECRET_EDDSA = secrets.eddsa;
const server = await startServer({after}, {
  flags: ['--sign-in', 'required', '--owner-email', 'ada@lovelace.example',
    ...['rsa', 'eddsa', 'open'].flatMap((name) => ['--oidc-provider', `${name}=${provider.issuer}`, '--oidc-client', `${name}=client-${name}`]),
    '--oidc-provider', `silent=http://127.0.0.1:${silent.address().port}`, '--oidc-client', 'silent=x',
    '--oidc-label', 'rsa=Acme & Sons', '--oidc-provision', 'open=intern@let-in.example,other.example'],
});
const callback = (name) => `${server.url}/api/v1/auth/oidc/${name}/callback`;
provider.serve(['rsa', 'eddsa', 'open'].map((name) => ({
  client_id: `client-${name}`,
  redirect_uris: [callback(name)],
  id_token_signed_response_alg: name === 'eddsa' ? 'EdDSA' : 'RS256',
  ...(secrets[name] ? {client_secret: secrets[name]} : {token_endpoint_auth_method: 'none'}),
})));
const owner = new Person(server);
await owner.redeem(linkIn(server.printed), 'the analytical engine');
const invite = async (email, role = 'analyst') =>
  (await owner.post('/api/v1/auth/invitations', {email, name: email.split('@')[0], role})).expect(201);

let subjects = 0;
const somebody = (email, more = {}) => ({sub: `subject-${++subjects}`, email, email_verified: true, name: 'Some Body', ...more});
const ada = somebody('Ada@Lovelace.example');

/** A browser: one jar for our cookies, one for the provider's. */
class Browser {
  api = new Api(server.url);
  ours = new Map();
  theirs = new Map();

  #keep(jar, lines = []) {
    for (const line of lines) {
      const [pair] = line.split(';');
      const cut = pair.indexOf('=');
      if (/Max-Age=0/.test(line)) jar.delete(pair.slice(0, cut));
      else jar.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
  }
  #cookies(jar) { return [...jar].map((pair) => pair.join('=')).join('; '); }

  async get(address, headers = {}) {
    const {pathname, search} = new URL(address, server.url);
    const answer = await this.api.get(pathname + search, {cookie: this.#cookies(this.ours), ...headers});
    this.#keep(this.ours, answer.headers['set-cookie']);
    return answer;
  }
  begin(name, query = '') { return this.get(`/api/v1/auth/oidc/${name}${query}`); }

  /** From the address of the provider's page to the one that it sends back to. */
  async passPage(address, person) {
    provider.person = person;
    for (let hop = 0; hop < 10; hop++) {
      const answer = await fetch(address, {redirect: 'manual', headers: {cookie: this.#cookies(this.theirs)}});
      this.#keep(this.theirs, answer.headers.getSetCookie());
      address = new URL(answer.headers.get('location') ?? assert.fail(`${answer.status} ${await answer.text()}`), address).href;
      if (address.startsWith(server.url)) return new URL(address);
    }
    return assert.fail('the provider sends in circles');
  }
  /** All of it; `change` may change the address that comes back. Answers what the callback does. */
  async signIn(name, person, {query, change = () => {}, headers} = {}) {
    const begun = (await this.begin(name, query)).expect(303);
    const back = await this.passPage(begun.headers.location, person);
    change(back, this);
    this.back = back.href;
    return this.get(back.href, headers);
  }
  /** Who the refresh cookie signs in. */
  async whoAmI() {
    const person = new Person(server);
    person.cookie = this.#cookies(new Map([...this.ours].filter(([name]) => !name.endsWith('-oidc'))));
    (await person.refresh()).expect(200);
    return person;
  }
}

const word = (answer) => answer.json.type.replace('/problems/sign-in/', '');
async function refusedAs(expected, name, person, options) {
  const browser = new Browser();
  const answer = await browser.signIn(name, person, options);
  assert.equal(word(answer), expected, answer.text);
  assert.equal([...browser.ours.keys()].filter((each) => !each.endsWith('-oidc')).length, 0, 'there is no refresh cookie');
  return answer;
}

const hanging = new Browser().begin('silent');   // looked at in the end

test('the sign-in page is told which providers there are, and no more', async () => {
  const {items} = (await new Api(server.url).get('/api/v1/auth/oidc')).expect(200).json;
  assert.deepEqual(items, ['eddsa', 'open', 'rsa', 'silent'].map((name) => (
    {name, label: name === 'rsa' ? 'Acme & Sons' : name, path: `/api/v1/auth/oidc/${name}`})));
  assert.equal((await new Browser().begin('nobody')).status, 404);
  assert.equal((await new Api(server.url).get('/api/v1/auth/oidc/nobody/callback')).status, 404);
});

test('a browser is sent away with PKCE, state and nonce, and none of them can be read from its cookie', async () => {
  const browser = new Browser();
  const begun = (await browser.begin('rsa')).expect(303);
  const {searchParams, origin} = new URL(begun.headers.location);
  assert.equal(origin, provider.issuer);
  assert.equal(searchParams.get('response_type'), 'code');
  assert.equal(searchParams.get('redirect_uri'), callback('rsa'));
  assert.equal(searchParams.get('code_challenge_method'), 'S256');
  for (const name of ['state', 'nonce', 'code_challenge']) assert.match(searchParams.get(name), /^[\w-]{43}$/, name);
  const [line] = begun.headers['set-cookie'];
  assert.match(line, /^__Host-dossier-[0-9a-f]{8}-oidc=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=600$/);
  const plain = Buffer.from(line.split(/[=;]/)[1], 'base64url').toString('latin1');
  assert.ok(!plain.includes(searchParams.get('state')) && !plain.includes('rsa'));
  assert.equal(begun.headers['cache-control'], 'no-store');
});

for (const name of ['rsa', 'eddsa']) {
  test(`who has the verified address of a member is signed in as them (${name})`, async () => {
    const browser = new Browser();
    const answer = (await browser.signIn(name, ada, {query: '?next=%23%2Fleads%3Fid%3D%C3%A9'})).expect(303);
    assert.equal(answer.headers.location, '/#/leads?id=%C3%A9');
    assert.match(answer.headers['set-cookie'][0], /^__Host-dossier-[0-9a-f]{8}=\S+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    assert.match(answer.headers['set-cookie'][1], /-oidc=; .*Max-Age=0$/);
    const person = await browser.whoAmI();
    const me = (await person.get('/api/v1/auth/me')).expect(200).json;
    assert.deepEqual([me.email, me.role], ['ada@lovelace.example', 'owner']);
    (await person.get('/api/v1/brands')).expect(200);
  });
}

test('once linked it is the subject that counts, and nobody takes the place by having the address', async () => {
  const browser = new Browser();
  (await browser.signIn('rsa', {...ada, email: 'elsewhere@example.org', email_verified: false})).expect(303);
  assert.equal((await (await browser.whoAmI()).get('/api/v1/auth/me')).json.email, 'ada@lovelace.example');
  await refusedAs('taken', 'rsa', somebody('ada@lovelace.example'));
});

test('an address that is not verified, is nobody\'s, or only looks the same lets nobody in', async () => {
  await invite('grace@hopper.example');
  await refusedAs('unverified', 'rsa', somebody('grace@hopper.example', {email_verified: false}));
  await refusedAs('unverified', 'rsa', somebody('grace@hopper.example', {email_verified: 'true'}));
  await refusedAs('unverified', 'rsa', {sub: 'somebody-without-an-address'});
  await refusedAs('unknown', 'rsa', somebody('nobody@hopper.example'));
  await refusedAs('unknown', 'rsa', somebody('gráce@hopper.example'));
  await refusedAs('unknown', 'rsa', somebody('somebody@let-in.example'));
  const browser = new Browser();   // invited, and without a password
  (await browser.signIn('rsa', somebody('grace@hopper.example'))).expect(303);
  assert.equal((await browser.whoAmI()).about.role, 'analyst');
  const open = (await owner.get('/api/v1/auth/invitations')).expect(200).json.items;
  assert.deepEqual(open.map(({email}) => email), [], 'she has come, and her link is good no more');
});

test('whoever has a verified address of a listed domain gets an account and the role, where that is configured', async () => {
  const browser = new Browser();
  const newcomer = somebody('new@Let-In.example', {name: 'New Comer'});
  (await browser.signIn('open', newcomer)).expect(303);
  const {about} = await browser.whoAmI();
  assert.deepEqual([about.user.name, about.role], ['New Comer', 'intern']);
  await refusedAs('unverified', 'open', somebody('more@let-in.example', {email_verified: false}));
  await refusedAs('unknown', 'open', somebody('new@not-let-in.example'));
  await refusedAs('unknown', 'open', somebody('new@sub.let-in.example'));
});

test('people unlink their account from a provider, unless they could not sign in any more', async () => {
  const path = '/api/v1/auth/identities';
  const email = 'carol@castellan.example';
  const signIn = async (as) => {
    const browser = new Browser();
    (await browser.signIn('rsa', as)).expect(303);
    return browser.whoAmI();
  };
  await invite(email);
  const carol = somebody(email);
  const without = await signIn(carol);
  const [linked, ...more] = (await without.get(path)).expect(200).json.items;
  assert.deepEqual([linked.issuer, typeof linked.label, more], [provider.issuer, 'string', []]);
  const last = (await without.delete(`${path}/${linked.id}`)).expect(409).json;
  assert.equal(last.type, '/problems/last-way-in');
  assert.equal((await owner.delete(`${path}/${linked.id}`)).status, 404, 'nobody unlinks others');

  const printed = await server.command('user', 'link', email);
  const person = new Person(server);
  await person.redeem(linkIn(printed.output.trim().split('\n')), 'a word that is long enough');
  const elsewhere = await signIn(carol);
  const {key} = (await person.post('/api/v1/auth/api-keys', {name: 'Key', scope: 'write'})).expect(201).json;
  assert.equal((await person.call('DELETE', `${path}/${linked.id}`, undefined, {authorization: `Bearer ${key}`, cookie: ''})).status, 403);
  const inTime = await withinASecond(() => person.get('/api/v1/brands'));
  (await person.delete(`${path}/${linked.id}`)).expect(204);
  assert.deepEqual((await person.get(path)).expect(200).json.items, []);
  await until('the session that began by the provider has ended', async () => (await elsewhere.get('/api/v1/brands')).status === 401);
  inTime();
  (await person.get('/api/v1/brands')).expect(200);
  assert.equal((await person.delete(`${path}/${linked.id}`)).status, 404);
  await until('it is in the log', async () => {
    const filter = encodeURIComponent(`resource = "accounts" AND record_id = "${person.about.user.id}"`);
    const [entry] = (await owner.get(`/api/v1/audit?page_size=1&filter=${filter}`)).expect(200).json.items;
    return entry && JSON.parse(entry.changes).some(({after: told}) => told === 'unlinked from a provider');
  });
  const again = await signIn(somebody(email));
  assert.equal((await again.get(path)).expect(200).json.items.length, 1, 'another subject may be linked now');
});

test('a provider signs in to its own tenant alone', async () => {
  const {code, output} = await server.command('user', 'add', 'ada@lovelace.example', '--role', 'admin', '--tenant', 'Second', '--new-tenant');
  assert.equal(code, 0, output);
  (await owner.signIn('ada@lovelace.example', 'the analytical engine')).expect(200);
  const second = owner.about.memberships.find(({tenant}) => tenant.name === 'Second').tenant.id;
  const browser = new Browser();
  (await browser.signIn('rsa', ada)).expect(303);
  const person = await browser.whoAmI();
  const named = ({json}) => json.memberships.map(({tenant}) => tenant.name);
  assert.deepEqual(named(await person.get('/api/v1/auth/me')), ['Meridian Capital']);
  assert.equal((await person.refresh({tenant: second})).status, 403);
  assert.equal((await owner.refresh({tenant: second})).status, 200, 'who signed in with a password goes there');
  const elsewhere = (await owner.get('/api/v1/auth/me')).json.session_id;
  const seen = (await person.get('/api/v1/auth/sessions')).json.items;
  assert.ok(seen.length > 0 && seen.every(({tenant}) => tenant.name === 'Meridian Capital'));
  assert.equal((await person.delete(`/api/v1/auth/sessions/${elsewhere}`)).status, 404);
});

test('what comes back without having been sent away here is refused, and the provider is not asked', async () => {
  const asked = () => provider.asked.filter((path) => path === '/token').length;
  const before = asked();
  const other = new Browser();
  (await other.begin('rsa')).expect(303);
  const cookieOf = (browser) => [...browser.ours.keys()].find((name) => name.endsWith('-oidc'));
  const changes = {
    'another state': (back) => back.searchParams.set('state', 'x'.repeat(43)),
    'no state': (back) => back.searchParams.delete('state'),
    'no cookie': (back, browser) => browser.ours.clear(),
    'another browser': (back, browser) => { browser.ours = other.ours; },
    'a cookie that was changed': (back, browser) => {
      const name = cookieOf(browser);
      const bytes = Buffer.from(browser.ours.get(name), 'base64url');
      bytes[40] ^= 1;
      browser.ours.set(name, bytes.toString('base64url'));
    },
    'a cookie of another making': (back, browser) => browser.ours.set(cookieOf(browser), Buffer.from('{}').toString('base64url')),
    'another provider of ours': (back) => { back.pathname = back.pathname.replace('rsa', 'eddsa'); },
  };
  for (const [name, change] of Object.entries(changes)) {
    const answer = await refusedAs('interrupted', 'rsa', ada, {change});
    assert.equal(answer.status, 400, name);
    assert.equal(answer.headers['set-cookie'], undefined, name);
  }
  assert.equal(asked(), before);
});

test('what came back once is not taken again', async () => {
  const browser = new Browser();
  const kept = new Map();
  (await browser.signIn('rsa', ada, {change: (back, {ours}) => ours.forEach((value, name) => kept.set(name, value))})).expect(303);
  browser.ours = kept;
  const asked = provider.asked.length;
  const again = await browser.get(browser.back);
  assert.equal(word(again), 'interrupted');
  assert.equal(provider.asked.length, asked, 'the provider is not asked');
});

test('an answer of another issuer, or without its name, is refused; so is a refusal', async () => {
  await refusedAs('refused', 'rsa', ada, {change: (back) => back.searchParams.set('iss', 'https://evil.example')});
  await refusedAs('refused', 'rsa', ada, {change: (back) => back.searchParams.delete('iss')});
  await refusedAs('refused', 'rsa', null);
  await refusedAs('refused', 'rsa', ada, {change: (back) => back.searchParams.set('code', 'made-up')});
});

test('a browser is sent back to the sign-in page, which says why', async () => {
  const answer = await new Browser().signIn('rsa', null, {headers: {accept: 'text/html,*/*;q=0.8'}});
  assert.deepEqual([answer.status, answer.headers.location], [303, '/sign-in#refused=refused']);
  const lost = await new Browser().get(`${callback('rsa')}?state=x&code=y`, {accept: 'text/html'});
  assert.deepEqual([lost.status, lost.headers.location], [303, '/sign-in#refused=interrupted']);
});

test('the way goes on within the dashboard only', async () => {
  for (const next of ['https://evil.example', '//evil.example', '/leads', '#leads', 'javascript:alert(1)', `#/${'x'.repeat(1000)}`]) {
    assert.equal((await new Browser().begin('rsa', `?next=${encodeURIComponent(next)}`)).status, 400, next);
  }
});

test('an ID token is taken as it has to be and in no other way', async (t) => {
  const lies = {
    'no signature': (claims, head, by) => by.signed(claims, {alg: 'none'}),
    'the public key as a secret': (claims, head, by) => by.signed(claims, {alg: 'HS256'}),
    'another nonce': (claims, head, by) => by.signed({...claims, nonce: 'another'}),
    'another issuer': (claims, head, by) => by.signed({...claims, iss: 'https://evil.example'}),
    'another client': (claims, head, by) => by.signed({...claims, aud: 'client-eddsa'}),
    'ended': (claims, head, by) => by.signed({...claims, exp: claims.iat - 3600}),
  };
  for (const [name, lie] of Object.entries(lies)) {
    await t.test(name, async () => {
      provider.lie = lie;
      await refusedAs('refused', 'rsa', ada).finally(() => { provider.lie = null; });
    });
  }
  provider.lie = (claims, head, by) => by.signed(claims);
  (await new Browser().signIn('rsa', ada).finally(() => { provider.lie = null; })).expect(303);
});

test('new keys are read when they are needed, and not at anybody\'s will', async () => {
  const asked = () => provider.asked.filter((path) => path === '/jwks').length;
  const before = asked();
  provider.rotate();
  (await new Browser().signIn('rsa', ada)).expect(303);
  assert.equal(asked(), before + 1);
  provider.lie = (claims, head, by) => by.signed(claims, {kid: 'made-up'});
  await refusedAs('refused', 'rsa', ada).finally(() => { provider.lie = null; });
  assert.equal(asked(), before + 1, 'they were read a moment ago');
});

test('while the provider is away nobody waits, and others sign in', async () => {
  const browser = new Browser();
  const begun = (await browser.begin('rsa')).expect(303);
  const back = await browser.passPage(begun.headers.location, ada);
  await provider.stop();
  const answer = await browser.get(back.href);
  await provider.again();
  assert.deepEqual([answer.status, word(answer), answer.headers['retry-after']], [503, 'away', '5']);
  (await owner.signIn('ada@lovelace.example', 'the analytical engine')).expect(200);
  const silence = await hanging;
  assert.deepEqual([silence.status, word(silence)], [503, 'away']);
  assert.ok(silence.ms < 10_000, `it was given up after ${silence.ms} ms`);
});

test('who is refused too often from one address waits', async () => {
  let last;
  // One more may be tried every 6 s, so a machine that takes its time gets further than 20.
  for (let i = 0; i < 100 && last?.status !== 429; i++)
    last = await new Browser().signIn('rsa', ada, {change: (back) => back.searchParams.set('code', 'made-up')});
  assert.equal(last.status, 429, last.text);
  assert.ok(Number(last.headers['retry-after']) > 0);
});

test('the log knows no secret, code or token', () => {
  const log = server.log();
  for (const each of [...Object.values(secrets), 'code=', 'eyJ', 'client_secret', 'code_verifier']) assert.ok(!log.includes(each), each);
  assert.match(log, /sign-in provider silent cannot be used/);
});
