import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {readdirSync} from 'node:fs';
import path from 'node:path';
import test, {after} from 'node:test';
import {fileURLToPath} from 'node:url';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';
import {SharedValidator, Validator} from '../support/validating_proxy.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Not of these: what speaks raw bytes or other protocols, starts servers its own way, is sent to other servers (the validator
 * follows there), tests the documents themselves, makes its calls from them, or waits for what fills up with time.
 */
const apart = new Set(['attacks', 'conformance', 'documents', 'external_database', 'http', 'limits', 'live', 'metrics', 'permissions',
  'oidc', 'quick_start', 'sign_in_limits', 'tls', 'walls']);
const suites = readdirSync(here).filter((file) => file.endsWith('.test.mjs') && !apart.has(file.replace('.test.mjs', '')));

test('no request and no answer of the whole suite breaks the OpenAPI document', {timeout: 1_800_000}, async () => {
  const validator = await new SharedValidator().start();
  after(() => validator.stop());
  // The suite has its own run without the validator; here its outcome counts as well, since answers pass unchanged.
  const {NODE_TEST_CONTEXT: _, ...environment} = process.env;
  const child = spawn(process.execPath, ['--test', '--test-reporter=tap', ...suites.map((file) => path.join(here, file))],
    {env: {...environment, DOSSIER_VALIDATE: validator.url}, stdio: ['ignore', 'pipe', 'inherit']});
  let output = '';
  child.stdout.on('data', (piece) => { output += piece; });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  const failed = output.split(/^(?= *# Subtest: )/m).filter((piece) => /^ *not ok/m.test(piece)).join('');
  assert.equal(code, 0, (failed || output).slice(-8000));
  assert.deepEqual([...new Set(validator.fronts.map(({suite}) => suite))].sort(), suites.sort(), 'every suite was held against the document');
  for (const {suite, front} of validator.fronts) assert.deepEqual(front.broken, [], suite);
  assert.ok(validator.fronts.reduce((sum, {front}) => sum + front.seen, 0) > 1000, 'the validator saw the suite');
});

test('the validator would notice: a document that is wrong about one member is broken at once', async () => {
  const server = await startServer({after});
  const direct = new Api(server.directUrl);
  const document = (await direct.get('/api/v1/openapi.json')).expect(200).json;
  document.components.schemas.Brand.properties.headcount.type = ['string', 'null'];
  delete document.components.schemas.Brand.properties.ticker;
  const validator = await new Validator().start(document);
  after(() => validator.stop());
  const front = await validator.before(server.port);
  const through = new Api(front.url);
  (await through.post('/api/v1/brands', {name: 'Odd', headcount: 5})).expect(201);
  (await through.post('/api/v1/brands', {name: 'Odd', headcount: -5})).expect(422);
  (await through.get('/api/v1/nowhere')).expect(404);
  assert.equal(front.seen, 3);
  const said = front.broken.map(({method, violations}) => [method, violations.map(({location}) => location.join('.'))]);
  assert.deepEqual(said, [['POST', ['response.body', 'response.body.headcount']]]);
});
