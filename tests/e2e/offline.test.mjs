import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const textbox = (name) => ({role: 'textbox', name});
const row = (name) => ({role: 'row', name: new RegExp(name)});
const gridcell = (value) => ({role: 'gridcell', value});
const offline = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_NAME|ERR_FAILED|WebSocket|Failed to (load|fetch)/;
const waiting = (count) => ({role: 'status', name: new RegExp(`${count} edits? waits? on this device`)});
const noneWaits = {role: 'status', name: /on this device/};
const stored = async (id) => (await api.get(`/api/v1/brands/${id}`)).json;
const backWithinMs = 180_000;   // reconnecting waits longer the longer it was away

/** Edits the headcount of the first row in its cell. */
async function editCell(view, headcount) {
  await view.press('j', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'e');
  await view.find(textbox('Edit Headcount'), ({states}) => states.includes('focused'));
  await view.press('Control+a');
  await view.type(headcount);
  await view.press('Enter');
}
const only = (name) => `/brands?filter=${encodeURIComponent(`name = "${name}"`)}`;
const refusePatches = (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue());

async function editForm(view, name, headcount) {
  await view.click(row(name));
  await view.find(textbox('Name'), ({value}) => value === name);
  await view.fill(textbox('Headcount'), headcount);
  await view.press('Control+s');
}

test('a cell and a form edited without a connection survive a reload and are stored once it is back', async (t) => {
  const [one, two] = [await api.create('brands', {name: 'Alpha', headcount: 1}), await api.create('brands', {name: 'Beta', headcount: 2})];
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.find(row('Beta'));
  await browser.setOffline(true);
  await view.find({role: 'status', name: /Offline since/});
  await editCell(view, '11');
  await view.find(waiting(1));
  await view.find(gridcell('11'));
  await editForm(view, 'Beta', '22');
  await view.find(waiting(2));
  // The page is loaded again before anything that waits gets through.
  await view.page.route('**/api/v1/brands/**', refusePatches);
  await browser.setOffline(false);
  await view.reload();
  await view.find(waiting(2));
  await view.find(gridcell('11'));
  assert.deepEqual([(await stored(one.id)).headcount, (await stored(two.id)).headcount], [1, 2], 'nothing was sent so far');
  await view.page.unroute('**/api/v1/brands/**');
  await view.click({role: 'button', name: 'Try now'});
  await until('all is stored', async () => (await stored(one.id)).headcount === 11 && (await stored(two.id)).headcount === 22, {timeoutMs: backWithinMs});
  await view.gone(noneWaits);
  assert.deepEqual([(await stored(one.id)).version, (await stored(two.id)).version], [2, 2], 'each was done once');
  const left = await view.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('dossier:writes')));
  assert.deepEqual(left, []);
  view.assertNoComplaints(offline);
});

test('what is made, edited and deleted without a connection waits, and is done in order when it is back', async (t) => {
  const gone = await api.create('brands', {name: 'Delta', headcount: 4});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.find(row('Delta'));
  await browser.setOffline(true);
  await view.find({role: 'status', name: /Offline since/});
  await view.press('c');
  await view.fill(textbox('Name'), 'Gamma');
  await view.press('Control+s');
  await view.find(waiting(1));
  await view.press('Escape');
  await view.click(row('Delta'));
  await view.press('Delete');
  await view.find(waiting(2));
  await view.click({role: 'button', name: 'Show edits'});
  await view.find({role: 'listitem', name: 'New: Gamma'});
  await view.find({role: 'listitem', name: 'Delete: Delta'});
  await view.press('Escape');
  await browser.setOffline(false);
  await until('all is done', async () => (await api.get(`/api/v1/brands/${gone.id}`)).status === 404 &&
    (await api.all('brands')).items.filter(({name}) => name === 'Gamma').length === 1, {timeoutMs: backWithinMs});
  await view.gone(noneWaits);
  await view.gone(row('Delta'));
  view.assertNoComplaints(offline);
});

test('an edit that meets another of the same field is kept, and opens with both values', async (t) => {
  const made = await api.create('brands', {name: 'Epsilon', headcount: 5});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, only('Epsilon'));
  await view.find(row('Epsilon'));
  await browser.setOffline(true);
  await view.find({role: 'status', name: /Offline since/});
  await editCell(view, '55');
  await view.find(waiting(1));
  await api.patch(`/api/v1/brands/${made.id}`, {headcount: 500});
  await browser.setOffline(false);
  await view.find({role: 'alert', name: /1 edit was not stored/}, () => true, backWithinMs);
  assert.equal((await stored(made.id)).headcount, 500, 'nothing is overwritten before the decision');
  await view.click({role: 'button', name: 'Show'});
  await view.find({role: 'listitem', name: 'Edit: Epsilon'}, ({value}) => /Headcount: 55/.test(value));
  await view.click({role: 'button', name: 'Open'});
  await view.find({name: /theirs/i});
  await view.click({role: 'radio', name: /yours|mine/i});
  await view.press('Control+s');
  await until('the decision is stored', async () => (await stored(made.id)).headcount === 55, {timeoutMs: backWithinMs});
  await view.gone({role: 'alert', name: /not stored/});
  view.assertNoComplaints(offline, /412/);
});

test('what a closed tab left is sent by another one, once', async (t) => {
  const made = await api.create('brands', {name: 'Zeta', headcount: 6});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  const other = await openDashboard(browser, server, '/brands');
  await view.page.bringToFront();
  await view.find(row('Zeta'));
  await view.page.route('**/api/v1/brands/**', refusePatches);
  await editForm(view, 'Zeta', '66');
  await view.find(waiting(1));
  assert.equal(await other.look(noneWaits), null, 'as long as the tab is open, its edits are its own');
  await view.page.close();
  await until('the other tab has sent it', async () => (await stored(made.id)).headcount === 66, {timeoutMs: backWithinMs});
  assert.equal((await stored(made.id)).version, 2);
});

test('Ctrl+Z after an edit in a cell puts the old value back', async (t) => {
  const made = await api.create('brands', {name: 'Eta', headcount: 7});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, only('Eta'));
  await view.find(row('Eta'));
  await editCell(view, '77');
  await until('it is stored', async () => (await stored(made.id)).headcount === 77);
  await view.press('Control+z');
  await until('the old value is stored', async () => (await stored(made.id)).headcount === 7);
  await view.find(gridcell('7'));
  assert.equal((await stored(made.id)).version, 3);
  view.assertNoComplaints();
});
