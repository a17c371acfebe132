import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {after} from 'node:test';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';
import {Parser} from '@asyncapi/parser';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import {Api} from '../support/api.mjs';
import {LiveConnection} from '../support/live.mjs';
import {serverBinary, startServer} from '../support/server_process.mjs';

const tests = fileURLToPath(new URL('..', import.meta.url));
const server = await startServer({after});
const api = new Api(server.url);
const folder = mkdtempSync(path.join(tmpdir(), 'dossier-documents-'));
after(() => rmSync(folder, {recursive: true, force: true}));

/** Runs a program of node_modules/.bin, or another one; answers {code, output}. */
function run(program, words, options = {}) {
  const file = program.includes('/') ? program : path.join(tests, 'node_modules/.bin', program);
  return new Promise((resolve) => {
    execFile(file, words, {timeout: 300_000, maxBuffer: 1 << 24, ...options}, (error, stdout, stderr) =>
      resolve({code: error ? error.code ?? error.signal : 0, output: stdout, errors: stderr}));
  });
}

async function documentFile(name) {
  const file = path.join(folder, name);
  writeFileSync(file, (await api.get(`/api/v1/${name}`)).expect(200).text);
  return file;
}

test('the OpenAPI document holds before a linter', async () => {
  const file = await documentFile('openapi.json');
  const {code, output, errors} = await run('redocly', ['lint', file, '--extends', 'recommended', '--format', 'json', '--skip-rule', 'info-license'],
    {env: {...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true'}});
  const {totals, problems} = JSON.parse(output);
  assert.equal(code, 0, errors);
  assert.deepEqual({...totals, problems}, {errors: 0, warnings: 0, ignored: 0, problems: []});
});

test('the AsyncAPI document is valid', async () => {
  const {document, diagnostics} = await new Parser().parse((await api.get('/api/v1/asyncapi.json')).expect(200).text);
  assert.ok(document, JSON.stringify(diagnostics));
  // Severity 0 is an error, 1 a warning; what is left says that there is a newer version of AsyncAPI.
  assert.deepEqual(diagnostics.filter(({severity}) => severity <= 1), []);
  assert.equal(document.allOperations().all().length, 10);
});

test('documents are kept by their tag and sent compressed', async () => {
  for (const name of ['openapi.json', 'asyncapi.json']) {
    const whole = (await api.get(`/api/v1/${name}`)).expect(200);
    assert.equal(whole.headers['content-type'], 'application/json');
    const same = await api.get(`/api/v1/${name}`, {'if-none-match': whole.headers.etag});
    assert.equal(same.status, 304);
    assert.equal(same.bytes.length, 0);
    const packed = (await api.get(`/api/v1/${name}`, {'accept-encoding': 'gzip'})).expect(200);
    assert.equal(gunzipSync(packed.bytes).toString(), whole.text);
  }
});

test('the program prints the documents that it serves, without a database', async () => {
  for (const name of ['openapi', 'asyncapi']) {
    const {code, output} = await run(serverBinary, [name], {env: {HOME: folder}});
    assert.equal(code, 0);
    assert.equal(output.trimEnd(), (await api.get(`/api/v1/${name}.json`)).expect(200).text);
  }
});

test('the grammar of filters in the document is the one beside the parser', async () => {
  const {info} = (await api.get('/api/v1/openapi.json')).expect(200).json;
  const production = /^(\/\/\/ {3})?( *)(\w+ +=|\|) .*$/;
  const lines = (text) => text.split('\n').filter((line) => production.test(line))
    .map((line) => line.replace('///   ', '').replace(/;.*$/, ';').trim()).filter((line) => /^(\w+ +=|\|) /.test(line));
  const [, printed] = info.description.split('```');
  const header = readFileSync(path.join(tests, '../shared/query/filter.hpp'), 'utf8');
  const comment = header.slice(header.indexOf('///   filter '), header.indexOf('/// White space'));
  assert.ok(lines(printed).length >= 10);
  assert.deepEqual(lines(printed), lines(comment));
});

test('a live client made for this contract is welcome, one made for another is told that it is stale', async (t) => {
  const contract = (await api.get('/api/v1/asyncapi.json')).expect(200).json.info['x-contract'];
  for (const [made, stale] of [[contract, false], [contract.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')), true]]) {
    const connection = await LiveConnection.open(server.socketUrl);
    t.after(() => connection.cut());
    connection.send({op: 'hello', contract: made});
    const welcome = await connection.next(({op}) => op === 'welcome');
    assert.equal(welcome.stale, stale);
    assert.equal(welcome.contract, contract);
  }
});

test('every message of a live connection is as the AsyncAPI document says, both ways', async (t) => {
  const document = (await api.get('/api/v1/asyncapi.json')).expect(200).json;
  const ajv = new Ajv({strict: false, allErrors: true});
  formats(ajv);
  ajv.addSchema({...document, $id: 'live'});
  const check = (name, message) => {
    const holds = ajv.getSchema(`live#/components/messages/${name}/payload`);
    assert.ok(holds, name);
    assert.ok(holds(message), `${name}: ${JSON.stringify(message)} ${JSON.stringify(holds.errors)}`);
  };
  const answers = {welcome: 'welcome', subscribed: 'subscribed', unsubscribed: 'unsubscribed', reset: 'reset', pong: 'pong',
    error: 'error', change: 'change', presence: 'presence', digest: 'digestAnswer'};
  const connection = await LiveConnection.open(server.socketUrl);
  const other = await LiveConnection.welcome(server.socketUrl);
  t.after(() => connection.cut());
  t.after(() => other.cut());
  const say = (name, message) => {
    check(name, message);
    connection.send(message);
  };
  const {id} = await api.create('brands', {name: 'Told of'});
  say('hello', {op: 'hello', contract: document.info['x-contract'], session: 'a-browser'});
  say('subscribe', {op: 'subscribe', id: 's1', resource: 'brands', filter: 'headcount = null OR headcount < 7', after: 0});
  say('subscribe', {op: 'subscribe', id: 's2', resource: 'brands', fields: ['name']});
  say('subscribe', {op: 'subscribe', id: 's3', resource: 'insights'});
  await connection.next(({op, id: sub}) => op === 'subscribed' && sub === 's3');
  await other.subscribe('o1', 'brands');
  other.send({op: 'presence', resource: 'brands', record_id: id, field: 'name'});
  say('announce', {op: 'presence', resource: 'brands', record_id: id, field: null});
  (await api.patch(`/api/v1/brands/${id}`, {headcount: 3})).expect(200);
  (await api.patch(`/api/v1/brands/${id}`, {headcount: 9})).expect(200);
  await api.create('insights', {brand_id: id, title: 'Heard'});
  await connection.next(({op, match}) => op === 'change' && match === 'leave');
  await connection.next(({op, resource}) => op === 'change' && resource === 'insights');
  await connection.next(({op}) => op === 'presence');
  say('digest', {op: 'digest', id: 's2', ids: [id]});
  await connection.next(({op}) => op === 'digest');
  connection.send({op: 'subscribe', id: 's4', resource: 'brands', filter: 'headcount >'});
  await connection.next(({op}) => op === 'error');
  say('unsubscribe', {op: 'unsubscribe', id: 's1'});
  say('ping', {op: 'ping', id: '7'});
  await connection.next(({op}) => op === 'pong');
  const heard = new Set();
  for (const message of [...connection.messages, ...other.messages]) {
    heard.add(message.op);
    assert.ok(answers[message.op], `an op that is not documented: ${message.op}`);
    check(answers[message.op], message);
  }
  assert.deepEqual([...heard].sort(), ['change', 'digest', 'error', 'pong', 'presence', 'subscribed', 'unsubscribed', 'welcome']);
});

test('a client made from the document compiles and does everything there is to do', {timeout: 600_000}, async () => {
  const file = await documentFile('openapi.json');
  const project = path.join(folder, 'typescript');
  cpSync(path.join(tests, 'support/typescript'), project, {recursive: true});
  symlinkSync(path.join(tests, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(project, 'package.json'), '{"type":"module"}');
  const made = await run('openapi-typescript', [file, '--output', path.join(project, 'api.d.ts'), '--default-non-nullable', 'false']);
  assert.equal(made.code, 0, made.errors);
  const compiled = await run('tsc', ['--project', project]);
  assert.equal(compiled.code, 0, compiled.output);
  const ran = await run(process.execPath, [path.join(project, 'client.js'), server.url]);
  assert.equal(ran.code, 0, ran.errors);
  assert.match(ran.output, /every call answered as its type says/);
});

test('a call that the document does not know does not compile', {timeout: 600_000}, async () => {
  const project = path.join(folder, 'typescript');
  assert.ok(existsSync(path.join(project, 'client.js')), 'as it is, it compiles');
  const source = readFileSync(path.join(project, 'client.ts'), 'utf8');
  for (const [right, wrong] of [['headcount: 1300', "headcount: 'many'"], ["'/api/v1/brands:batch'", "'/api/v1/brands:bunch'"], ["status: 'draft'", "status: 'drafted'"]]) {
    assert.ok(source.includes(right));
    writeFileSync(path.join(project, 'client.ts'), source.replace(right, wrong));
    assert.notEqual((await run('tsc', ['--project', project, '--noEmit'])).code, 0, wrong);
  }
});

test('the reference at /docs stands without the dashboard, and everything it loads is allowed', async () => {
  const page = (await api.get('/docs')).expect(200);
  assert.match(page.headers['content-type'], /^text\/html/);
  assert.match(page.headers['content-security-policy'], /script-src 'self'/);
  assert.doesNotMatch(page.text, /<script>|<style| style=| on\w+=/);
  const loaded = [...page.text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, file]) => file);
  assert.deepEqual(loaded.sort(), ['/docs/reference.css', '/docs/reference.js']);
  for (const file of loaded) (await api.get(file)).expect(200);
});
