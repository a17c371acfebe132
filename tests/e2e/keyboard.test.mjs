// Every job is doable by keyboard alone: no test here touches a mouse, and where the focus is can always be seen.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {PNG} from 'pngjs';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const industries = ['Software', 'Energy', 'Retail'];
for (let i = 1; i <= 30; ++i) {
  await api.create('brands', {name: `Brand ${String(i).padStart(2, '0')}`, industry: industries[i % 3], headcount: 1000 - i, country: i % 2 ? 'DE' : 'FR'});
}
const first = (await api.get('/api/v1/brands?order_by=name&page_size=1')).expect(200).json.items[0];
const filler = Array.from({length: 30}, (_, i) => `Paragraph ${i} says something else about the quarter.`).join('\n\n');
for (const [title, body, more] of [
  ['Rate caps lift demand', `Borrowers near the rate cap ask twice.\n\n${filler}\n\nThe last rate cap.`, {tags: ['rates']}],
  ['What a cap costs', 'Pricing for a rate cap fell.', {tags: ['rates', 'pricing']}],
  ['Covenants by sector', 'Headroom shrank in freight.', {tags: ['covenants'], sentiment: -0.6}],
]) await api.create('insights', {brand_id: first.id, title, body, status: 'published', ...more});

const row = (name) => ({role: 'row', name: new RegExp(`^${name}$`)});
const header = (name) => ({role: 'columnheader', name});
const textbox = (name) => ({role: 'textbox', name});
const option = (name) => ({role: 'option', name});
const isFocused = ({states}) => states.includes('focused');
const brand = async (name) => (await api.all('brands')).items.find((one) => one.name === name);
const longestWalk = 90;   // stops of the screen with the most
const backWithinMs = 180_000;   // reconnecting waits longer the longer it was away

/** Opens the dashboard without hands for a mouse. */
async function atKeyboard(t, location) {
  const view = await openDashboard(await startBrowser(t), server, location);
  const noMouse = () => { throw new Error('this test has no mouse'); };
  view.click = view.fill = noMouse;
  for (const act of ['move', 'click', 'down', 'up', 'wheel', 'dblclick']) view.page.mouse[act] = noMouse;
  return view;
}

/** What says that it has the focus; of a container and what is inside it, the innermost. */
async function focused(view) {
  return (await view.page.evaluate(() => window.__app.tree())).filter(isFocused).at(-1) ?? null;
}

/** Walks with Tab (or Shift Tab) until it stands on such a thing. */
async function tabTo(view, role, name, key = 'Tab') {
  const is = (node) => node && node.role === role && (name instanceof RegExp ? name.test(node.name) : node.name === name);
  const passed = [];
  while (passed.length < longestWalk) {
    const at = await focused(view);
    if (is(at)) return at;
    passed.push(at ? `${at.role} "${at.name}"` : 'nothing');
    await view.press(key);
  }
  throw new Error(`${key} does not come to ${role} ${name} but to ${passed.join(', ')}`);
}

/** Whether there is a line in the color of the focus around or in a rectangle. */
async function showsFocus(view, {role, rect}) {
  const margin = role === 'img' ? 56 : 8;   // a ring stands outside; that of a chart goes around its axes, too
  const {width, height} = view.page.viewportSize();
  const x = Math.max(0, Math.floor(rect.x) - margin);
  const y = Math.max(0, Math.floor(rect.y) - margin);
  const clip = {x, y, width: Math.min(width, Math.ceil(rect.x + rect.w) + margin) - x, height: Math.min(height, Math.ceil(rect.y + rect.h) + margin) - y};
  if (clip.width <= 0 || clip.height <= 0) return false;
  const {data} = PNG.sync.read(await view.page.screenshot({clip}));
  const focus = [0x7f, 0x9f, 0xff];
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (focus.every((value, channel) => Math.abs(data[i + channel] - value) <= 6)) ++found;
  }
  return found >= 16;   // a caret or a letter is less
}

