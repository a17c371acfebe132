// Tools that attackers use, against real servers on this machine's loopback addresses; ./dev security runs this. Each tool has a
// bounded time, and its outcome is one line; what is found stands below it, and the exit code is 1 then.
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

import {Api} from '../support/api.mjs';
import {makeCertificate} from '../support/certificates.mjs';
import {startServer} from '../support/server_process.mjs';
import {pause} from '../support/wait.mjs';

const minute = 60_000;
const othersWaitAtMostMs = 1_000;   // the 99th percentile of others' requests while the server is attacked
const slowClients = 800;            // connections that an attack holds open
const reports = path.join(fileURLToPath(new URL('../..', import.meta.url)), 'build/security');

const folder = mkdtempSync(path.join(tmpdir(), 'dossier-security-'));
const cleanups = [() => rmSync(folder, {recursive: true, force: true})];
const context = {after: (cleanup) => cleanups.unshift(cleanup)};
const started = [];

async function start(options) {
  const server = await startServer(context, options);
  started.push(server);
  return server;
}

/** Runs a program; answers {output, late}. Its output is kept in build/security. */
function tool(name, program, words, atMostMs) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {cwd: folder, env: {...process.env, HOME: folder, TERM: 'dumb'}, stdio: ['ignore', 'pipe', 'pipe']});
    let output = '';
    let late = false;
    const timer = setTimeout(() => { late = true; child.kill('SIGTERM'); }, atMostMs);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { output += piece; });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      writeFileSync(path.join(reports, `${name}.log`), output);
      resolve({output, late});
    });
  });
}

/** Asks the server every 20 ms while `work` goes on; answers what `work` did, and the 99th percentile of what others waited. */
async function whileOthersAsk(server, work) {
  const api = new Api(server.directUrl, {timeoutMs: 10_000});
  const waits = [];
  let done = false;
  const asking = (async () => {
    while (!done) {
      const began = performance.now();
      await api.get('/api/v1/brands?page_size=5').then(({status}) => waits.push(status === 200 ? performance.now() - began : Infinity), () => waits.push(Infinity));
      await pause(20);
    }
  })();
  const outcome = await work();
  done = true;
  await asking;
  api.close();
  waits.sort((a, b) => a - b);
  return {outcome, p99: waits[Math.floor(waits.length * 0.99)], asked: waits.length};
}

/** Parameters of the addresses that take people's text, and of the sign-in, tried for SQL injection. */
async function sqlmap() {
  const server = await start({demo: true});
  const signIn = await start({flags: ['--sign-in', 'required']});
  const {id} = await new Api(server.directUrl).create('brands', {name: 'Tried'});
  const targets = [
    {name: 'list', url: `${server.directUrl}/api/v1/brands?filter=name%20%3D%20%22a%22&q=acme&order_by=name&page_size=5&skip=0&fields=id,name`, words: ['-p', 'filter,q,order_by,page_size,skip,fields']},
    {name: 'record', url: `${server.directUrl}/api/v1/brands/${id}*`, words: []},
    {name: 'facets', url: `${server.directUrl}/api/v1/brands:facets?fields=industry&q=a&filter=headcount%20%3E%201`, words: ['-p', 'fields,q,filter']},
    {name: 'create', url: `${server.directUrl}/api/v1/brands`, words: ['--method', 'POST', '--data', '{"name":"acme*","industry":"Software*"}']},
    {name: 'sign-in', url: `${signIn.directUrl}/api/v1/auth/login`, words: ['--method', 'POST', '--data', '{"email":"a@b.example*","password":"long enough to try*"}', '--ignore-code', '401,429']},
  ];
  const found = [];
  for (const {name, url, words} of targets) {
    const {output, late} = await tool(`sqlmap-${name}`, 'sqlmap', ['-u', url, ...words, '--batch', '--disable-coloring', '--dbms', 'postgresql', '--level', '2', '--risk', '2',
      '--technique', 'BEUST', '--time-sec', '2', '--timeout', '10', '--headers', 'Content-Type: application/json', '--flush-session', '--output-dir', path.join(folder, 'sqlmap')], 4 * minute);
    if (/is vulnerable|identified the following injection point/.test(output)) found.push(`${name}: sqlmap found an injection, see build/security/sqlmap-${name}.log`);
    else if (!late && !/do not appear to be injectable/.test(output)) found.push(`${name}: sqlmap did not try, see build/security/sqlmap-${name}.log`);
  }
  return found;
}

