// The audit log as people read it: what others do comes in by itself, no entry can be changed, and what one changed can be taken back.
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'dossier-heads-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const server = await startServer({after},
  {assets: true, flags: ['--audit-heads-file', path.join(folder, 'heads.jsonl'), '--audit-heads-interval', '1']});
const api = new Api(server.url);
const brand = await api.create('brands', {name: 'Castellan Freight', headcount: 64});
(await api.patch(`/api/v1/brands/${brand.id}`, {headcount: 1284, industry: 'Rail'})).expect(200);
const row = (name) => ({role: 'row', name: new RegExp(`^${name}$`)});
const text = (name) => ({role: 'text', name});

test('entries come in as they happen, are opened, compared, copied and filtered', async (t) => {
  const browser = await startBrowser(t);
  await until('both entries are sealed', async () => (await api.get('/api/v1/audit:seal')).expect(200).json.sealed?.seq === 2);
  const view = await openDashboard(browser, server, '/brands');
  await view.find({role: 'rowheader'});
  await view.pressQuickly('g', 'h');
  await view.find(row('2'));
  await view.find(text('Sealed to 2'));
  await view.find({role: 'status', name: 'Position', value: /Sealed to 2 at .*\b20\d\d\b.* \d\d:\d\d:\d\d\.\d{3} UTC$/});
  assert.deepEqual((await view.findAll({role: 'columnheader'})).map(({name}) => name).sort(),
    ['Action', 'Actor', 'Change', 'Entry', 'Object', 'Time']);
  await view.find({role: 'gridcell', name: /^Industry empty → Rail, and 1 more$/});
  await api.create('tags', {name: 'rates'});
  await view.find(row('3'));

  await view.click(row('2'));
  await view.find({role: 'heading', name: 'Entry 2'});
  await view.find(text('Chain intact'));
  await view.find({role: 'listitem', name: 'Headcount: 64 → 1,284'});
  assert.equal(await view.look({role: 'listitem', name: 'Name: Castellan Freight'}), null);
  await view.click({role: 'button', name: /^\d+ unchanged fields$/});
  await view.find({role: 'listitem', name: 'Name: Castellan Freight'});
  await view.find(text(/^From: API, 127\.0\.0\.1$/));
  await view.find(text(/^Time: .+ UTC$/));
  await view.press('d');
  await view.find(text(/"previous_hash":"[0-9a-f]{64}"/));
  await view.press('d');
  await view.find({role: 'listitem', name: 'Headcount: 64 → 1,284'});
  await view.press('y');
  await view.find({role: 'status', name: /Entry copied/});
  await view.press('e', 'x', 'Delete');
  assert.equal(await view.look({role: 'textbox', name: 'Edit Entry'}), null);

  assert.ok(!(await view.find({role: 'link', name: 'Last 24 hours'})).value, 'views of the log are not counted');
  await view.click({role: 'link', name: 'API keys'});
  await view.find({role: 'text', name: 'API keys'});
  await until('none of them is about a key', async () => (await view.findAll({role: 'rowheader'})).length === 0);
  await view.click({role: 'link', name: 'Audit log'});
  await view.click(row('2'));

  await view.click({role: 'button', name: 'Open brand'});
  await view.find({role: 'heading', name: 'Castellan Freight'});
  await view.pressQuickly('g', 'h');
  await view.press('Escape');
  await view.press('/');
  await view.type('action = "updated"');
  await view.press('Enter');
  await until('only the update is left', async () =>
    (await view.findAll({role: 'rowheader'})).map(({name}) => name).join() === '2');

  await view.click(row('2'));
  await view.click({role: 'button', name: 'Revert'});
  await view.find(row('4'));
  const reverted = (await api.get(`/api/v1/brands/${brand.id}`)).expect(200).json;
  assert.deepEqual([reverted.headcount, reverted.industry], [64, null]);
  view.assertNoComplaints();
});