test('brands are filtered with completion, sorted, and found again by a position', async (t) => {
  const view = await atKeyboard(t, '/overview');
  await view.pressQuickly('g', 'b');
  await view.find(row('Brand 01'));
  await view.press('/');
  await view.type('indu');
  await view.find(option('industry'));
  await view.press('Tab', 'Enter');
  await view.find(option('Energy'));
  await view.type('en');
  await view.press('Enter', 'Enter');
  await view.gone(row('Brand 02'));
  await view.find(row('Brand 01'));
  await view.press('j', 'ArrowRight', 'ArrowRight', 'ArrowRight', 's');
  await view.find(header('Headcount'), ({states}) => states.includes('ascending'));
  await view.press('s');
  await view.find(header('Headcount'), ({states}) => states.includes('descending'));
  await view.press(':');
  await view.find(textbox('Go to'), isFocused);
  await view.type('3');
  await view.press('Enter');
  await view.find(row('Brand 07'), isFocused);
  await tabTo(view, 'button', 'Remove filter', 'Shift+Tab');
  await view.press('Enter');
  await view.find(row('Brand 02'));
  view.assertNoComplaints();
});

test('a condition is added, changed and taken away', async (t) => {
  const view = await atKeyboard(t, '/brands');
  await tabTo(view, 'button', 'Filter');
  await view.press('Enter');
  await view.find({role: 'dialog', name: 'Filter part'});
  await view.type('headc');
  await view.press('Enter', 'ArrowDown', 'Enter');
  await view.type('980');
  await view.press('Enter');
  await view.find({role: 'group', name: 'Headcount at most 980'});
  await view.gone(row('Brand 01'));
  await tabTo(view, 'button', /^Change value/);
  await view.press('Enter');
  await view.find({role: 'dialog', name: 'Filter part'});
  await view.press('Control+a');
  await view.type('975');
  await view.press('Enter');
  await view.find({role: 'group', name: 'Headcount at most 975'});
  await tabTo(view, 'button', 'Remove filter');
  await view.press('Enter');
  await view.find(row('Brand 01'));
  view.assertNoComplaints();
});

test('a record is opened, edited and saved, restored by Undo, and left', async (t) => {
  const view = await atKeyboard(t, '/brands');
  await view.press('j', 'Enter');
  await view.find(textbox('Headcount'));
  await tabTo(view, 'textbox', 'Headcount');
  await view.press('Control+a');
  await view.type('4242');
  await view.press('Control+s');
  await until('it is saved', async () => (await brand('Brand 01')).headcount === 4242);
  await tabTo(view, 'tab', /^Timeline/, 'Shift+Tab');
  await view.press('ArrowRight');
  await view.press('Enter');
  await view.press('Alt+ArrowDown');
  await view.find({role: 'heading', name: 'Brand 02'});
  await view.press('Escape');
  await view.gone({role: 'complementary'});
  await view.find({role: 'grid'}, isFocused);
  view.assertNoComplaints();
});

test('a record is created, its choices and dates entered, and a mistake corrected', async (t) => {
  const view = await atKeyboard(t, '/brands');
  await view.press('c');
  await view.find(textbox('Name'), isFocused);
  await view.type('Made by hand');
  await tabTo(view, 'textbox', 'Domain');
  await view.type('no domain');
  await view.press('Tab');
  await view.find(textbox('Domain'), ({states}) => states.includes('invalid'));
  await view.press('Shift+Tab', 'Control+a');
  await view.type('hand.example');
  await view.press('Control+s');
  await until('it is there', async () => (await brand('Made by hand'))?.domain === 'hand.example');
  view.assertNoComplaints();
});

test('a cell is edited in place, rows are checked and changed together', async (t) => {
  const view = await atKeyboard(t, '/brands');
  await view.press('j', 'j', 'j', 'ArrowRight', 'e');
  await view.find(textbox('Edit Industry'), isFocused);
  await view.press('Control+a');
  await view.type('Glass');
  await view.press('Enter');
  await until('it is stored', async () => (await brand('Brand 03')).industry === 'Glass');
  await view.press('Control+Home', 'x', 'Shift+j', 'Shift+j');
  await view.find({role: 'status', name: '3 selected'});
  await tabTo(view, 'button', 'Set country', 'Shift+Tab');
  await view.press('Enter');
  await view.find(textbox('Country'), isFocused);
  await view.type('PT');
  await view.press('Enter');
  await until('all are set', async () => (await brand('Brand 01')).country === 'PT' && (await brand('Brand 03')).country === 'PT');
  view.assertNoComplaints();
});

