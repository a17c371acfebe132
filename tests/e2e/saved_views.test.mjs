import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
for (let i = 0; i < 6; ++i) await api.create('brands', {name: `Brand ${i}`, country: i < 4 ? 'DE' : 'FR', headcount: 10 * i});
const halden = await api.create('brands', {name: 'Halden Foods'});
await api.create('insights', {brand_id: halden.id, title: 'Rate caps lift demand', body: 'The rate cap.', status: 'published'});
await api.create('insights', {brand_id: halden.id, title: 'Something else', body: 'Nothing.', status: 'published'});

const germans = encodeURIComponent('country = "DE"');
const link = (name) => ({role: 'link', name});
const current = ({states}) => states.includes('current');
const views = async () => (await api.get('/api/v1/saved_views?order_by=created_at')).expect(200).json.items;
const clear = async () => { for (const {id} of await views()) await api.delete(`/api/v1/saved_views/${id}`); };
const menuitem = (name) => ({role: 'menuitem', name});

/** Makes a view as another client would. */
const keep = (name, more = {}) => api.create('saved_views', {name, resource: 'brands', ...more});

test('a filtered list is kept by mouse, and is there after a reload, marked and counted', async (t) => {
  await clear();
  const view = await openDashboard(await startBrowser(t), server, `/brands?filter=${germans}`);
  await view.click({role: 'button', name: 'Save view'});
  await view.type('Germans');
  await view.click({role: 'button', name: 'Save'});
  await view.find({...link('Germans'), value: '4'}, current);
  const [kept] = await views();
  assert.deepEqual([kept.name, kept.resource, kept.filter], ['Germans', 'brands', 'country = "DE"']);
  assert.match(view.location, new RegExp(`view=${kept.id}`));
  await view.find({role: 'text', name: 'Germans'});
  await view.reload();
  await view.find({...link('Germans'), value: '4'}, current);
  assert.equal(await view.page.title(), 'Germans · Dossier');
  view.assertNoComplaints();
});

test('a filter is kept by keys alone: Alt Enter, a name, Enter; and opened by V and its number', async (t) => {
  await clear();
  await keep('First');
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.press('/');
  await view.type('headcount >= 30');
  await view.press('Alt+Enter');
  await view.find({role: 'textbox', name: 'Name'}, ({states}) => states.includes('focused'));
  await view.type('Larger');
  await view.press('Enter');
  await view.find({...link('Larger'), value: '3'}, current);
  await view.find({role: 'combobox', name: 'Filter'}, ({states}) => states.includes('focused'));
  await view.press('Enter');   // to the list
  await view.pressQuickly('v', '1');
  await view.find(link('First'), current);
  await view.pressQuickly('v', '2');
  await view.find(link('Larger'), current);
  await view.find({role: 'combobox', name: 'Filter'}, ({value}) => value === 'headcount >= 30');
  await view.page.goBack();
  await view.find(link('First'), current);
  view.assertNoComplaints();
});

test('counts follow what other clients do, and so do the views themselves', async (t) => {
  await clear();
  await keep('Germans', {filter: 'country = "DE"'});
  const view = await openDashboard(await startBrowser(t), server, '/brands?order=headcount');
  await view.find({...link('Germans'), value: '4'});
  const made = await api.create('brands', {name: 'Borealis', country: 'DE'});
  await view.find({...link('Germans'), value: '5'});
  await api.delete(`/api/v1/brands/${made.id}`);
  await view.find({...link('Germans'), value: '4'});
  const other = await keep('French', {filter: 'country = "FR"'});
  await view.find({...link('French'), value: '2'});
  await api.patch(`/api/v1/saved_views/${other.id}`, {name: 'In France'});
  await view.find({...link('In France'), value: '2'});
  view.assertNoComplaints();
});

test('a view is renamed, pinned and deleted by its menu and by keys, and what was deleted comes back', async (t) => {
  await clear();
  await keep('One');
  await keep('Two', {filter: 'country = "DE"'});
  const view = await openDashboard(await startBrowser(t), server, '/brands?order=headcount');
  const above = async (first, second) => until(`${first} stands above ${second}`, async () => {
    const [a, b] = [await view.look(link(first)), await view.look(link(second))];
    return a && b && a.rect.y < b.rect.y;
  });
  await view.find(link('Two'));
  await view.click(link('Two'), {button: 'right'});
  await view.click(menuitem('Rename'));
  await view.press('Control+a');
  await view.type('Germans');
  await view.press('Enter');
  await view.find(link('Germans'));
  await above('One', 'Germans');
  await view.click(link('Germans'), {button: 'right'});
  await view.click(menuitem('Pin'));
  await above('Germans', 'One');
  await view.click(link('One'));
  await view.press('F2');
  await view.press('Control+a');
  await view.type('Everything');
  await view.press('Enter');
  await view.find(link('Everything'), current);
  await view.click(link('Everything'));
  await view.press('Delete');
  await view.gone(link('Everything'));
  await view.find({role: 'button', name: 'Undo'});
  await view.press('Control+z');
  await view.find(link('Everything'));
  assert.deepEqual((await views()).map(({name, pinned}) => [name, pinned]), [['Everything', false], ['Germans', true]]);
  view.assertNoComplaints();
});

test('a view gives its columns and its density; one that was changed is saved, or reverted', async (t) => {
  await clear();
  const kept = await keep('Short', {columns: ['name', 'headcount'], density: 'compact', order_by: 'headcount desc'});
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  const column = (name) => ({role: 'columnheader', name: new RegExp(`^${name}`)});
  await view.find(column('Country'));
  await view.click(link('Short'));
  await view.gone(column('Country'));
  assert.match(view.location, /order=headcount%20desc/);
  assert.equal(await view.look({role: 'text', name: 'Changed'}), null);
  await view.press('/');
  await view.type('country = "DE"');
  await view.press('Enter');
  await view.click({role: 'button', name: 'Save view'});
  await view.click(menuitem('Revert'));
  await until('the filter is gone', () => !view.location.includes('filter='));
  await view.press('/');
  await view.type('country = "DE"');
  await view.press('Enter');
  await view.click({role: 'button', name: 'Save view'});
  await view.click(menuitem('Save'));
  await until('the view is saved', async () => (await api.get(`/api/v1/saved_views/${kept.id}`)).json.filter === 'country = "DE"');
  await view.click({role: 'button', name: 'Columns'});
  await view.click({role: 'checkbox', name: 'Country'});
  await view.press('Escape');
  await view.find(column('Country'));
  await view.reload();
  await view.find(column('Country'));
  view.assertNoComplaints();
});

test('a search of insights is kept, and the palette finds it from anywhere', async (t) => {
  await clear();
  const view = await openDashboard(await startBrowser(t), server, '/insights?q=%22rate%20cap%22');
  await view.click({role: 'button', name: 'Save search'});
  await view.press('Enter');
  await view.find({...link('rate cap'), value: '1'}, current);
  await view.pressQuickly('g', 'b');
  await view.gone(link('rate cap'));
  await view.press('Control+k');
  await view.type('rate c');
  await view.click({role: 'option', name: 'rate cap'});
  await until('the search is open', () => /^\/insights\?q=%22rate%20cap%22&view=/.test(view.location));
  await view.find(link('rate cap'), current);
  view.assertNoComplaints();
});
