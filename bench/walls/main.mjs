// What the walls between tenants and the permission to read cost on getting a record and listing 50: the server's own
// statements, caught in PostgreSQL's log, run by pgbench as the server's role (row-level security, tenant set in the statement)
// and as the administrator without either; and whole requests with and without sign-in, by the server's CPU.
//
// usage: node bench/walls/main.mjs [--json] [--seconds N] [--rounds N] [--brands N]
import {execFileSync} from 'node:child_process';
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';

import {Api} from '../../tests/support/api.mjs';
import {Person, linkIn} from '../../tests/support/people.mjs';
import {startServer} from '../../tests/support/server_process.mjs';
import {until} from '../../tests/support/wait.mjs';

const {values} = parseArgs({options: {
  json: {type: 'boolean', default: false},
  seconds: {type: 'string', default: '2'},
  rounds: {type: 'string', default: '5'},
  brands: {type: 'string', default: '5000'},
}});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const brands = Number(values.brands);
const condition = "(SELECT set_config('app.tenant', $1::text, true)) IS NOT NULL";
const unlimited = ['--user-requests', '0', '--address-requests', '0'];
const ticksPerSecond = 100;   // USER_HZ of Linux, whatever the kernel's own

const cleanups = [];
const context = {after: (cleanup) => cleanups.unshift(cleanup)};
const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];

function databaseOf(server) {
  const lines = readFileSync(path.join(server.dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n');
  const at = ['-h', lines[4], '-p', lines[3]];
  const psql = (sql, database = 'postgres') =>
    execFileSync('psql', ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...at, '-U', 'postgres', '-d', database, ...[sql].flat().flatMap((each) => ['-c', each])], {encoding: 'utf8'});
  const name = psql("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'").trim();
  return {at, name, psql: (sql) => psql(sql, name), log: () => {
    const folder = path.join(server.dataDir, 'postgres', 'log');
    return readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
  }};
}

/** The last statement like that which the server makes of a request. */
async function caught(database, like, ask) {
  const before = database.log().length;
  database.psql(["ALTER SYSTEM SET log_statement = 'all'", 'SELECT pg_reload_conf()']);
  await until('PostgreSQL logs statements', async () => {
    await ask();
    return like.test(database.log().slice(before));
  });
  database.psql(['ALTER SYSTEM RESET log_statement', 'SELECT pg_reload_conf()']);
  return [...database.log().slice(before).matchAll(/LOG: {2}execute [^:\n]*: ([^\n]*(?:\n\t[^\n]*)*)/g)]
    .map(([, sql]) => sql.replace(/\s+/g, ' ')).filter((sql) => sql.includes(condition) && like.test(sql)).at(-1);
}
/** With its parameters put in; those that matter here are the tenant and one more. */
const filled = (sql, tenant, second) => sql.replaceAll('$1', `'${tenant}'`).replaceAll('$2', `'${second}'`);

/** Milliseconds of one transaction. */
function timed(database, folder, role, sql) {
  const script = path.join(folder, `${role}.sql`);
  writeFileSync(script, `${sql};\n`);
  const output = execFileSync('pgbench', ['-n', '-M', 'prepared', '-c', '1', '-T', String(seconds), '-f', script, ...database.at, '-U', role, database.name], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
  return Number(/latency average = ([\d.]+) ms/.exec(output)[1]);
}

const cpuOf = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};

/** Microseconds of the server's own CPU for one request. */
async function cpuOfRequests(server, address, headers) {
  const api = new Api(server.url, {connections: 4});
  const ask = async (count) => { for (let i = 0; i < count; i++) (await api.get(address, headers)).expect(200); };
  await ask(50);
  const before = cpuOf(server.pid);
  const until = performance.now() + seconds * 1000;
  let count = 0;
  await Promise.all([1, 2, 3, 4].map(async () => {
    for (; performance.now() < until; count++) await ask(1);
  }));
  const used = cpuOf(server.pid) - before;
  api.close();
  return used / count * 1e6;
}

async function fill(post) {
  for (let made = 0; made < brands; made += 1000) {
    const operations = Array.from({length: Math.min(1000, brands - made)}, (_, i) => ({create: {name: `Brand ${made + i}`, headcount: made + i, industry: 'Software'}}));
    (await post('/api/v1/brands:batch', {operations})).expect(200);
  }
}

try {
  const open = await startServer(context, {flags: unlimited});
  const openApi = new Api(open.url);
  await fill((address, body) => openApi.post(address, body));
  const id = (await openApi.get('/api/v1/brands?page_size=1')).expect(200).json.items[0].id;
  const database = databaseOf(open);
  database.psql('VACUUM ANALYZE');
  const tenant = database.psql('SELECT DISTINCT tenant_id FROM brands').trim();
  const cases = {
    get: [await caught(database, /FROM brands r WHERE .*AND r.id = /, () => openApi.get(`/api/v1/brands/${id}`)), id],
    list: [await caught(database, /ORDER BY r.headcount DESC/, () => openApi.get('/api/v1/brands?order_by=headcount%20desc&page_size=50')), 51],
  };
  const figures = [];
  for (const [name, [sql, second]] of Object.entries(cases)) {
    const walledSql = filled(sql, tenant, second);
    const bare = filled(sql.replaceAll(condition, 'true'), tenant, second);
    const pairs = [];
    for (let i = 0; i < rounds; i++) pairs.push([timed(database, open.folder, 'dossier_app', walledSql), timed(database, open.folder, 'postgres', bare)]);
    figures.push({name: `${name}: statement with row-level security`, value: median(pairs.map(([a]) => a)), unit: 'ms'},
      {name: `${name}: the same without`, value: median(pairs.map(([, b]) => b)), unit: 'ms'},
      {name: `${name}: ratio`, value: median(pairs.map(([a, b]) => a / b)), unit: '×'});
  }

  const walled = await startServer(context, {flags: [...unlimited, '--sign-in', 'required', '--owner-email', 'ada@lovelace.example']});
  const ada = new Person(walled);
  await ada.redeem(linkIn(walled.printed), 'the analytical engine');
  await fill((address, body) => ada.post(address, body));
  const theirs = (await ada.get('/api/v1/brands?page_size=1')).expect(200).json.items[0].id;
  databaseOf(walled).psql('VACUUM ANALYZE');
  const headers = {authorization: `Bearer ${ada.token}`};
  for (const [name, address] of Object.entries({get: (of) => `/api/v1/brands/${of}`, list: () => '/api/v1/brands?order_by=headcount%20desc&page_size=50'})) {
    const pairs = [];
    for (let i = 0; i < rounds; i++) pairs.push([await cpuOfRequests(walled, address(theirs), headers), await cpuOfRequests(open, address(id))]);
    figures.push({name: `${name}: request of who signed in`, value: median(pairs.map(([a]) => a)), unit: 'us CPU'},
      {name: `${name}: the same where nobody signs in`, value: median(pairs.map(([, b]) => b)), unit: 'us CPU'},
      {name: `${name}: ratio of requests`, value: median(pairs.map(([a, b]) => a / b)), unit: '×'});
  }
  if (values.json) console.log(JSON.stringify({figures}, null, 2));
  else for (const {name, value, unit} of figures) console.log(`${name.padEnd(46)} ${value.toFixed(3)} ${unit}`);
} finally {
  for (const cleanup of cleanups) await cleanup();
}
