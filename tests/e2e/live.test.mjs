import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const row = (name) => ({role: 'row', name: new RegExp(name)});

test('an edit in one browser is seen in the other at once, without a reload', async (t) => {
  const record = await api.create('brands', {name: 'Shared brand', headcount: 1});
  const [one, other] = [await startBrowser(t), await startBrowser(t)];
  const writer = await openDashboard(one, server, `/brands?open=${record.id}`);
  const reader = await openDashboard(other, server, '/brands');
  await reader.find({role: 'gridcell', value: '1'});
  const loads = [];
  reader.page.on('framenavigated', (frame) => loads.push(frame.url()));
  await writer.fill({role: 'textbox', name: 'Headcount'}, '31337');
  await writer.press('Control+s');
  await reader.find({role: 'gridcell', value: /31.?337/});
  assert.deepEqual(loads, []);
  reader.assertNoComplaints();
  writer.assertNoComplaints();
});

test('new and deleted brands of others come and go by themselves', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  const record = await api.create('brands', {name: 'Come and gone'});
  await until('it is there, or announced', async () => (await view.look(row('Come and gone'))) ?? (await view.look({name: /new above/})));
  if (!(await view.look(row('Come and gone')))) await view.press('r');
  await view.find(row('Come and gone'));
  (await api.delete(`/api/v1/brands/${record.id}`)).expect(204);
  await view.gone(row('Come and gone'));
  view.assertNoComplaints();
});

test('after the server was away the dashboard catches up by itself', {timeout: 120_000}, async (t) => {
  const record = await api.create('brands', {name: 'Missed edit', headcount: 1});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.find(row('Missed edit'));
  await server.stop();
  await view.find({name: /Reconnecting|Offline/}, () => true, 20_000);
  await server.restart();
  (await api.patch(`/api/v1/brands/${record.id}`, {headcount: 4711})).expect(200);
  await view.find({name: /^Connected/}, () => true, 40_000);
  await view.find({role: 'gridcell', value: /4.?711/});
});
