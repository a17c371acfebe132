// Stands between tests and their servers and holds every request and answer against the API's own OpenAPI document. The
// validator is Prism in its proxy mode. Prism parses and rewrites what passes it (a blank in a query becomes a plus, a body is
// read and written anew), so the bytes go around it: what the server gets is what the test sent, what the test gets is what
// the server answered, and Prism sees both.
//
//   test → front → Prism → back → server
//
// Prism takes seconds to start and gets faster with what passes it, so there is one, with a front for each server.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

import {until, within} from './wait.mjs';

const prism = fileURLToPath(new URL('../node_modules/@stoplight/prism-cli/dist/index.js', import.meta.url));
const readyWithinMs = 120_000;
const mark = 'x-exchange';

/** The document as strict as it can be read: no member and no status that it does not name. */
function strict(document) {
  const close = (schema) => {
    if (schema === null || typeof schema !== 'object') return schema;
    if (Array.isArray(schema)) return schema.map(close);
    const made = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === 'examples' || key === 'example' ? value : close(value)]));
    if (made.properties && [made.type].flat().includes('object')) made.additionalProperties ??= false;
    return made;
  };
  const made = structuredClone(document);
  made.components.schemas = close(made.components.schemas);
  for (const item of Object.values(made.paths)) {
    for (const operation of Object.values(item)) delete operation.responses?.default;
  }
  return made;
}

function bodyOf(stream) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    stream.on('data', (piece) => pieces.push(piece));
    stream.on('end', () => resolve(Buffer.concat(pieces)));
    stream.on('error', reject);
  });
}

function listen(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

/** One exchange as it was: sends `what` to a port and answers {status, headers, body}. */
function send(agent, port, {method, url, headers, body}) {
  return new Promise((resolve, reject) => {
    const request = http.request({host: '127.0.0.1', port, method, path: url, headers, agent, setHost: false}, async (answer) => {
      resolve({status: answer.statusCode, headers: answer.rawHeaders, named: answer.headers, body: await bodyOf(answer)});
    });
    request.on('error', reject);
    request.end(body.length > 0 ? body : undefined);
  });
}

const perConnection = new Set(['connection', 'keep-alive', 'transfer-encoding']);

function pairs(rawHeaders) {
  const made = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!perConnection.has(rawHeaders[i].toLowerCase())) made.push(rawHeaders[i], rawHeaders[i + 1]);
  }
  return made;
}

/** Before one server: where its tests send their requests. */
class Front {
  /** {method, url, status, violations} of every exchange that broke the document. */
  broken = [];
  /** How many exchanges the validator saw. */
  seen = 0;

  constructor(take) { this.server = http.createServer((request, response) => take(this, request, response)); }

  async start(upstream) {
    this.upstream = upstream;
    this.port = await listen(this.server);
    return this;
  }

  get url() { return `http://127.0.0.1:${this.port}`; }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  judge(what, answer, seen) {
    ++this.seen;
    const text = seen.named['sl-violations'];
    if (!text || !what.answer) return;
    const violations = text.startsWith('[') ? JSON.parse(text) : [{location: ['response'], severity: 'Error', message: text}];
    const refused = answer.status >= 400;
    // A request that breaks the document is fine where the server refuses it.
    const bad = violations.filter(({location, message}) =>
      !(refused && location[0] === 'request') && !(refused && message === 'Selected route not found'));
    if (bad.length > 0) this.broken.push({method: what.method, url: what.url, status: answer.status, violations: bad});
  }
}

export class Validator {
  #agent = new http.Agent({keepAlive: true, maxSockets: 64});
  #open = new Map();    // exchanges on their way, by number
  #count = 0;
  #fronts = new Set();
  #back;
  #prismPort;
  #folder;
  #child;

