// People who sign in at a server that asks for it (`--sign-in required`), as a browser does it: an access token that is held, a
// refresh cookie that is sent back.
import {Api} from './api.mjs';

const linkLine = /(?:first sign-in of|to choose a password).*#link=(\S+)$/;

/** The one-time link among lines that the program printed. */
export function linkIn(lines) {
  const found = [...lines].reverse().map((line) => linkLine.exec(line)).find(Boolean);
  if (!found) throw new Error(`no link was printed:\n${[...lines].join('\n')}`);
  return found[1];
}

export class Person {
  constructor(server, {address, ca} = {}) {
    this.api = new Api(server.url, {ca});
    this.server = server;
    this.address = address;
    this.token = null;
    this.cookie = null;
  }

  #keep(answer) {
    for (const line of answer.headers['set-cookie'] ?? []) {
      this.cookieLine = line;
      this.cookie = /Max-Age=0/.test(line) ? null : line.split(';')[0];
    }
    if (answer.status === 200 && answer.json.access_token) {
      this.token = answer.json.access_token;
      this.about = answer.json;
    }
    return answer;
  }

  /** One request as this person; `as` sends other headers instead. */
  async call(method, path, body, headers = {}) {
    const all = {...(this.token ? {authorization: `Bearer ${this.token}`} : {}), ...(this.cookie ? {cookie: this.cookie} : {}), ...headers};
    return this.#keep(await this.api.call(method, path, {body, headers: all}));
  }
  get(path, headers) { return this.call('GET', path, undefined, headers); }
  post(path, body, headers) { return this.call('POST', path, body, headers); }
  delete(path) { return this.call('DELETE', path); }

  signIn(email, password, more = {}) { return this.post('/api/v1/auth/login', {email, password, ...more}, {authorization: '', cookie: ''}); }
  refresh(body) { return this.post('/api/v1/auth/refresh', body); }

  /** Sets the password by a one-time link, then signs in. */
  async redeem(link, password) {
    const {email} = (await this.post('/api/v1/auth/links:redeem', {link, password})).expect(200).json;
    (await this.signIn(email, password)).expect(200);
    return email;
  }
}
