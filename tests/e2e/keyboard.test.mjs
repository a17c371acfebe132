// Every job without a mouse, as people do it who cannot or would rather not use one.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const names = ['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm'];
for (const [i, name] of names.entries()) await api.create('brands', {name, headcount: (i + 1) * 100, industry: i < 2 ? 'Forestry' : 'Timber'});
const textbox = (name) => ({role: 'textbox', name});
const row = (name) => ({role: 'row', name});
const brandNamed = async (name) => (await api.all('brands')).items.find((brand) => brand.name === name);
const stepsAtMost = 120;

/** The dashboard, with everything taken away that moves a mouse. */
async function withoutMouse(t, location) {
  const view = await openDashboard(await startBrowser(t), server, location);
  for (const act of ['click', 'fill']) view[act] = () => assert.fail('this is done without a mouse');
  /** Walks with Tab (or another key) until the node has the focus. */
  view.walkTo = async (wanted, key = 'Tab') => {
    for (let i = 0; i < stepsAtMost; ++i) {
      if ((await view.findAll(wanted)).some(({states}) => states.includes('focused'))) return;
      await view.press(key);
    }
    assert.fail(`${JSON.stringify(wanted)} is not reached with ${key}:\n${await view.outline()}`);
  };
  return view;
}

test('create, edit, delete a brand, and undo that', async (t) => {
  const view = await withoutMouse(t, '/brands');
  await view.find(row('Alder'));
  await view.press('c');
  await view.find(textbox('Name'), ({states}) => states.includes('focused'));
  await view.type('Fir');
  await view.walkTo(textbox('Headcount'));
  await view.type('42');
  await view.press('Control+s');
  await until('it is created', async () => (await brandNamed('Fir'))?.headcount === 42);
  await view.walkTo(textbox('Headcount'), 'Shift+Tab');
  await view.press('Control+a');
  await view.type('43');
  await view.press('Control+s');
  await until('it is edited', async () => (await brandNamed('Fir'))?.headcount === 43);
  await view.press('Escape', 'Escape');
  await view.gone(textbox('Name'));
  await view.walkTo({role: 'grid', name: 'Brands'}, 'F6');
  await view.press('Control+End');
  await view.find(row('Fir'), ({states}) => states.includes('focused'));
  await view.press('Delete');
  await until('it is deleted', async () => !(await brandNamed('Fir')));
  await view.press('Control+z');
  await until('it is back', async () => Boolean(await brandNamed('Fir')));
  view.assertNoComplaints(/404/);
});

test('filter, sort, open, step through the records and go back', async (t) => {
  const view = await withoutMouse(t, '/brands');
  await view.find(row('Alder'));
  await view.press('/');
  await view.type('industry = "Timber"');
  await view.press('Enter');
  await view.gone(row('Alder'));
  await view.walkTo({role: 'grid', name: 'Brands'}, 'F6');
  await view.press('Control+Home', 'Enter');
  await view.find(textbox('Name'), ({value}) => value === 'Cedar');
  await view.press('Alt+ArrowDown');
  await view.find(textbox('Name'), ({value}) => value === 'Dogwood');
  await view.press('Escape');
  await view.gone(textbox('Name'));
  assert.match(view.location, /filter=/);
  await view.page.goBack();
  await view.settled();
  view.assertNoComplaints();
});

test('select rows and do something to all of them', async (t) => {
  for (const name of ['Oak one', 'Oak two', 'Oak three']) await api.create('brands', {name, headcount: 1});
  const view = await withoutMouse(t, `/brands?filter=${encodeURIComponent('name : "Oak"')}`);
  await view.find(row('Oak one'));
  await view.walkTo({role: 'grid', name: 'Brands'}, 'F6');
  await view.press('Control+Home', 'x', 'j', 'x');
  assert.equal((await view.findAll({role: 'row'})).filter(({states}) => states.includes('selected')).length, 2);
  await view.press('Delete');
  const dialog = await view.look({role: 'dialog'});
  if (dialog) {
    await view.walkTo({role: 'button', name: /^Delete/});
    await view.press('Enter');
  }
  await until('two are gone', async () => (await api.all('brands', {filter: 'name : "Oak"'})).items.length === 1);
  await view.press('Control+z');
  await until('they are back', async () => (await api.all('brands', {filter: 'name : "Oak"'})).items.length === 3);
  view.assertNoComplaints(/404/);
});

test('change the theme and leave the canvas', async (t) => {
  const view = await withoutMouse(t, '/brands');
  await view.find(row('Alder'));
  const theme = () => view.page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), 'dark');
  await view.walkTo({role: 'button', name: /theme$/i});
  await view.press('Enter');
  assert.equal(await theme(), 'light');
  const inside = () => view.page.evaluate(() => document.activeElement.id === 'canvas' || document.activeElement.id === 'agent');
  let steps = 0;
  while (steps < stepsAtMost && await inside()) { await view.press('Tab'); ++steps; }
  assert.ok(steps < stepsAtMost, 'Tab leads out of the canvas');
  view.assertNoComplaints();
});
