import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const alpha = await api.create('brands', {name: 'Alpha', headcount: 10, industry: 'Software'});
await api.create('brands', {name: 'Beta', headcount: 200, industry: 'Software', tags: ['Renewal']});
await api.create('brands', {name: 'Gamma', headcount: 3000});
const row = (name) => ({role: 'row', name: new RegExp(name)});
const filter = {role: 'textbox', name: 'Filter'};

test('the filter box takes the whole language, and chips say what is joined by AND', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.find(row('Gamma'));
  await view.fill(filter, 'headcount > 100 AND (tags:"renewal" OR NOT industry:*)');
  await view.press('Enter');
  await view.gone(row('Alpha'));
  await view.find(row('Beta'));
  await view.find(row('Gamma'));
  assert.equal(await view.look({role: 'button', name: /Headcount/}), null);
  await view.fill(filter, 'headcount >= 200 AND industry = "software"');
  await view.press('Enter');
  await view.gone(row('Gamma'));
  await view.find(row('Beta'));
  await view.find({name: /Headcount ≥ 200/});
  await view.find({name: /Industry is software/});
  view.assertNoComplaints();
});

test('a filter that is not understood says where, and the last good list stays live', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.find(row('Alpha'));
  await view.fill(filter, 'headcount > 100 and name = "x"');
  await view.press('Enter');
  const alert = await view.find({role: 'alert'});
  assert.match(alert.name, /AND is written in capital letters, at character 17/);
  await view.find(row('Alpha'));
  (await api.patch(`/api/v1/brands/${alpha.id}`, {name: 'Alpha renamed'})).expect(200);
  await view.find(row('Alpha renamed'));
  await view.fill(filter, 'headcount > 100 AND');
  await view.press('Enter');
  await view.find({role: 'alert', name: /a condition is expected.*, at its end/});
  await view.type(' headcount < 1000');
  await view.press('Enter');
  await view.gone({role: 'alert'});
  await view.gone(row('Alpha'));
  await view.find(row('Beta'));
  view.assertNoComplaints();
});

test('a list that looks at the time comes to rest and stays live', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.fill(filter, 'created_at > now-7d AND headcount < 50');
  await view.press('Enter');
  await view.gone(row('Gamma'));
  await view.find(row('Alpha'));
  await api.create('brands', {name: 'Delta', headcount: 20});
  await view.find(row('Delta'));
  await view.settled();
  view.assertNoComplaints();
});
