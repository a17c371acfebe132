import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after});
const api = new Api(server.url);

/** The figures of a scrape: `name{labels}` → value. Fails on a line that is not of the exposition format. */
async function scrape() {
  const answer = (await api.get('/metrics')).expect(200);
  assert.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  const figures = new Map();
  for (const line of answer.text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ') || line.startsWith('# TYPE ')) continue;
    const [, name, value] = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? assert.fail(`not a metric: ${line}`);
    figures.set(name, Number(value));
  }
  return figures;
}

test('requests are counted by method, route and status, under a bounded number of names', async () => {
  const {id} = await api.create('brands', {name: 'Counted'});
  for (let i = 0; i < 3; ++i) (await api.get(`/api/v1/brands/${id}`)).expect(200);
  (await api.get('/api/v1/brands/01930000-0000-7000-8000-000000000000')).expect(404);
  (await api.get('/nowhere/at/all')).expect(404);
  const figures = await scrape();
  const of = (code, method, route) =>
    figures.get(`dossier_http_requests_total{code="${code}",method="${method}",route="${route}"}`);
  assert.equal(of(201, 'POST', '/api/v1/brands'), 1);
  assert.equal(of(200, 'GET', '/api/v1/brands/{}'), 3);
  assert.equal(of(404, 'GET', '/api/v1/brands/{}'), 1);
  assert.equal(of(404, 'GET', 'none'), 1);
  assert.equal(
    figures.get('dossier_http_request_duration_seconds_count{method="GET",route="/api/v1/brands/{}"}'), 4);
  assert.ok(![...figures.keys()].some((name) => name.includes(id)), 'no id becomes a label');
});

test('what an operator is woken for can be read: database, sequencer, connections, the process itself', async () => {
  const figures = await scrape();
  assert.equal(figures.get('dossier_database_ready'), 1);
  assert.equal(figures.get('dossier_sequencer_connected'), 1);
  assert.ok(figures.get('dossier_connections') >= 1);
  assert.equal(figures.get('dossier_live_connections'), 0);
  assert.ok(figures.get('process_cpu_seconds_total') > 0);
  assert.ok(figures.get('process_resident_memory_bytes') > 1e6);
  const before = figures.get('dossier_sequencer_changes_total');
  await api.create('brands', {name: 'Sequenced'});
  await until('the change is counted', async () =>
    (await scrape()).get('dossier_sequencer_changes_total') === before + 1);
});

test('a proxy does not pass the figures on to the world', async () => {
  (await api.get('/metrics', {'x-forwarded-for': '203.0.113.7'})).expect(404);
  (await api.get('/metrics', {forwarded: 'for=203.0.113.7'})).expect(404);
});
