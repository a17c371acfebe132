// What assistive technology is told, checked by axe-core on the mirror of the screen.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {assertAccessible} from '../support/axe.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true, demo: true});
const api = new Api(server.url);
const brand = (await api.get('/api/v1/brands?page_size=1')).expect(200).json.items[0];
const insight = (await api.get('/api/v1/insights?page_size=1')).expect(200).json.items[0];

const screens = [
  ['the overview', '/overview'], ['the grid of brands', '/brands'], ['a brand in the panel', `/brands?open=${brand.id}`],
  ['a new brand', '/brands?open=new'], ['tags', '/tags'], ['insights', '/insights'], ['an insight being read', `/insights?open=${insight.id}`],
  ['a filter with a mistake', '/brands?filter=headcount%20%3E'], ['the gallery', '/gallery'], ['the parts of the gallery', '/gallery?page=parts'],
];
for (const [what, location] of screens) {
  test(`axe finds nothing wrong with ${what}`, async (t) => {
    const view = await openDashboard(await startBrowser(t), server, location);
    await view.find({role: 'main'});
    await assertAccessible(view, what);
    view.assertNoComplaints(/400/);
  });
}

test('axe finds nothing wrong with menus and dialogs', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.press('?');
  await view.find({role: 'dialog'});
  await assertAccessible(view, 'the sheet of keys');
  await view.press('Escape');
  await view.gone({role: 'dialog'});
  await view.press('Control+k');
  await view.settled();
  await assertAccessible(view, 'the command palette');
  await view.press('Escape');
  await view.click({role: 'button', name: 'Settings'});
  await view.settled();
  await assertAccessible(view, 'the settings');
  view.assertNoComplaints();
});

test('the grid tells its size and the place of every row, and the focus is followed', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  const {total} = (await api.get('/api/v1/brands?page_size=1')).json;
  await view.find({role: 'row', name: /./});
  const told = () => view.page.evaluate(() => {
    const grid = document.querySelector('canvas [role=grid]');
    const rows = [...grid.querySelectorAll(':scope > [role=row]')];
    const focused = document.getElementById(document.querySelector('canvas').getAttribute('aria-activedescendant') ?? '');
    return {
      rowcount: Number(grid.getAttribute('aria-rowcount')),
      indexes: rows.map((row) => Number(row.getAttribute('aria-rowindex'))),
      bare: rows.filter((row) => !/^(row|column)header$|^gridcell$/.test(row.firstElementChild?.getAttribute('role'))).length,
      focused: focused && `${focused.getAttribute('role')} ${focused.getAttribute('aria-label')}`,
    };
  });
  const before = await told();
  assert.equal(before.rowcount, total.value + 1, 'the header counts');
  assert.deepEqual(before.indexes, before.indexes.map((value, i) => i + 1), 'every row is told, each once, in the order of the list');
  assert.equal(before.bare, 0, 'a row consists of cells');
  await view.press('End');
  await view.press('Control+End');
  await view.settled();
  await until('the last rows are told', async () => Math.max(...(await told()).indexes) === total.value + 1);
});

test('what happens is said in the live region', async (t) => {
  const record = await api.create('brands', {name: 'Aaa said'});
  const view = await openDashboard(await startBrowser(t), server, `/brands?open=${record.id}`);
  await view.find({role: 'textbox', name: 'Name'}, ({value}) => value === 'Aaa said');
  await view.click({role: 'row', name: 'Aaa said'});
  await view.press('Delete');
  await until('it is said', () => view.page.evaluate(() => /deleted/i.test(document.getElementById('news').textContent)));
  view.assertNoComplaints(/404/);
});

test('assistive technology presses what it stands on, not what is around it', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.page.evaluate(() => document.querySelector('canvas [role=button][aria-label="New brand"]').click());
  await view.find({role: 'textbox', name: 'Name'}, ({states}) => states.includes('focused'));
  view.assertNoComplaints();
});

test('in a text field the hidden text area speaks as the field', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, `/brands?open=${brand.id}`);
  await view.click({role: 'textbox', name: 'Headquarters'});
  const agent = await view.page.evaluate(() => {
    const element = document.activeElement;
    return {id: element.id, label: element.getAttribute('aria-label')};
  });
  assert.deepEqual(agent, {id: 'agent', label: 'Headquarters'});
  view.assertNoComplaints();
});