test('rows are deleted and brought back', async (t) => {
  for (const name of ['Gone A', 'Gone B']) await api.create('brands', {name, industry: 'Going'});
  const view = await atKeyboard(t, `/brands?filter=${encodeURIComponent('industry = "Going"')}`);
  await view.find(row('Gone A'));
  await view.press('j', 'x', 'j', 'x');
  await view.find({role: 'status', name: '2 selected'});
  await view.press('Delete');
  await until('they are gone', async () => !(await brand('Gone A')) && !(await brand('Gone B')));
  await view.press('Control+z');
  await until('they are back', async () => Boolean(await brand('Gone A')) && Boolean(await brand('Gone B')));
  view.assertNoComplaints(/404/);
});

/** Leaves the field that was just saved, and then the panel: the list has the keyboard again. */
async function backToList(view) {
  await tabTo(view, 'tab', /^Timeline/, 'Shift+Tab');
  await view.press('Escape');
  await view.gone({role: 'complementary'});
  await view.find({role: 'grid'}, isFocused);
}

/** Walks down the list to a row. */
async function walkTo(view, name) {
  await view.find(row(name));
  await view.press('Control+Home');
  for (let steps = 0; steps < longestWalk; ++steps) {
    if ((await view.look(row(name)))?.states.includes('focused')) return;
    await view.press('j');
  }
  throw new Error(`J does not come to ${name}; on the screen:\n${await view.outline()}`);
}

test('a tag is made, renamed and deleted', async (t) => {
  for (const name of ['asked for', 'zoned']) await api.create('tags', {name});
  const tag = async (name) => (await api.all('tags')).items.find((one) => one.name === name);
  const view = await atKeyboard(t, '/tags');
  await view.find(row('zoned'));
  await view.press('c');
  await view.find(textbox('Name'), isFocused);
  await view.type('by hand');
  await tabTo(view, 'textbox', 'Description');
  await view.type('Made without a mouse');
  await view.press('Control+s');
  await until('it is there', async () => (await tag('by hand'))?.description === 'Made without a mouse');
  await view.find({role: 'tab', name: /^Timeline/});
  await backToList(view);

  await walkTo(view, 'by hand');
  await view.press('Enter');
  await view.find(textbox('Name'), ({value}) => value === 'by hand');
  await tabTo(view, 'textbox', 'Name');
  await view.press('Control+a');
  await view.type('renamed by hand');
  await view.press('Control+s');
  await until('it is renamed', async () => Boolean(await tag('renamed by hand')));
  assert.equal(await tag('by hand'), undefined);
  await backToList(view);

  await walkTo(view, 'renamed by hand');
  await view.press('Delete');
  await until('it is gone', async () => !(await tag('renamed by hand')));
  await view.gone(row('renamed by hand'));
  assert.ok(await tag('asked for') && await tag('zoned'), 'the others stay');
  view.assertNoComplaints(/404/);
});

test('an edit that waits is looked at and taken back', async (t) => {
  const made = await api.create('brands', {name: 'Waits', headcount: 7});
  const view = await atKeyboard(t, `/brands?filter=${encodeURIComponent('name = "Waits"')}`);
  await view.find(row('Waits'));
  await view.page.context().setOffline(true);
  await view.find({role: 'status', name: /Offline since/});
  await view.press('j', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'e');
  await view.find(textbox('Edit Headcount'), isFocused);
  await view.press('Control+a');
  await view.type('70');
  await view.press('Enter');
  await view.find({role: 'status', name: /1 edit waits on this device/});
  await tabTo(view, 'button', 'Show edits', 'Shift+Tab');
  await view.press('Enter');
  const edit = {role: 'listitem', name: 'Edit: Waits'};
  await view.find(edit, ({value}) => value === 'Headcount: 70');
  await tabTo(view, 'button', 'Discard');
  await until('it is taken back', async () => {
    await view.press('Enter');   // while another attempt is on its way, the button does nothing
    return !(await view.look(edit));
  });
  await view.press('Escape');
  await view.gone({role: 'status', name: /on this device/});
  await view.find({role: 'gridcell', value: '7'});
  await view.page.context().setOffline(false);
  await view.find({role: 'status', name: /^(Connected|Slow)/}, () => true, backWithinMs);
  await view.settled();   // what waited would be sent now
  assert.equal((await api.get(`/api/v1/brands/${made.id}`)).json.version, 1, 'nothing was sent');
  view.assertNoComplaints(/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_NAME|ERR_FAILED|WebSocket|Failed to (load|fetch)/);
});