  /** Reads the document, and makes it strict. */
  async start(document) {
    this.#folder = mkdtempSync(path.join(tmpdir(), 'dossier-openapi-'));
    const file = path.join(this.#folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(strict(document)));

    this.#back = http.createServer((request, response) => this.#passOn(request, response));
    const backPort = await listen(this.#back);
    const probe = http.createServer();
    this.#prismPort = await listen(probe);
    await new Promise((resolve) => probe.close(resolve));
    this.#child = spawn(process.execPath, [prism, 'proxy', file, `http://127.0.0.1:${backPort}`, '--port', String(this.#prismPort),
      '--host', '127.0.0.1', '--cors', 'false', '--verboseLevel', 'info'], {stdio: ['ignore', 'pipe', 'inherit']});
    const ready = new Promise((resolve, reject) => {
      let said = '';
      this.#child.stdout.on('data', (piece) => {
        if (said === null) return;
        said += piece;
        if (!said.includes('listening on')) return;
        said = null;
        resolve();
      });
      this.#child.once('exit', (code) => reject(new Error(`the validator ended with ${code}: ${said}`)));
    });
    try {
      await within(readyWithinMs, 'the start of the validator', ready);
    } catch (error) {
      await this.stop();
      throw error;
    }
    return this;
  }

  /** Stands before the server at a port from then on. */
  async before(port) {
    const front = await new Front((of, request, response) => this.#take(of, request, response)).start(port);
    this.#fronts.add(front);
    return front;
  }

  /** Front: hands the request to Prism under a number, and answers what the server answered. */
  async #take(front, request, response) {
    const what = {front, method: request.method, url: request.url, headers: pairs(request.rawHeaders), body: await bodyOf(request)};
    const number = String(++this.#count);
    this.#open.set(number, what);
    try {
      const {'accept-encoding': _, 'transfer-encoding': __, connection: ___, host: ____, ...headers} = request.headers;
      const seen = await send(this.#agent, this.#prismPort, {...what, headers: {...headers, host: 'localhost', [mark]: number}});
      const answer = what.answer ?? await this.#unparsed(what);
      front.judge(what, answer, seen);
      response.writeHead(answer.status, pairs(answer.headers));
      response.end(answer.body);
    } catch (error) {
      response.destroy(error);
    } finally {
      this.#open.delete(number);
    }
  }

  /** Back: what Prism passes on by its number is sent as it came. */
  async #passOn(request, response) {
    request.resume();
    const what = this.#open.get(request.headers[mark]);
    try {
      what.answer = await this.#exchange(what);
      response.writeHead(what.answer.status, pairs(what.answer.headers));
      response.end(what.answer.body);
    } catch (error) {
      response.destroy(error);
    }
  }

  async #exchange(what) {
    return send(this.#agent, what.front.upstream, what);
  }

  /** What Prism cannot even parse, the server must refuse. */
  async #unparsed(what) {
    const answer = await this.#exchange(what);
    if (answer.status < 400) what.front.broken.push({method: what.method, url: what.url, status: answer.status, violations: 'cannot be parsed'});
    return answer;
  }

  async stop() {
    this.#agent.destroy();
    for (const front of this.#fronts) await front.stop();
    this.#back.closeAllConnections();
    await new Promise((resolve) => this.#back.close(resolve));
    this.#child.removeAllListeners('exit');
    this.#child.kill('SIGKILL');
    await until('the validator has ended', () => this.#child.exitCode !== null || this.#child.signalCode !== null);
    rmSync(this.#folder, {recursive: true, force: true});
  }
}

/**
 * Lets other processes stand a validator before their servers: PUT /<port>/<suite> answers {url}. The document is that of the
 * first server (it is the program's: all serve the same).
 */
export class SharedValidator {
  #server;
  #validator = null;   // promise of it
  /** {suite, front} of all there were. */
  fronts = [];

  async start() {
    this.#server = http.createServer(async (request, response) => {
      try {
        const [, port, suite] = request.url.split('/');
        this.#validator ??= fetch(`http://127.0.0.1:${port}/api/v1/openapi.json`)
          .then((answer) => answer.json()).then((document) => new Validator().start(document));
        const front = await (await this.#validator).before(Number(port));
        this.fronts.push({suite, front});
        response.end(JSON.stringify({url: front.url}));
      } catch (error) {
        response.writeHead(500).end(error.message);
      }
    });
    this.url = `http://127.0.0.1:${await listen(this.#server)}`;
    return this;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    const started = await this.#validator?.catch(() => null);   // who asked for one that did not start was told
    await started?.stop();
  }
}