/** Clients that are slow in every way there is, many at once; others must not notice. */
async function slowhttptest() {
  const server = await start({});
  const found = [];
  const url = `${server.directUrl}/api/v1/brands`;
  for (const [name, words] of [['headers', ['-H', '-i', '5']], ['body', ['-B', '-i', '5', '-s', '8192', '-t', 'POST']], ['ranges', ['-R']], ['reading', ['-X', '-w', '10', '-y', '20', '-n', '5', '-z', '32', '-k', '3']]]) {
    const {outcome: {output}, p99} = await whileOthersAsk(server, () =>
      tool(`slowhttptest-${name}`, 'slowhttptest', [...words, '-c', `${slowClients}`, '-r', '200', '-l', '40', '-p', '3', '-u', url], minute));
    if (!/service available:\s*(\S*)YES/.test(output.replace(/\u001b\[[0-9;]*m/g, ''))) found.push(`${name}: the service was away, see build/security/slowhttptest-${name}.log`);
    if (!(p99 <= othersWaitAtMostMs)) found.push(`${name}: others waited ${Math.round(p99)} ms (99th percentile)`);
    console.log(`  slow ${name}: others waited ${Math.round(p99)} ms (99th percentile)`);
  }
  return found;
}

/** The certificate is the test's own: what concerns trust in it is no finding. */
const ofTheCertificate = /^(cert_|chain_of_trust|DNS_CAArecord|OCSP|overall_grade|grade_cap|final_score|scanTime|engine_problem|BREACH)/;

async function testssl() {
  const {certificate, key} = makeCertificate(folder, 'localhost');
  const server = await start({flags: ['--tls-cert', certificate, '--tls-key', key]});
  const json = path.join(reports, 'testssl.json');
  rmSync(json, {force: true});
  const {late} = await tool('testssl', 'testssl', ['--quiet', '--color', '0', '--warnings', 'batch', '--ip', 'one', '--jsonfile', json, `127.0.0.1:${server.port}`], 6 * minute);
  if (late) return ['testssl did not end in its time'];
  return JSON.parse(readFileSync(json, 'utf8'))
    .filter(({id, severity}) => ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'WARN'].includes(severity) && !ofTheCertificate.test(id))
    .map(({id, severity, finding}) => `${severity} ${id}: ${finding}`);
}

async function main(names) {
  mkdirSync(reports, {recursive: true});
  const all = {sqlmap, slowhttptest, testssl};
  const wanted = names.length > 0 ? names : Object.keys(all);
  let bad = 0;
  for (const name of wanted) {
    if (!all[name]) throw new Error(`there is no attack ${name}; there are ${Object.keys(all).join(', ')}`);
    const began = performance.now();
    const found = await all[name]();
    console.log(`${found.length === 0 ? 'holds' : 'FOUND'}  ${name}  ${Math.round((performance.now() - began) / 1000)} s`);
    for (const line of found) console.log(`  ${line}`);
    bad += found.length;
  }
  for (const server of started) {
    if (!server.running) {
      console.log(`FOUND  a server ended: ${server.logFile}`);
      ++bad;
    }
  }
  return bad === 0 ? 0 : 1;
}

let code = 1;
try {
  code = await main(process.argv.slice(2));
} finally {
  for (const cleanup of cleanups) await cleanup();
}
process.exit(code);