test('what an entry of the audit log changed is taken back', async (t) => {
  const made = await api.create('brands', {name: 'Taken back', headcount: 12});
  (await api.patch(`/api/v1/brands/${made.id}`, {headcount: 90})).expect(200);
  const view = await atKeyboard(t, '/audit');
  await view.find({role: 'gridcell', name: /12 → 90/});
  await view.press('Control+Home', 'Enter');
  await view.find({role: 'listitem', name: 'Headcount: 12 → 90'});
  await view.find({role: 'button', name: 'Revert'});
  await tabTo(view, 'button', 'Revert');
  await view.press('Enter');
  await until('the old value is stored', async () => (await api.get(`/api/v1/brands/${made.id}`)).json.headcount === 12);
  view.assertNoComplaints();
});

test('columns are moved, made wider, hidden and shown again', async (t) => {
  const view = await atKeyboard(t, '/brands');
  const columns = async () => (await view.findAll({role: 'columnheader'})).sort((a, b) => a.rect.x - b.rect.x).map(({name}) => name);
  const before = await columns();
  await view.press('Control+Home', 'ArrowRight', 'ArrowUp');
  await view.find(header(before[1]), isFocused);
  const {rect: {w: narrow}} = await view.find(header(before[1]));
  await view.press('Shift+ArrowRight', 'Shift+ArrowRight');
  await view.find(header(before[1]), ({rect}) => rect.w > narrow);
  await view.press('Control+ArrowRight');
  assert.deepEqual((await columns()).slice(1, 3), [before[2], before[1]]);
  await view.press('Delete');
  await view.gone(header(before[1]));
  await view.press('ContextMenu');
  await view.find({role: 'menu', name: 'Column'});
  await view.press('ArrowUp');
  while ((await focused(view)).name !== 'Reset columns') await view.press('ArrowUp');
  await view.press('Enter');
  await until('all is as before', async () => (await columns()).join() === before.join());
  await tabTo(view, 'button', 'Columns', 'Shift+Tab');
  await view.press('Enter');
  await tabTo(view, 'checkbox', before[2]);
  await view.press('Space');
  await view.press('Escape');
  await view.gone(header(before[2]));
  view.assertNoComplaints();
});

test('facets narrow, an insight is read, its hits are walked, its text is copied', async (t) => {
  const view = await atKeyboard(t, '/insights');
  await view.find(option('What a cap costs'));
  await tabTo(view, 'checkbox', 'rates');
  await view.press('Space');
  await view.gone(option('Covenants by sector'));
  await view.press('/');
  await view.type('"rate cap"');
  await view.press('Enter');
  await view.find({role: 'listbox'}, isFocused);
  await view.press('j');
  while (!/Rate caps/.test((await focused(view)).name)) await view.press('j');
  await view.press('Enter');
  await view.find({role: 'article', name: 'Rate caps lift demand'});
  await view.press('n', 'n');
  await view.find({role: 'status', name: /^Hit 2 of/});
  await view.press('F6');
  await tabTo(view, 'article', 'Rate caps lift demand');
  await view.press('End');
  await view.find({role: 'text', name: /The last/});
  await view.press('Control+c');
  await until('the clipboard holds it', () => view.page.evaluate(() => navigator.clipboard.readText().then((held) => held.includes('The last rate cap'))));
  view.assertNoComplaints();
});

test('an insight is edited, formatted, saved and published', async (t) => {
  const made = await api.create('insights', {brand_id: first.id, title: 'To be edited', body: '', status: 'draft', tags: ['edited']});
  const view = await atKeyboard(t, `/insights?open=${made.id}`);
  await view.find({role: 'article', name: 'To be edited'});
  await view.press('e');
  await view.find(textbox('Body'), isFocused);
  await tabTo(view, 'textbox', 'Title', 'Shift+Tab');
  await view.press('End');
  await view.type(' soon');
  await tabTo(view, 'textbox', 'Add tag');
  await view.type('rat');
  await view.find(option('rates'));
  await view.press('Enter');
  await view.find({role: 'listitem', name: 'rates'});
  await tabTo(view, 'textbox', 'Body');
  await until('the text area is open', () => view.page.locator('#area').isVisible());
  await view.page.keyboard.type('Plain ');
  await view.page.keyboard.press('Control+b');
  await view.page.keyboard.type('bold');
  await view.press('Control+Enter');
  await until('it is published', async () => {
    const {status, body, title, tags} = (await api.get(`/api/v1/insights/${made.id}`)).json;
    return status === 'published' && body === 'Plain **bold**' && title === 'To be edited soon' && tags.includes('rates');
  });
  view.assertNoComplaints();
});

