import assert from 'node:assert/strict';
import test from 'node:test';

import {Api} from '../support/api.mjs';
import {assertHistoriesMatch, readLog} from '../support/change_log.mjs';
import {LiveSet} from '../support/live.mjs';
import {lives} from '../support/processes.mjs';
import {startServer} from '../support/server_process.mjs';
import {pause, seeded, until} from '../support/wait.mjs';
import {Ledger, writeUntil} from '../support/writers.mjs';

const rounds = 20;
const writers = 8;
const answeredWithinMs = 10_000;   // no request may hang while the database is away

/** Writes all the time while `strike` does its harm again and again; the server must live on and lose nothing. */
async function surviveStrikes(t, strike) {
  const server = await startServer(t);
  const program = server.pid;
  const api = new Api(server.url);
  const follower = new LiveSet(api, server.socketUrl, 'brands').start();
  t.after(() => follower.stop());
  const ledger = new Ledger();
  const random = seeded(21);
  const recoveries = [];   // milliseconds from the strike to acknowledged writes
  const stop = {now: false, name: 'strike', serverMustStayUp: true, backOff: () => pause(20)};
  t.after(() => { stop.now = true; });
  const writing = Array.from({length: writers}, (_, i) => writeUntil(stop, api, ledger, i));

  for (let round = 1; round <= rounds; round++) {
    await pause(random.between(100, 400));   // how far the writers got when it strikes
    await strike(server, random);
    const [before, struckAt] = [ledger.creates + ledger.patches, performance.now()];
    await until('writes are acknowledged again', () => ledger.creates + ledger.patches > before + writers, {timeoutMs: 20_000});
    recoveries.push(Math.round(performance.now() - struckAt));
    assert.equal((await api.get('/healthz')).status, 200, 'the server is alive');
  }
  stop.now = true;
  await Promise.all(writing);
  await until('the server says that it is ready', async () => (await api.get('/readyz')).status === 200);

  assert.equal(server.pid, program);
  assert.ok(server.running, 'the server was never restarted');
  assert.deepEqual(ledger.faults.slice(0, 3), [], 'every request was answered with success or 503');
  assert.ok(ledger.refused.every(({retryAfter}) => Number(retryAfter) >= 1), 'every 503 says when to try again');
  assert.ok(ledger.slowestMs < answeredWithinMs, `the slowest answer took ${ledger.slowestMs} ms`);
  await ledger.check(api, {all: true});
  const changes = await readLog(server.socketUrl);
  const {items} = await api.all('brands');
  await assertHistoriesMatch(api, 'brands', items.map((record) => record.id), changes);
  await follower.settlesOn();
  assert.deepEqual(follower.faults, []);
  t.diagnostic(`${ledger.creates} creates and ${ledger.patches} patches acknowledged, ${ledger.refused.length} answered 503, ` +
    `slowest answer ${Math.round(ledger.slowestMs)} ms, writing again after ${recoveries.sort((a, b) => a - b)[rounds / 2]} ms (median), ${recoveries.at(-1)} ms (longest)`);
  await server.stop();
  await server.verifyLog();
  return ledger;
}

test('the server outlives twenty kills of PostgreSQL without a restart and loses no acknowledged write', {timeout: 1_200_000}, async (t) => {
  const ledger = await surviveStrikes(t, async (server) => {
    const struck = await until('PostgreSQL runs', () => server.postmaster());
    process.kill(struck.pid, 'SIGKILL');
    await until('PostgreSQL has gone', () => !lives(struck));
  });
  assert.ok(ledger.refused.length > 0, 'requests came while the database was away');
});

test('the server outlives twenty kills of single database connections and loses no acknowledged write', {timeout: 1_200_000}, async (t) => {
  await surviveStrikes(t, async (server, random) => {
    const backends = await until('connections stand', () => {
      const found = server.backends();
      return found.length > 0 && found;
    });
    try {
      process.kill(random.pick(backends).pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;   // it has ended by itself
    }
  });
});

test('while PostgreSQL is away reads and writes are answered 503 at once, and /readyz says why', {timeout: 600_000}, async (t) => {
  const server = await startServer(t);
  const api = new Api(server.url);
  const record = await api.create('brands', {name: 'Away'});
  const postmaster = server.postmaster();
  process.kill(postmaster.pid, 'SIGSTOP');   // the server cannot be given another one while this one is only halted
  const backends = server.backends();
  for (const {pid} of backends) process.kill(pid, 'SIGSTOP');
  t.after(() => {
    for (const {pid} of [postmaster, ...backends]) {
      try {
        process.kill(pid, 'SIGCONT');
      } catch {
        // it has ended
      }
    }
  });

  const [read, write] = await Promise.all([
    api.get(`/api/v1/brands/${record.id}`),
    api.patch(`/api/v1/brands/${record.id}`, {headcount: 1}),
  ]);
  for (const answer of [read, write]) {
    assert.equal(answer.status, 503);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.ok(Number(answer.headers['retry-after']) >= 1);
    assert.ok(answer.ms < answeredWithinMs, `answered after ${Math.round(answer.ms)} ms`);
  }
  assert.equal((await api.get('/healthz')).status, 200);

  for (const {pid} of [postmaster, ...backends]) process.kill(pid, 'SIGCONT');
  await until('reads are answered again', async () => (await api.get(`/api/v1/brands/${record.id}`)).status === 200, {timeoutMs: 20_000});
  await until('the server is ready again', async () => (await api.get('/readyz')).status === 200, {timeoutMs: 20_000});
  await server.stop();
});
