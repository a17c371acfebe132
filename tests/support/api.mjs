// A client of the API as any program has one: keep-alive connections, JSON, entity tags. It hides nothing: every answer
// comes with its status, and a connection that breaks is an error of its own kind.
import http from 'node:http';
import https from 'node:https';

import {until} from './wait.mjs';

const answerWithinMs = 35_000;   // the server's own deadline for a request is 30 s

/** A request that got no whole answer. `sent` tells whether its bytes had left on a live connection. */
export class BrokenConnection extends Error {
  constructor(cause, sent) {
    super(`${cause.code ?? ''} ${cause.message}`.trim(), {cause});
    this.code = cause.code;
    this.sent = sent;
  }
}

export class Api {
  /** `ca`: the certificate to trust, for https; `localAddress`: where to come from. */
  constructor(url, {connections = 32, timeoutMs = answerWithinMs, ca, localAddress} = {}) {
    this.url = new URL(url);
    this.timeoutMs = timeoutMs;
    this.client = this.url.protocol === 'https:' ? https : http;
    this.agent = new this.client.Agent({keepAlive: true, maxSockets: connections, ca, localAddress});
  }

  close() { this.agent.destroy(); }

  /** One request. `body` that is no string or Buffer is sent as JSON. Answers {status, headers, text, json, ms}. */
  call(method, path, {headers = {}, body, type} = {}) {
    const raw = typeof body === 'string' || Buffer.isBuffer(body);
    const bytes = body === undefined ? null : raw ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
    const all = {...headers};
    if (bytes !== null) {
      all['content-type'] ??= type ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
      all['content-length'] = bytes.length;
    }
    const began = performance.now();
    return new Promise((resolve, reject) => {
      let sent = false;
      const request = this.client.request(
        {host: this.url.hostname, port: this.url.port, method, path, headers: all, agent: this.agent},
        (response) => {
          const pieces = [];
          response.on('data', (piece) => pieces.push(piece));
          response.on('error', (error) => reject(new BrokenConnection(error, true)));
          response.on('end', () => {
            if (!response.complete) {
              reject(new BrokenConnection(new Error('the answer was cut short'), true));
              return;
            }
            resolve(new Answer(response, Buffer.concat(pieces), performance.now() - began));
          });
        });
      request.on('socket', (socket) => {
        if (socket.connecting) socket.once('connect', () => { sent = true; });
        else sent = true;
      });
      request.setTimeout(this.timeoutMs, () => request.destroy(new Error(`no answer within ${this.timeoutMs} ms`)));
      request.on('error', (error) => reject(new BrokenConnection(error, sent)));
      request.end(bytes ?? undefined);
    });
  }

  get(path, headers) { return this.call('GET', path, {headers}); }
  post(path, body, headers) { return this.call('POST', path, {body, headers}); }
  patch(path, body, headers) { return this.call('PATCH', path, {body, headers}); }
  delete(path, headers) { return this.call('DELETE', path, {headers}); }

  /** Creates a record; throws unless it was created. */
  async create(resource, record) {
    return (await this.post(`/api/v1/${resource}`, record)).expect(201).json;
  }

  /** Every record of a list, page after page, and the first page's Change-Seq. */
  async all(resource, query = {}) {
    const items = [];
    let token = null;
    let seq = null;
    do {
      const parameters = new URLSearchParams({page_size: '100', ...query, ...(token ? {page_token: token} : {})});
      const answer = (await this.get(`/api/v1/${resource}?${parameters}`)).expect(200);
      seq ??= Number(answer.headers['change-seq']);
      items.push(...answer.json.items);
      token = answer.json.next_page_token;
    } while (token);
    return {items, seq};
  }

  /** The history once it has come to `version`: a change is in it some milliseconds after it was answered. */
  historyUpTo(version, resource, id) {
    return until(`the history of ${id} has version ${version}`, async () => {
      const entries = await this.history(resource, id);
      return (entries.at(-1)?.version ?? 0) >= version && entries;
    });
  }

  /** Every entry of a record's history, oldest first. */
  async history(resource, id) {
    const entries = [];
    let token = null;
    do {
      const query = token ? `?page_token=${encodeURIComponent(token)}` : '';
      const page = (await this.get(`/api/v1/${resource}/${id}/history${query}`)).expect(200).json;
      entries.push(...page.items);
      token = page.next_page_token ?? null;
    } while (token);
    return entries.sort((a, b) => a.seq - b.seq);
  }
}

export class Answer {
  #text;
  constructor(response, bytes, ms) {
    this.status = response.statusCode;
    this.headers = response.headers;
    this.bytes = bytes;
    this.ms = ms;
  }
  get text() { return this.#text ??= this.bytes.toString('utf8'); }
  get json() { return JSON.parse(this.text); }

  /** This answer, if it has the status; else an error that shows what came instead. */
  expect(status) {
    if (this.status !== status) throw new Error(`expected ${status}, got ${this.status}: ${this.text.slice(0, 2000)}`);
    return this;
  }
}
