// The change log as evidence: the command that verifies it, and the signed heads that are exported beside it.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {flags: ['--audit-heads-interval', '1']});
const heads = path.join(server.folder, 'heads.jsonl');
await server.stop();
server.flags.push('--audit-heads-file', heads);
await server.start();
const api = new Api(server.url);

const psql = path.join('/usr/lib/postgresql', readdirSync('/usr/lib/postgresql').sort().at(-1), 'bin/psql');
/** Whoever has the machine has its superuser. */
const asSuperuser = (sql) => execFileSync(psql,
  ['-h', path.join(server.dataDir, 'postgres/run'), '-U', 'postgres', '-d', 'dossier', '-v', 'ON_ERROR_STOP=1', '-qAtc', sql],
  {encoding: 'utf8'}).trim();
const verify = (...words) => server.command('audit', 'verify', ...words);
const exported = () => readFileSync(heads, 'utf8').trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
const exportedUpTo = (seq) => until(`the head ${seq} is exported`, () => exported().some((head) => head.seq === seq));

const brands = [];
for (let n = 0; n < 6; ++n) brands.push(await api.create('brands', {name: `Brand ${n}`}));
await exportedUpTo(6);

test('heads are exported while the server runs, signed by a key that is its owner\'s alone', () => {
  const last = exported().at(-1);
  assert.deepEqual(Object.keys(last), ['tenant', 'seq', 'hash', 'at', 'key', 'signature']);
  assert.match(last.hash, /^[0-9a-f]{64}$/);
  assert.equal(statSync(path.join(server.dataDir, 'audit-heads.key')).mode & 0o777, 0o600);
  const told = JSON.parse(server.log().split('\n').find((line) => line.includes('are signed by'))).message;
  assert.ok(told.includes(last.key), told);
});

test('an intact log is told with its count and head, while the server runs', async () => {
  const {code, output} = await verify('--heads', heads);
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`Meridian Capital \\(\\S+\\): 6 entries from 1 to 6, chain intact, head ${exported().at(-1).hash}`));
});

test('what a superuser does to the log is found, and where', async () => {
  asSuperuser(`CREATE TABLE kept AS SELECT * FROM changes; CREATE TABLE kept_head AS SELECT * FROM change_heads`);
  const restore = () => asSuperuser(`DELETE FROM changes; INSERT INTO changes SELECT * FROM kept;
    DELETE FROM change_heads; INSERT INTO change_heads SELECT * FROM kept_head`);
  const found = async (sql, at, reason) => {
    asSuperuser(sql);
    const {code, output} = await verify('--heads', heads);
    restore();
    assert.equal(code, 65, output);
    assert.match(output, new RegExp(`Meridian Capital \\(\\S+\\): BROKEN at entry ${at}: ${reason}`));
  };
  await found(`UPDATE changes SET actor_name = 'Mallory' WHERE seq = 3`, 3, 'The entry is not what was written');
  await found(`UPDATE changes SET seq = 9 - seq WHERE seq IN (4, 5)`, 4, 'The entry is not what was written');
  await found(`DELETE FROM changes WHERE seq = 2`, 2, 'The entry is missing');
  await found(`DELETE FROM changes WHERE seq > 4`, 5, 'The entry is missing');
  const cut = `DELETE FROM changes WHERE seq > 4;
    UPDATE change_heads h SET seq = 4, hash = (SELECT hash FROM changes c WHERE c.tenant_id = h.tenant_id AND c.seq = 4)`;
  await found(cut, 5, 'The log ends here, but a head of entry 6 was exported');
  asSuperuser(cut);
  assert.equal((await verify()).code, 0, 'without the exported heads nobody would know');
  restore();
  assert.equal((await verify('--heads', heads)).code, 0);
});

test('an altered head, another key and a missing file are told apart', async () => {
  const altered = path.join(server.folder, 'altered');
  writeFileSync(altered, readFileSync(heads, 'utf8').replace('"seq":6', '"seq":5'));
  const {code, output} = await verify('--heads', altered);
  assert.equal(code, 65, output);
  assert.match(output, /BROKEN: line \d+ was altered: its signature does not fit/);
  assert.match((await verify('--heads', heads, '--public-key', '00'.repeat(32))).output, /is signed by another key/);
  assert.equal((await verify('--heads', path.join(server.folder, 'nothing'))).code, 66);
  assert.equal((await server.command('audit')).code, 64);
});
