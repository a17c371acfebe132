// The grid with all its manners, with the mouse and the keyboard that people have.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const industries = ['Software', 'Energy', 'Retail'];
for (let i = 1; i <= 60; ++i) {
  await api.create('brands', {
    name: `Brand ${String(i).padStart(2, '0')}`, industry: industries[i % 3], headcount: 1000 - i, country: i % 2 ? 'DE' : 'FR',
  });
}
const row = (name) => ({role: 'row', name: new RegExp(`^${name}$`)});
const header = (name) => ({role: 'columnheader', name});
const brand = async (name) => (await api.all('brands')).items.find((one) => one.name === name);

async function names(view) {
  return (await view.findAll({role: 'rowheader'})).map(({name}) => name);
}
async function columns(view) {
  return (await view.findAll({role: 'columnheader'})).sort((a, b) => a.rect.x - b.rect.x).map(({name}) => name);
}
/** Drags from one point to another as a hand does: press, move in steps, let go. */
async function drag(view, from, to) {
  await view.page.mouse.move(from.x, from.y);
  await view.page.mouse.down();
  await view.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, {steps: 3});
  await view.page.mouse.move(to.x, to.y, {steps: 3});
  await view.page.mouse.up();
  await view.settled();
}
const middle = ({rect}) => ({x: rect.x + rect.w / 2, y: rect.y + rect.h / 2});
const focusedRow = async (view) => (await view.findAll({role: 'row'})).find(({states}) => states.includes('focused'))?.name;

async function opened(t, location = '/brands') {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, location);
  await view.find({role: 'rowheader'});
  return view;
}

test('a press on a header sorts, another turns it around, with Shift it adds a key', async (t) => {
  const view = await opened(t);
  await view.click(header('Headcount'));
  await view.find(row('Brand 60'));
  assert.equal((await names(view))[0], 'Brand 60');
  await view.click(header('Headcount'));
  await view.find(row('Brand 01'));
  assert.equal((await names(view))[0], 'Brand 01');
  await view.click(header('Country'));
  await view.page.keyboard.down('Shift');
  await view.click(header('Headcount'));
  await view.page.keyboard.up('Shift');
  await view.find(header('Headcount'), ({value}) => value === '2');
  assert.match(decodeURIComponent(view.location), /order=country,\s?headcount/);
  view.assertNoComplaints(/400/);
});

test('a column is made wider by its edge, fitted by a double click, and stays so after a reload', async (t) => {
  const view = await opened(t);
  const before = await view.find({role: 'separator', name: 'Resize Industry'});
  const from = middle(before);
  await drag(view, from, {x: from.x + 120, y: from.y});
  const wide = await view.find({role: 'separator', name: 'Resize Industry'}, ({value}) => value !== before.value);
  assert.equal(Number(wide.value), Number(before.value) + 120);
  await view.reload();
  assert.equal((await view.find({role: 'separator', name: 'Resize Industry'})).value, wide.value);
  const at = middle(await view.find({role: 'separator', name: 'Resize Industry'}));
  await view.page.mouse.move(at.x, at.y);
  await view.page.mouse.dblclick(at.x, at.y);
  const fitted = await view.find({role: 'separator', name: 'Resize Industry'}, ({value}) => value !== wide.value);
  assert.ok(Number(fitted.value) < 120, `as wide as "Industry" and "Software" need: ${fitted.value}`);
  view.assertNoComplaints();
});

test('a header is dragged to another place, and the order stays after a reload', async (t) => {
  const view = await opened(t);
  assert.deepEqual((await columns(view)).slice(0, 3), ['Name', 'Industry', 'Country']);
  const from = middle(await view.find(header('Country')));
  const to = await view.find(header('Industry'));
  await drag(view, from, {x: to.rect.x + 8, y: from.y});
  await until('Country stands before Industry', async () => (await columns(view)).slice(0, 3).join() === 'Name,Country,Industry');
  await view.reload();
  assert.deepEqual((await columns(view)).slice(0, 3), ['Name', 'Country', 'Industry']);
  view.assertNoComplaints();
});

test('the menu of a column hides it, and the list of columns brings it and others in', async (t) => {
  const view = await opened(t);
  await view.click(header('Country'), {button: 'right'});
  await view.click({role: 'menuitem', name: 'Hide'});
  await view.gone(header('Country'));
  await view.click({role: 'button', name: 'Columns'});
  await view.click({role: 'checkbox', name: 'Country'});
  await view.click({role: 'checkbox', name: 'Domain'});
  await view.press('Escape');
  await view.find(header('Country'));
  await view.find(header('Domain'));
  view.assertNoComplaints();
});

test('rows are checked one by one, in ranges and all, and deleted together with Undo', async (t) => {
  for (const name of ['Gone A', 'Gone B', 'Gone C']) await api.create('brands', {name, industry: 'Going'});
  const view = await opened(t, `/brands?filter=${encodeURIComponent('industry = "Going"')}`);
  await view.click({role: 'checkbox', name: 'Select Gone A'});
  await view.page.keyboard.down('Shift');
  await view.click({role: 'checkbox', name: 'Select Gone C'});
  await view.page.keyboard.up('Shift');
  await view.find({role: 'status', name: '3 selected'});
  await view.click({role: 'button', name: 'Delete 3'});
  await until('they are gone', async () => !(await brand('Gone B')));
  await view.press('Control+z');
  await until('they are back', async () => Boolean(await brand('Gone A')) && Boolean(await brand('Gone B')) && Boolean(await brand('Gone C')));
  view.assertNoComplaints(/404/);
});

