// Somebody else's PostgreSQL, over TCP and with a password, instead of the embedded one.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {chmodSync, chownSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const programs = path.join('/usr/lib/postgresql', readdirSync('/usr/lib/postgresql').sort().at(-1), 'bin');
const password = 'correct horse/battery:staple@%';

const isRoot = process.getuid() === 0;
const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], {encoding: 'utf8'}));
/** PostgreSQL refuses to run as root. */
const as = isRoot ? {uid: idOf('-u'), gid: idOf('-g')} : {};

const freePort = () => new Promise((resolve) => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const {port} = probe.address();
    probe.close(() => resolve(port));
  });
});

/** Makes and starts a cluster that asks everyone for a password; answers the URL of a database in it. */
async function startPostgres() {
  const folder = mkdtempSync(path.join(tmpdir(), 'dossier-postgres-'));
  chmodSync(folder, 0o755);
  if (isRoot) chownSync(folder, as.uid, as.gid);
  const data = path.join(folder, 'data');
  const secret = path.join(folder, 'password');
  writeFileSync(secret, password, {mode: 0o644});
  execFileSync(path.join(programs, 'initdb'),
    ['-D', data, '-U', 'admin', '-A', 'scram-sha-256', '--pwfile', secret, '-E', 'UTF8', '--no-locale'],
    {...as, cwd: folder, stdio: 'pipe'});
  const port = await freePort();
  const log = openSync(path.join(folder, 'log'), 'a');
  const child = spawn(path.join(programs, 'postgres'),
    ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off'],
    {...as, cwd: folder, stdio: ['ignore', log, log]});
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  after(async () => {
    child.kill('SIGQUIT');
    await ended;
    rmSync(folder, {recursive: true, force: true});
  });
  const environment = {...process.env, PGPASSWORD: password};
  await until('PostgreSQL accepts connections', () => {
    try {
      execFileSync(path.join(programs, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'admin', 'book'],
        {env: environment, stdio: 'pipe'});
      return true;
    } catch {
      return false;
    }
  });
  return `postgresql://admin:${encodeURIComponent(password)}@127.0.0.1:${port}/book`;
}

test('a server on another PostgreSQL, with a password, does all its work there and tells nobody the password', async () => {
  process.env.DOSSIER_DATABASE_URL = await startPostgres();
  const server = await startServer({after});
  assert.equal(server.postmaster(), null, 'it has no PostgreSQL of its own');
  const api = new Api(server.url);
  const made = await api.create('brands', {name: 'Elsewhere'});
  const changed = (await api.patch(`/api/v1/brands/${made.id}`, {country: 'SE'})).expect(200).json;
  assert.equal(changed.version, 2);
  await until('the change is in the log',
    async () => (await api.get(`/api/v1/brands/${made.id}/history`)).json.items.length === 2);
  assert.ok(!server.log().includes(password) && !server.log().includes(encodeURIComponent(password)));
  await server.stop();
  await server.restart();
  assert.equal((await api.get(`/api/v1/brands/${made.id}`)).expect(200).json.country, 'SE');
});
