import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {after} from 'node:test';
import {fileURLToPath} from 'node:url';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after});
const api = new Api(server.url);
const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
const section = readme.slice(readme.indexOf('## Quick start with curl')).split(/^## /m)[1];
const [curlBlock, liveBlock] = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, code]) => code.replaceAll('localhost:8080', `127.0.0.1:${server.port}`));

function runBash(script, environment = {}) {
  const child = spawn('bash', ['-c', script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)), detached: true, env: {...process.env, ...environment}, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const run = {child, output: ''};
  child.stdout.on('data', (piece) => { run.output += piece; });
  child.stderr.on('data', (piece) => { run.output += piece; });
  run.ended = new Promise((resolve) => child.once('close', resolve));
  return run;
}

test('the commands of the README\'s quick start do what it says', async (t) => {
  assert.ok(curlBlock?.includes('curl'), 'README has a quick start');
  const folder = mkdtempSync(path.join(tmpdir(), 'dossier-quick-start-'));
  t.after(() => rmSync(folder, {recursive: true, force: true}));
  const out = path.join(folder, 'out');
  // The reader copies the id by hand; here it is taken from the answer.
  const idLine = /^id=.*$/m;
  assert.match(curlBlock, idLine);
  const script = curlBlock.replace(idLine, `id=$(sed -n 's/^location: .*brands.//ip' "$OUT" | tr -d '\\r' | tail -n 1)`);
  const run = runBash(`exec > >(tee "$OUT") 2>&1\n${script}`, {OUT: out});
  assert.equal(await run.ended, 0, run.output);
  const statuses = [...run.output.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status);
  assert.deepEqual(statuses, ['201', '200', '200', '204'], run.output);
  assert.match(run.output, /"conflicts":\[\{"field":"headcount","yours":140,"current":135\}\]/);
  for (const field of ['name', 'headcount', 'color']) assert.match(run.output, new RegExp(`"field":"${field}"`));
  assert.match(run.output, /"next_page_token"/);
  assert.match(run.output, /new figures/);
  const {items} = await api.all('brands');
  assert.equal(items.find(({name}) => name === 'Acme Robotics')?.headcount, 135, 'it was deleted and restored');
});

test('the README\'s live example shows changes as they come', async (t) => {
  assert.ok(liveBlock?.includes('WebSocket'));
  const run = runBash(liveBlock);
  t.after(() => { try { process.kill(-run.child.pid, 'SIGKILL'); } catch { /* it has ended */ } });
  await until('it is subscribed', () => run.output.includes('"subscribed"'));
  await api.create('brands', {name: 'Seen live'});
  await until('the change is shown', () => run.output.includes('Seen live'));
});
