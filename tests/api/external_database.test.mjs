// Somebody else's PostgreSQL, over TCP and with a password, instead of the embedded one; then with a pooler before it.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {chmodSync, chownSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {LiveConnection} from '../support/live.mjs';
import {Person, linkIn} from '../support/people.mjs';
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

/** Starts a pgbouncer before the database, in transaction mode; answers the database's URL through it. */
async function startPooler(databaseUrl, poolSize) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dossier-pooler-'));
  const port = await freePort();
  const users = path.join(folder, 'users');
  writeFileSync(users, ['dossier_app', 'dossier_auth'].map((name) => `"${name}" "${password}"\n`).join(''));
  const configuration = path.join(folder, 'pgbouncer.ini');
  writeFileSync(configuration, `[databases]\nbook = host=127.0.0.1 port=${databaseUrl.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n` +
    `listen_port = ${port}\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = ${users}\npool_mode = transaction\n` +
    `default_pool_size = ${poolSize}\n`);
  for (const made of isRoot ? [folder, users, configuration] : []) chownSync(made, as.uid, as.gid);
  const log = openSync(path.join(folder, 'log'), 'a');
  const child = spawn('/usr/sbin/pgbouncer', [configuration], {...as, cwd: folder, stdio: ['ignore', log, log]});
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  after(async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, {recursive: true, force: true});
  });
  await until('the pooler accepts connections', () => new Promise((resolve) => {
    const probe = net.connect(port, '127.0.0.1', () => { probe.end(); resolve(true); }).on('error', () => resolve(false));
  }));
  const through = new URL(databaseUrl);
  through.port = String(port);
  return through.href;
}

/** What one value of one row of the database is, as its administrator sees it. */
const askDatabase = (url, sql) => execFileSync(path.join(programs, 'psql'),
  ['-h', '127.0.0.1', '-p', url.port, '-U', 'admin', '-d', 'book', '-Atc', sql],
  {env: {...process.env, PGPASSWORD: password}, encoding: 'utf8'}).trim();

const databaseUrl = new URL(await startPostgres());
const poolSize = 2;
const pooledUrl = await startPooler(databaseUrl, poolSize);
process.env.DOSSIER_DATABASE_URL = databaseUrl.href;
const server = await startServer({after});

test('a server on another PostgreSQL, with a password, does all its work there and tells nobody the password', async () => {
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

test('through a pooler in transaction mode people sign in, read, write and listen, on fewer connections than there are lanes', async () => {
  process.env.DOSSIER_DATABASE_POOLER_URL = pooledUrl;
  await server.stop();
  server.flags.push('--sign-in', 'required', '--threads', '3');
  await server.restart();
  const ada = new Person(server);
  await ada.redeem(linkIn(server.printed), 'the analytical engine');
  const connection = await LiveConnection.open(server.socketUrl, {headers: {authorization: `Bearer ${ada.token}`}});
  after(() => connection.cut());
  connection.send({op: 'hello'});
  await connection.next((message) => message.op === 'welcome');
  await connection.subscribe('s', 'brands', {filter: 'country = "NO"'});
  const made = await Promise.all(Array.from({length: 30}, async (_, i) => (await ada.post('/api/v1/brands', {name: `Pooled ${i}`})).expect(201).json));
  await Promise.all(made.map(async ({id}) => (await ada.call('PATCH', `/api/v1/brands/${id}`, {country: 'NO'})).expect(200)));
  const listed = (await ada.get(`/api/v1/brands?filter=${encodeURIComponent('country = "NO"')}&page_size=100`)).expect(200).json;
  assert.equal(listed.items.length, made.length);
  await until('every change was told', () => connection.changes.length === made.length);
  assert.deepEqual(new Set(connection.changes.map(({id}) => id)), new Set(made.map(({id}) => id)));
  const again = await ada.post('/api/v1/brands', {name: 'Pooled 0'});
  assert.equal(again.status, 409, 'a write that is refused');
  (await ada.get('/api/v1/auth/sessions')).expect(200);
  const busy = Number(askDatabase(databaseUrl, "SELECT count(*) FROM pg_stat_activity WHERE usename = 'dossier_app' AND application_name NOT LIKE '%snapshots'"));
  assert.ok(busy >= 1 && busy <= poolSize, `${busy} connections of ${poolSize}`);
  assert.ok(!server.log().includes(password) && !server.log().includes(encodeURIComponent(password)));
  await server.verifyLog();
});
