// Acts over all that match, through what goes wrong with them.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
for (const [group, count] of [[0, 1_000], [1, 150]]) {   // more than one batch takes
  const operations = Array.from({length: count}, (_, i) => ({create: {name: `Many ${group}-${i}`}}));
  (await api.post('/api/v1/brands:batch', {operations})).expect(200);
}
const germans = async () => (await api.all('brands', {filter: 'country = "DE"'})).items.length;

test('an act that lost the connection and then the page says how far it came, and goes on from there', {timeout: 600_000}, async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  let batches = 0;
  await view.page.route(/brands:batch/, (route) => { ++batches; return route.continue(); });
  const pages = /\/brands\?.*page_token/;
  await view.page.route(pages, (route) => (batches > 0 ? route.abort() : route.continue()));
  await view.click({role: 'row', name: 'Many 0-0'});
  await view.press('Escape', 'Control+a');
  await view.click({role: 'button', name: /^Set country/});
  await view.type('DE');
  await view.press('Enter');
  await view.click({role: 'button', name: 'Set 1,150'});
  const left = {role: 'status', name: '1,000 of 1,150 brands: Country is DE. The rest is not done'};
  await view.find(left);
  assert.equal(await germans(), 1_000);
  await view.reload();
  await view.find(left);
  await view.page.unroute(pages);
  await view.click({role: 'button', name: 'Go on'});
  await view.find({name: '1,150 brands: Country is DE'});
  await view.gone({role: 'button', name: 'Leave it'});
  assert.equal(await germans(), 1_150);
  assert.equal(batches, 2, 'nothing was done twice');
});
