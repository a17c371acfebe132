// A real server of the test's own: the program that people run, on a free port, with a data folder that goes with it.
import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {closeSync, chmodSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

import {childrenOf, commandLine, familyOf, lives, processOf, processesNaming} from './processes.mjs';
import {until, within} from './wait.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const serverBinary = path.resolve(process.env.DOSSIER_BIN ?? path.join(root, 'build/release/dossier'));
export const assetsFolder = path.resolve(process.env.DOSSIER_ASSETS ?? path.join(root, 'build/wasm/dist'));

const readyWithinMs = 180_000;   // the first start makes a PostgreSQL cluster
const stoppedWithinMs = 60_000;
const readyLine = /^dossier: ready (https?:\/\/\S+)$/;

class ServerProcess {
  #child = null;
  #exit = null;      // promise of {code, signal}
  #postmaster = null;  // the last one seen

  constructor({flags, folder}) {
    this.flags = flags;
    this.folder = folder;
    this.dataDir = path.join(folder, 'dossier');
    this.logFile = path.join(folder, 'server.log');
    this.port = 0;
    this.printed = [];   // lines of its standard output, of all its starts
  }

  get pid() { return this.#child.pid; }
  get secure() { return this.flags.includes('--tls-cert'); }
  /** Where requests go: to the program itself, or to what stands before it (see startServer). */
  get url() { return this.before?.url ?? this.directUrl; }
  get directUrl() { return `${this.secure ? 'https' : 'http'}://127.0.0.1:${this.port}`; }
  get socketUrl() { return `${this.secure ? 'wss' : 'ws'}://127.0.0.1:${this.port}/api/v1/live`; }
  /** Promise of {code, signal} of the running program. */
  get exited() { return this.#exit; }
  /** What it has logged so far, JSON lines. */
  log() { return readFileSync(this.logFile, 'utf8'); }

  /** Starts it (again: on the port it had) and waits until it says that it is ready. */
  async start() {
    const log = openSync(this.logFile, 'a');
    this.#child = spawn(serverBinary,
      ['serve', '--listen', `127.0.0.1:${this.port}`, '--data-dir', this.dataDir, ...this.flags],
      {stdio: ['ignore', 'pipe', log]});
    closeSync(log);
    this.#exit = new Promise((resolve, reject) => {
      this.#child.once('exit', (code, signal) => resolve({code, signal}));
      this.#child.once('error', reject);
    });
    const ready = new Promise((resolve) => {
      createInterface({input: this.#child.stdout}).on('line', (line) => {
        this.printed.push(line);
        const match = readyLine.exec(line);
        if (match) resolve(match[1]);
      });
    });
    const early = this.#exit.then(({code, signal}) => {
      throw new Error(`the server ended (${signal ?? code}) before it was ready:\n${this.log().slice(-4000)}`);
    });
    early.catch(() => {});
    const url = await within(readyWithinMs, 'the start of the server', Promise.race([ready, early]))
      .catch((error) => { throw new Error(`${error.message}\n${this.log().slice(-4000)}`); });
    this.port = Number(new URL(url).port);
    this.#postmaster = this.postmaster();
    return this;
  }

  /** The process of its PostgreSQL, or null while there is none. */
  postmaster() {
    try {
      const pid = Number(readFileSync(path.join(this.dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
      const found = processOf(pid);
      if (found && commandLine(pid).includes('postgres')) {
        this.#postmaster = found;
        return found;
      }
    } catch {
      // being written, or not there
    }
    return null;
  }

  /** PostgreSQL's processes that serve the server's own connections. */
  backends() {
    const postmaster = this.postmaster();
    if (!postmaster) return [];
    return childrenOf(postmaster.pid).filter(({pid}) => /postgres: dossier_/.test(commandLine(pid)));
  }

  /** SIGTERM, as an init system sends it. Asserts that it ends well and leaves no process behind. */
  async stop() {
    const family = familyOf(this.pid);
    this.#child.kill('SIGTERM');
    const {code, signal} = await within(stoppedWithinMs, 'stopping the server', this.#exit)
      .catch((error) => { throw new Error(`${error.message}\n${this.log().slice(-4000)}`); });
    assert.deepEqual({code, signal}, {code: 0, signal: null}, `the server ends with exit code 0\n${this.log().slice(-4000)}`);
    await until('no process of the server is left',
      () => family.every((process) => !lives(process)) && processesNaming(this.dataDir).length === 0);
  }

  /** Runs another command of the program on the same data; answers {code, output}. */
  command(...words) {
    return new Promise((resolve) => {
      execFile(serverBinary, [...words, '--data-dir', this.dataDir], {timeout: readyWithinMs}, (error, stdout, stderr) =>
        resolve({code: error ? error.code ?? error.signal : 0, output: stdout + stderr}));
    });
  }

  /** Kills the server; its PostgreSQL is left to itself, or killed in the same moment. */
  async kill9({database = false} = {}) {
    const postmaster = database ? this.postmaster() : null;
    const struck = postmaster ? familyOf(postmaster.pid) : [];
    this.#child.kill('SIGKILL');
    for (const {pid} of struck) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it went with the postmaster
      }
    }
    await this.#exit;
    await until('what was killed has gone', () => struck.every((process) => !lives(process)));
  }

  /** After stop(): asserts that the hash chain of the change log is whole, by the program's own command. */
  async verifyLog() {
    const {code, output} = await this.command('audit', 'verify');
    assert.equal(code, 0, `the hash chain is whole\n${output}`);
  }

  /** After kill9() or stop(): the same data, the same port. */
  restart() { return this.start(); }

  get running() { return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null; }

  /** Ends whatever still runs, gently if possible, and removes the folder. For the test's cleanup. */
  async dispose() {
    if (this.running) {
      this.#child.kill('SIGTERM');
      await within(stoppedWithinMs, 'stopping the server', this.#exit).catch(() => this.kill9());
    }
    const postmaster = this.postmaster() ?? this.#postmaster;
    if (postmaster && lives(postmaster)) {
      process.kill(postmaster.pid, 'SIGQUIT');
      await until('PostgreSQL has ended', () => !lives(postmaster), {timeoutMs: stoppedWithinMs})
        .catch(() => process.kill(postmaster.pid, 'SIGKILL'));
    }
    for (const left of processesNaming(this.dataDir)) {
      try {
        process.kill(left.pid, 'SIGKILL');
      } catch {
        // it has just ended
      }
    }
    rmSync(this.folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
  }
}

/**
 * Starts a server that ends with the test. `context` is the test's, or {after} of a suite; `demo` loads the demo data;
 * `flags` are more words for the command line. Where DOSSIER_VALIDATE is the address of a validator, it stands before the server
 * (tests/api/conformance.test.mjs).
 */
export async function startServer(context, {demo = false, assets = false, flags = []} = {}) {
  // As root the server runs PostgreSQL as another user, who must be able to reach the folder.
  const folder = mkdtempSync(path.join(tmpdir(), 'dossier-test-'));
  chmodSync(folder, 0o755);
  const words = [...(demo ? [] : ['--no-demo']), ...(assets ? ['--assets', assetsFolder] : []), ...flags];
  const server = new ServerProcess({flags: words, folder});
  context.after(() => server.dispose());
  await server.start();
  if (process.env.DOSSIER_VALIDATE) await validate(server, process.env.DOSSIER_VALIDATE);
  return server;
}

async function validate(server, validator) {
  const answer = await fetch(`${validator}/${server.port}/${path.basename(process.argv[1])}`, {method: 'PUT'});
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  server.before = JSON.parse(text);
}
