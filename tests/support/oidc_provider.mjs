// A certified OpenID provider (npm oidc-provider) on this machine, at whose page the test's person says yes at once. It can be
// given other keys, be made to lie, and be taken away.
import {createHmac, generateKeyPairSync, randomUUID, sign, webcrypto} from 'node:crypto';
import http from 'node:http';

globalThis.crypto ??= webcrypto;   // Node 18 has it under another name
// It warns of the runtime, and of what is fit for development only.
const {warn, info} = console;
console.warn = console.info = () => {};
const {Provider} = await import('oidc-provider');
Object.assign(console, {warn, info});

const encoded = (what) => Buffer.from(JSON.stringify(what)).toString('base64url');

function makeKeys() {
  const made = (type, options, more) => {
    const {privateKey} = generateKeyPairSync(type, options);
    return {key: privateKey, jwk: {...privateKey.export({format: 'jwk'}), kid: randomUUID(), use: 'sig', ...more}};
  };
  return {RS256: made('rsa', {modulusLength: 2048}, {alg: 'RS256'}), EdDSA: made('ed25519', {}, {alg: 'EdDSA'})};
}

export class OpenIdProvider {
  #server;
  #handle;
  #clients;
  /** Paths that were asked for. */
  asked = [];
  /** Who sits at the provider's page: {sub, email, email_verified, name}; null: they refuse. */
  person = null;
  /** (claims, head, provider) => token: what is given in place of the ID token. */
  lie = null;

  /** Listens on this machine, of which `host` is a name; answers once it has clients. */
  async start(host = '127.0.0.1') {
    this.keys = makeKeys();
    this.#server = http.createServer((request, response) => this.#answer(request, response));
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.port = this.#server.address().port;
    this.issuer = `http://${host}:${this.port}`;
    return this;
  }
  /** As `start`, after `stop`: on the port it had. */
  async again() { await new Promise((resolve) => this.#server.listen(this.port, '127.0.0.1', resolve)); }
  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  serve(clients = this.#clients) {
    this.#clients = clients;
    console.warn = console.info = () => {};
    const provider = new Provider(this.issuer, {
      clients,
      jwks: {keys: Object.values(this.keys).map(({jwk}) => jwk)},
      enabledJWA: {idTokenSigningAlgValues: ['RS256', 'EdDSA']},
      claims: {openid: ['sub'], email: ['email', 'email_verified'], profile: ['name']},
      features: {devInteractions: {enabled: false}, userinfo: {enabled: true}},
      interactions: {url: (context, interaction) => `/interaction/${interaction.uid}`},
      findAccount: (context, sub) => ({accountId: sub, claims: () => ({...this.person, sub})}),
      cookies: {keys: ['of the test']},
      ttl: {AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600},
    });
    Object.assign(console, {warn, info});
    provider.on('server_error', (context, error) => { throw error; });
    const handle = provider.callback();
    this.#handle = async (request, response) => {
      if (!request.url.startsWith('/interaction/')) return handle(request, response);
      if (!this.person) return provider.interactionFinished(request, response, {error: 'access_denied'});
      const {params, grantId} = await provider.interactionDetails(request, response);
      const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({accountId: this.person.sub, clientId: params.client_id});
      grant.addOIDCScope(params.scope);
      return provider.interactionFinished(request, response, {login: {accountId: this.person.sub}, consent: {grantId: await grant.save()}});
    };
  }
  /** Signs with other keys from now on; the former ones are gone. */
  rotate() {
    this.keys = makeKeys();
    this.serve();
  }

  /** A token of the provider's own key, with whatever head and claims. */
  signed(claims, head = {}) {
    const {alg = 'RS256'} = head;
    const {key, jwk} = this.keys[alg] ?? this.keys.RS256;
    const text = `${encoded({alg, typ: 'JWT', kid: jwk.kid, ...head})}.${encoded(claims)}`;
    if (alg === 'none') return `${text}.`;
    if (alg === 'HS256') {   // what the verifier takes for a secret would be the public key
      const {n} = jwk;
      return `${text}.${createHmac('sha256', Buffer.from(n, 'base64url')).update(text).digest('base64url')}`;
    }
    return `${text}.${sign(alg === 'RS256' ? 'sha256' : null, Buffer.from(text), key).toString('base64url')}`;
  }

  async #answer(request, response) {
    this.asked.push(request.url.split('?')[0]);
    if (this.lie && request.method === 'POST' && request.url === '/token') return this.#lieTo(request, response);
    return this.#handle(request, response);
  }
  async #lieTo(request, response) {
    const end = response.end.bind(response);
    response.end = (body, ...rest) => {
      const told = JSON.parse(body);
      const [head, claims] = told.id_token.split('.').map((part, i) => (i < 2 ? JSON.parse(Buffer.from(part, 'base64url')) : part));
      told.id_token = this.lie(claims, head, this);
      const made = JSON.stringify(told);
      response.setHeader('Content-Length', Buffer.byteLength(made));
      return end(made, ...rest);
    };
    return this.#handle(request, response);
  }
}