test('a conflict is settled field by field', async (t) => {
  const made = await api.create('brands', {name: 'Contested', headcount: 10});
  const view = await atKeyboard(t, `/brands?open=${made.id}`);
  await view.find(textbox('Headcount'), ({value}) => value === '10');
  await tabTo(view, 'textbox', 'Headcount');
  await view.press('Control+a');
  await view.type('70');
  (await api.patch(`/api/v1/brands/${made.id}`, {headcount: 65})).expect(200);
  await view.press('Control+s');
  await view.find({name: /theirs/i});
  await tabTo(view, 'radio', /^Keep yours/);
  await view.press('Space');
  await view.press('Control+s');
  await until('mine is saved', async () => (await api.get(`/api/v1/brands/${made.id}`)).json.headcount === 70);
  view.assertNoComplaints(/412|409/);
});

test('the palette, the sheet of keys, settings and the sidebar', async (t) => {
  const view = await atKeyboard(t, '/brands');
  await view.press('Control+k');
  await view.type('Brand 17');
  await view.find(option('Brand 17'));
  await view.press('Enter');
  await view.find({role: 'heading', name: 'Brand 17'});
  await view.press('Escape', 'Escape');
  await view.press('?');
  await view.find({role: 'dialog', name: 'All keys'});
  await view.press('Escape');
  await view.gone({role: 'dialog', name: 'All keys'});
  await view.pressQuickly('g', 's');
  await view.find({role: 'dialog', name: 'Settings menu'});
  await tabTo(view, 'radio', /Light/);
  await view.press('Space');
  await until('it is light', () => view.page.evaluate(() => document.documentElement.dataset.theme === 'light'));
  await view.press('Escape');
  await view.gone({role: 'dialog', name: 'Settings menu'});
  await tabTo(view, 'link', 'Tags');
  await view.press('Enter');
  await until('tags are shown', () => view.location.startsWith('/tags'));
  view.assertNoComplaints();
});

test('the overview is read: periods, a brand, the chart and the table behind it', async (t) => {
  const view = await atKeyboard(t, '/overview');
  await tabTo(view, 'radio', '30 d');
  await view.press('Space');
  await until('it is in the address', () => /range=30/.test(view.location));
  await tabTo(view, 'img', /^Insights published per/);
  await view.press('End');
  await view.find({role: 'img', name: /^Insights published per/}, ({value}) => value !== '');
  await view.press('t');
  await view.find({role: 'grid', name: /table/});
  await view.press('Escape');
  await view.gone({role: 'grid', name: /table/});
  await tabTo(view, 'link', /^Insights [\d,]+$/, 'Shift+Tab');
  await view.press('Enter');
  await until('the list is shown', () => view.location.startsWith('/insights'));
  view.assertNoComplaints();
});

for (const [what, location] of [['the overview', '/overview'], ['brands with an open record', `/brands?open=${first.id}`],
  ['insights', '/insights'], ['tags', '/tags']]) {
  test(`every stop of the focus on ${what} can be seen`, async (t) => {
    const view = await atKeyboard(t, location);
    await view.find({role: 'main'});
    const seen = new Set();
    const hidden = [];
    for (let stops = 0; stops < longestWalk; ++stops) {
      await view.press('Tab');
      const at = await focused(view);
      if (!at || seen.has(at.id)) break;   // around, or at the browser's own
      seen.add(at.id);
      if (!await showsFocus(view, at)) hidden.push(`${at.role} "${at.name}" at ${JSON.stringify(at.rect)}`);
    }
    assert.ok(seen.size > 8, `only ${seen.size} stops`);
    assert.deepEqual(hidden, []);
    view.assertNoComplaints();
  });
}