test('all that match are changed only after the number is confirmed', async (t) => {
  for (const name of ['Set A', 'Set B']) await api.create('brands', {name, industry: 'Setting'});
  const view = await opened(t, `/brands?filter=${encodeURIComponent('industry = "Setting"')}`);
  await view.press('Control+a');
  await view.find({role: 'status', name: '2 selected'});
  await view.click({role: 'button', name: 'Set country'});
  await view.find({role: 'textbox', name: 'Country'}, ({states}) => states.includes('focused'));
  await view.type('PT');
  await view.press('Enter');
  await view.find({role: 'dialog', name: /Set country of 2 brands/});
  assert.equal((await brand('Set A')).country, null, 'nothing happens before the answer');
  await view.click({role: 'button', name: 'Set 2'});
  await until('both are set', async () => (await brand('Set A')).country === 'PT' && (await brand('Set B')).country === 'PT');
  view.assertNoComplaints();
});

test('a cell is edited in place: a mistake keeps it open, Enter stores it and goes on below', async (t) => {
  const view = await opened(t);
  await view.press('j');
  await view.press('ArrowRight', 'ArrowRight', 'ArrowRight', 'e');
  const field = {role: 'textbox', name: 'Edit Headcount'};
  await view.find(field, ({states}) => states.includes('focused'));
  await view.press('Control+a');
  await view.type('many');
  await view.press('Enter');
  await view.find({role: 'alert', name: 'Enter a whole number, such as 1,234'});
  await view.find(field, ({states}) => states.includes('focused') && states.includes('invalid'));
  await view.press('Control+a');
  await view.type('4321');
  await view.press('Enter');
  await view.gone(field);
  await until('it is stored', async () => (await brand('Brand 01')).headcount === 4321);
  assert.equal(await focusedRow(view), 'Brand 02');
  await view.type('77');
  await view.find(field, ({value}) => value === '77');
  await view.press('Escape');
  await view.gone(field);
  assert.equal((await brand('Brand 02')).headcount, 998, 'Esc restores');
  view.assertNoComplaints();
});

test('Tab goes from cell to cell, and a refused edit brings the old value back', async (t) => {
  const view = await opened(t);
  await view.press('j', 'j', 'e');
  const name = {role: 'textbox', name: 'Edit Name'};
  await view.find(name, ({states}) => states.includes('focused'));
  await view.press('Tab');
  await view.find({role: 'textbox', name: 'Edit Industry'}, ({states}) => states.includes('focused'));
  await view.press('Shift+Tab');
  await view.find(name, ({states}) => states.includes('focused'));
  await view.press('Control+a');
  await view.type('Brand 05');   // another brand's name
  await view.press('Enter');
  await view.find({role: 'status', name: /Not saved/});
  await view.find(row('Brand 02'));
  view.assertNoComplaints(/409|422/);
});

test('the keyboard alone goes through rows, columns, the header and to a position', async (t) => {
  const view = await opened(t, `/brands?filter=${encodeURIComponent('headcount > 0')}`);
  await view.press('j', 'j', 'k');
  assert.equal(await focusedRow(view), 'Brand 01');
  await view.press('Control+End');
  await view.find(row('Brand 60'), ({states}) => states.includes('focused'));
  await view.press('Control+Home');
  await view.find(row('Brand 01'), ({states}) => states.includes('focused'));
  await view.type(':');
  await view.find({role: 'textbox', name: 'Go to'}, ({states}) => states.includes('focused'));
  await view.type('40');
  await view.press('Enter');
  await view.find(row('Brand 40'), ({states}) => states.includes('focused'));
  await view.type(':');
  await view.find({role: 'textbox', name: 'Go to'}, ({states}) => states.includes('focused'));
  await view.type('Brand 55');
  await view.press('Enter');
  await view.find(row('Brand 55'), ({states}) => states.includes('focused'));
  await view.press('Control+Home', 'ArrowRight', 'ArrowUp');
  await view.find(header('Industry'), ({states}) => states.includes('focused'));
  await view.press('Control+ArrowRight');
  await until('Industry moved', async () => (await columns(view)).slice(1, 3).join() === 'Country,Industry');
  await view.press('Enter');
  await view.find(header('Industry'), ({states}) => states.includes('ascending'));
  await view.press('ArrowDown', 'x', 'Shift+j', 'Shift+j');
  await view.find({role: 'status', name: '3 selected'});
  await view.press('Escape');
  await view.gone({role: 'status', name: /selected/});
  view.assertNoComplaints();
});

test('checked rows are copied as text and as a table, in the columns as they stand', async (t) => {
  const view = await opened(t);
  await view.press('j', 'x', 'j', 'x', 'Control+c');
  const text = await until('the clipboard holds it', () => view.page.evaluate(() => navigator.clipboard.readText().then((held) => held.includes('Brand 02') && held)));
  const lines = text.split(/\r?\n/);
  assert.equal(lines.length, 2);
  assert.match(lines[0], /^Brand 01\tEnergy\tDE\t/);
  const html = await view.page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return (await item.getType('text/html')).text();
  });
  assert.match(html, /<td>Brand 01<\/td><td>Energy<\/td>/);
  view.assertNoComplaints();
});
