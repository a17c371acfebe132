import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
for (const name of ['Alpha', 'Beta', 'Gamma']) await api.create('brands', {name});
const row = (name) => ({role: 'row', name: new RegExp(name)});
const radio = (name) => ({role: 'radio', name});
const theme = (view) => view.page.evaluate(() => document.documentElement.dataset.theme);
const line = (name) => ({role: 'listitem', name});

test('settings act at once, outlive a reload and reach the other tab', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  const other = await openDashboard(browser, server, '/brands');
  assert.equal(await theme(view), 'dark');
  await view.click({role: 'button', name: 'Settings'});
  await view.click(radio('Light'));
  await until('the page is light', async () => (await theme(view)) === 'light');
  await view.click(radio('Compact'));
  await until('the other tab is light, too', async () => (await theme(other)) === 'light');
  await view.reload();
  assert.equal(await theme(view), 'light');
  await view.click({role: 'button', name: 'Settings'});
  await view.find(radio('Compact'), ({states}) => states.includes('checked'));
  view.assertNoComplaints();
  other.assertNoComplaints();
});

test("the workspace's formats are chosen by an example, everybody's numbers follow, and it can be undone", async (t) => {
  const large = async () => (await api.all('brands')).items.find(({name}) => name === 'Gamma');
  (await api.patch(`/api/v1/brands/${(await large()).id}`, {headcount: 12400, founded: 1987})).expect(200);
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  const other = await openDashboard(browser, server, '/brands');
  const cell = (value) => ({role: 'gridcell', value});
  await view.find(cell('12,400'));
  await other.find(cell('12,400'));
  await view.click({role: 'button', name: 'Settings'});
  await view.find(radio('1,234.56'), ({states}) => states.includes('checked'));
  await view.click(radio('1.234,56'));
  await view.click(radio('20.11.2025'));
  await view.press('Escape');
  await view.find(cell('12.400'));
  await other.find(cell('12.400'));
  const stored = (await api.get('/api/v1/workspace')).expect(200).json;
  assert.deepEqual([stored.number_format, stored.date_format], ['point_comma', 'day_dot_month']);

  // What is typed is read in the same form, and nothing is guessed at.
  await view.click(row('Gamma'));
  await view.find({role: 'textbox', name: 'Founded'}, ({value}) => value === '1987');
  const field = {role: 'textbox', name: 'Headcount'};
  await view.click(field);
  await view.press('Control+a');
  await view.type('12.5');
  await view.find({role: 'alert', name: 'Enter a whole number, such as 1.234'});
  await view.type('00');
  await view.press('Control+s');
  await until('it is stored', async () => (await large()).headcount === 12500);
  await view.find(cell('12.500'));

  await view.reload();
  await view.find(cell('12.500'));
  (await api.patch('/api/v1/workspace', {number_format: 'space_comma', date_format: 'day_month_year'})).expect(200);
  await view.find(cell('12\u202F500'));
  await view.click({role: 'button', name: 'Settings'});
  await view.click(radio('1,234.56'));
  await view.press('Escape');
  await view.find(cell('12,500'));
  await view.press('Control+z');
  await other.find(cell('12\u202F500'));
  (await api.patch('/api/v1/workspace', {number_format: 'comma_point'})).expect(200);
  view.assertNoComplaints();
  other.assertNoComplaints();
});

test('the sheet of all keys is found by a key, searched, and gives a command another key', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.press('Shift+?');
  await view.find(line('Next row'), ({value}) => value === 'J');
  await view.click({role: 'searchbox', name: 'Find a key'});
  await view.type('next row');
  await view.gone(line('Search or run'));
  await view.click(line('Next row'));
  await view.press('k');
  await view.find({role: 'alert', name: /Previous row/});
  await view.click(line('Next row'));
  await view.press('h');
  await view.find(line('Next row'), ({value}) => value === 'H');
  await view.press('Escape');
  await view.gone({role: 'dialog', name: 'All keys'});
  await view.reload();
  await view.find(row('Alpha'));
  await view.press('h', 'h', 'Enter');
  await view.find({role: 'textbox', name: 'Name'}, ({value}) => value === 'Beta');
  view.assertNoComplaints();
});

test('single letters can be switched off, other keys stay', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.click({role: 'button', name: 'Settings'});
  await view.click({role: 'switch', name: 'Single letter keys'});
  await view.press('Escape');
  await view.press('m');
  assert.ok(await view.look({role: 'navigation', name: 'Sidebar'}));
  await view.press('Control+k');
  await view.find({role: 'dialog', name: 'Search or run'});
  view.assertNoComplaints();
});

test('Ctrl Z undoes what was done on this page, newest first', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  const names = async () => (await api.get('/api/v1/brands?order_by=name')).json.items.map(({name}) => name);
  for (const name of ['Alpha', 'Beta']) {
    await view.click(row(name));
    await view.find({role: 'textbox', name: 'Name'}, ({value}) => value === name);
    await view.press('Escape');
    await view.click({role: 'rowheader', name});
    await view.press('Delete');
    await view.gone(row(name));
  }
  await until('both are deleted', async () => (await names()).length === 1);
  await view.press('Control+z');
  await view.find(row('Beta'));
  await view.press('Control+z');
  await view.find(row('Alpha'));
  await until('both are back', async () => (await names()).join() === 'Alpha,Beta,Gamma');
  view.assertNoComplaints();
});
