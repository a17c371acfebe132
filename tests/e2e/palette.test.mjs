import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const brand = await api.create('brands', {name: 'Castellan Freight', industry: 'Transport', headcount: 264});
await api.create('brands', {name: 'Castorline Robotics'});
await api.create('brands', {name: 'Borealis'});
await api.create('insights', {brand_id: brand.id, title: 'Forecast of cast prices', body: 'Rising.'});
await api.create('tags', {name: 'castings'});
const palette = {role: 'dialog', name: 'Search or run'};
const field = {role: 'combobox', name: 'Search or run'};
const option = (name) => ({role: 'option', name: new RegExp(name)});
const textbox = (name) => ({role: 'textbox', name});

test('what is typed finds records of every kind and commands, and Enter opens the first', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.press('Control+k');
  await view.type('cast');
  const first = await view.find({role: 'option'}, ({states}) => states.includes('selected'));
  assert.match(first.name, /^Cast/);
  await view.find(option('^Castellan Freight$'));
  await view.find(option('^Castorline Robotics$'));
  await view.find(option('^Forecast of cast prices$'));
  await view.find(option('^castings$'));
  await view.find(option('^New brand .cast.$'));
  assert.ok(await view.look({role: 'listbox', name: 'Results'}));
  assert.match((await view.find({role: 'status', name: /results/})).name, /^[\d,]+ results in [\d,]+ ms$/);
  await view.press('Enter');
  await view.gone(palette);
  await view.find(textbox('Name'), ({value}) => value === first.name);
  assert.match(view.location, /open=[0-9a-f-]{36}/);
  view.assertNoComplaints();
});

test('arrow keys walk the rows, Space shows one beside the palette, Tab its actions, Escape goes back step by step', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.press('Control+k');
  await view.type('cast');
  await view.find(option('^Castorline Robotics$'));
  await view.press('ArrowDown');
  const walked = await view.find({role: 'option'}, ({states}) => states.includes('selected'));
  await view.press('Space');
  await view.find(textbox('Name'), ({value}) => value === walked.name);
  assert.equal((await view.find(field)).value, 'cast', 'no space was typed');
  await view.press('Tab');
  await view.find({role: 'menuitem', name: 'Copy link'});
  await view.press('Escape');
  await view.gone({role: 'menuitem', name: 'Copy link'});
  await view.find(field, ({states}) => states.includes('focused'));
  await view.press('Escape');
  await view.gone(palette);
  view.assertNoComplaints();
});

test('a greater sign leaves commands only, which run; a number sign tags only', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.click({role: 'button', name: 'Search or run'});
  await view.type('#cast');
  await view.find(option('^castings$'));
  assert.equal(await view.look(option('Castellan')), null);
  await view.press('Control+a');
  await view.type('>sidebar');
  await view.find(option('Hide the sidebar'), ({value}) => value === 'M');
  await view.press('Enter');
  await view.gone({role: 'navigation', name: 'Sidebar'});
  await view.press('m');
  await view.find({role: 'navigation', name: 'Sidebar'});
  view.assertNoComplaints();
});

test('the palette makes a record by the name that was typed, and filters by it', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.press('Control+k');
  await view.type('Zephyr Mills');
  await view.click(option('^New brand .Zephyr Mills.$'));
  await view.find(textbox('Name'), ({value}) => value === 'Zephyr Mills');
  await view.press('Control+k');
  await view.type('casto');
  await view.click(option('^Filter: name starts with .casto.$'));
  await view.find({role: 'row', name: /Castorline/});
  await view.gone({role: 'row', name: /Borealis/});
  view.assertNoComplaints();
});

test('keys in sequence go to the places they name', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.pressQuickly('g', 't');
  assert.match(view.location, /^\/tags/);
  await view.pressQuickly('g', 'b');
  assert.match(view.location, /^\/brands/);
  view.assertNoComplaints();
});
