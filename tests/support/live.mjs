// A subscriber that keeps a set of records by the contract: list, then follow the changes from the list's position; after a
// cut connection resume where it stood; on `reset` load again. It checks on its way what the contract promises.
import {EventEmitter} from 'node:events';

import WebSocket from 'ws';

import {until, within} from './wait.mjs';

const answerWithinMs = 60_000;

/** One live connection: messages in, messages out, nothing kept. */
export class LiveConnection extends EventEmitter {
  constructor(socket) {
    super();
    this.socket = socket;
    this.messages = [];
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.closeCode = code;
        resolve({code, reason: reason.toString()});
        this.emit('closed', code);
      });
    });
    socket.on('error', () => {});   // a 'close' follows
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString());
      this.messages.push(message);
      this.emit('message', message);
    });
  }

  static async open(url, options = {}) {
    const socket = new WebSocket(url, 'dossier.v1', {perMessageDeflate: false, handshakeTimeout: answerWithinMs, ...options});
    const connection = new LiveConnection(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return connection;
  }

  /** Opens and says hello; `welcome` is the server's answer. */
  static async welcome(url, options) {
    const connection = await LiveConnection.open(url, options);
    connection.send({op: 'hello', contract: 'test'});
    connection.welcome = await connection.next((message) => message.op === 'welcome');
    return connection;
  }

  send(message) { this.socket.send(typeof message === 'string' ? message : JSON.stringify(message)); }

  /** The first message, already here or to come, that `wanted` accepts. Rejects when the connection ends before. */
  next(wanted, timeoutMs = answerWithinMs) {
    const here = this.messages.find(wanted);
    if (here) return Promise.resolve(here);
    let stop;
    const coming = new Promise((resolve, reject) => {
      const onMessage = (message) => { if (wanted(message)) resolve(message); };
      const onClosed = (code) => reject(new Error(`the live connection ended with ${code}`));
      this.on('message', onMessage);
      this.once('closed', onClosed);
      stop = () => {
        this.off('message', onMessage);
        this.off('closed', onClosed);
      };
    });
    return within(timeoutMs, 'a live message', coming).finally(() => stop());
  }

  /** Subscribes and waits for the confirmation. */
  async subscribe(id, resource, {filter, after} = {}) {
    this.send({op: 'subscribe', id, resource, ...(filter ? {filter} : {}), ...(after === undefined ? {} : {after})});
    const answer = await this.next((message) => message.id === id && ['subscribed', 'error', 'reset'].includes(message.op));
    if (answer.op === 'error') throw new Error(`subscribe was refused: ${JSON.stringify(answer.problem)}`);
    return answer;
  }

  get changes() { return this.messages.filter((message) => message.op === 'change'); }

  /** Ends the connection without a word, as a cable does. */
  cut() { this.socket.terminate(); }
  async close() {
    this.socket.close();
    await this.closed;
  }
}

/** The set of records that match a filter, kept by the live feed. */
export class LiveSet {
  constructor(api, socketUrl, resource, filter = '') {
    Object.assign(this, {api, socketUrl, resource, filter});
    this.rows = new Map();     // id → {version, record}
    this.seq = null;           // the position up to which everything is known
    this.resets = 0;
    this.connections = 0;
    this.faults = [];          // broken promises, for the test to look at
    this.connection = null;
    this.stopped = false;
  }

  /** Connects, and again whenever the connection ends, until stop(). */
  start() {
    this.running = this.#keepConnected();
    return this;
  }

  async stop() {
    this.stopped = true;
    this.connection?.cut();
    await this.running;
  }

  /** Cuts the connection, if there is one; it comes back by itself. */
  cut() { this.connection?.cut(); }

  async #keepConnected() {
    while (!this.stopped) {
      try {
        await this.#connectOnce();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 25));   // the server is away: back off a little
      }
    }
  }

  async #connectOnce() {
    if (this.seq === null) await this.#load();
    const connection = await LiveConnection.welcome(this.socketUrl);
    if (this.stopped) {
      connection.cut();
      return;
    }
    this.connection = connection;
    this.connections++;
    let newest = this.seq;
    const versions = new Map();
    let work = Promise.resolve();
    let waiting = null;   // changes that came while the set is loaded again
    connection.on('message', (message) => {
      if (message.op === 'change') {
        if (message.seq <= newest) this.faults.push(`seq ${message.seq} came after ${newest}`);
        newest = message.seq;
        if ((versions.get(message.id) ?? 0) >= message.version) this.faults.push(`version ${message.version} of ${message.id} came twice or late`);
        versions.set(message.id, message.version);
        if (waiting) waiting.push(message);
        else this.#apply(message);
      } else if (message.op === 'reset') {
        this.resets++;
        waiting ??= [];
        work = work.then(() => this.#load()).then(() => {
          waiting?.forEach((change) => this.#apply(change));
          waiting = null;
        }).catch(() => {
          this.seq = null;
          connection.cut();
        });
      }
    });
    connection.messages = {push() {}, find() {}};   // a long run keeps nothing
    connection.send({op: 'subscribe', id: 's', resource: this.resource, ...(this.filter ? {filter: this.filter} : {}), after: this.seq});
    await connection.closed;
    await work;
    this.connection = null;
  }

  async #load() {
    const {items, seq} = await this.api.all(this.resource, this.filter ? {filter: this.filter} : {});
    this.rows = new Map(items.map((record) => [record.id, {version: record.version, record}]));
    this.seq = seq;
  }

  #apply(change) {
    const held = this.rows.get(change.id);
    if (!held || held.version < change.version) {
      if (change.match === 'leave') this.rows.delete(change.id);
      else this.rows.set(change.id, {version: change.version, record: change.record});
    }
    this.seq = Math.max(this.seq, change.seq);
  }

  /** Waits until the set equals what the API lists; rejects with the difference. */
  async settlesOn(timeoutMs = 60_000) {
    let difference = 'nothing compared yet';
    await until('the live set equals the list', async () => {
      difference = await this.#difference();
      return difference === '';
    }, {timeoutMs, everyMs: 100}).catch((error) => { throw new Error(`${error.message}: ${difference}`); });
  }

  async #difference() {
    const {items} = await this.api.all(this.resource, this.filter ? {filter: this.filter} : {});
    const wrong = [];
    for (const record of items) {
      const held = this.rows.get(record.id);
      if (!held) wrong.push(`${record.id} is missing`);
      else if (held.version !== record.version) wrong.push(`${record.id} is held at ${held.version}, not ${record.version}`);
      else if (JSON.stringify(sorted(held.record)) !== JSON.stringify(sorted(record))) {
        wrong.push(`${record.id} differs: ${JSON.stringify(held.record)} / ${JSON.stringify(record)}`);
      }
    }
    const listed = new Set(items.map((record) => record.id));
    for (const id of this.rows.keys()) if (!listed.has(id)) wrong.push(`${id} should have left`);
    return wrong.slice(0, 5).join('; ');
  }
}

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b)));
