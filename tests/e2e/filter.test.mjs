import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const alpha = await api.create('brands', {name: 'Alpha', headcount: 10, industry: 'Software'});
await api.create('brands', {name: 'Beta', headcount: 200, industry: 'Software', tags: ['Renewal']});
await api.create('brands', {name: 'Gamma', headcount: 3000, industry: 'Freight'});
await api.create('brands', {name: 'Omega', headcount: 4000});
const row = (name) => ({role: 'row', name: new RegExp(name)});
const filter = {role: 'combobox', name: 'Filter'};
const chip = (name) => ({role: 'group', name});
const option = (name) => ({role: 'option', name});
const filterInAddress = (view) => new URLSearchParams(view.location.split('?')[1] ?? '').get('filter');

test('the filter box takes the whole language; chips say its comparisons, and a group as it is written', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.find(row('Gamma'));
  await view.fill(filter, 'headcount > 100 AND (tags:"renewal" OR NOT industry:*)');
  await view.press('Enter');
  await view.gone(row('Alpha'));
  await view.find(row('Beta'));
  await view.find(row('Omega'));
  await view.find(chip('Headcount above 100'));
  await view.find(chip('(tags:"renewal" OR NOT industry:*)'));
  await view.fill(filter, 'headcount >= 200 AND industry = "software"');
  await view.press('Enter');
  await view.gone(row('Omega'));
  await view.find(row('Beta'));
  await view.find(chip('Headcount at least 200'));
  await view.find(chip('Industry is software'));
  view.assertNoComplaints();
});

test('a filter is written with suggestions alone, by keyboard; values come from the server', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.find(row('Gamma'));
  await view.press('/');
  assert.equal(await view.look({role: 'listbox'}), null, 'an empty field waits until it is asked');
  await view.press('Control+Space');
  await view.find(option('name'));
  await view.press('Escape');
  await view.gone({role: 'listbox'});
  await view.type('indu');
  await view.find(option('industry'));
  await view.press('Tab');
  await view.find(filter, ({value}) => value === 'industry ');
  await view.press('Enter');   // the first operator
  await view.find(option('Freight'));
  await view.type('so');
  const software = await view.find(option('Software'), ({description}) => description === '2');
  assert.ok(software.states.includes('selected'));
  await view.press('Enter');
  await view.find(filter, ({value}) => value === 'industry = "Software"');
  await view.gone({role: 'listbox'});
  await view.press('Control+Space');
  await view.find(option('AND'));
  await view.press('Tab');
  await view.type('headc');
  await view.press('Tab');
  await view.find(option('>='));
  await view.type('>');
  await view.find(option('>='));
  await view.press('Tab');
  await view.type('100');
  await view.find(filter, ({value}) => value === 'industry = "Software" AND headcount >= 100');
  await view.press('Enter');
  await view.gone(row('Alpha'));
  await view.gone(row('Gamma'));
  await view.find(row('Beta'));
  assert.equal(filterInAddress(view), 'industry = "Software" AND headcount >= 100');
  view.assertNoComplaints();
});

test('what is typed is asked for after a pause, and Up in an empty field calls it back', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.find(row('Alpha'));
  await view.fill(filter, 'headcount < 100');
  await view.gone(row('Gamma'));
  await view.press('Enter');
  await view.fill(filter, '');
  await view.press('Backspace', 'Enter');
  await view.find(row('Gamma'));
  await view.reload();
  await view.press('/');
  await view.find(filter, ({states}) => states.includes('focused'));
  await view.press('ArrowUp');
  await view.find(filter, ({value}) => value === 'headcount < 100');
  await view.press('Enter');
  await view.gone(row('Gamma'));
  view.assertNoComplaints();
});

test('a suggestion is taken with the mouse, and the field stays the one that is edited', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.click(filter);
  await view.type('cou');
  await view.click(option('country'));
  await view.find(filter, ({value}) => value === 'country ');
  await view.find(option('IN'));
  await view.click(option('='));
  await view.find(filter, ({value}) => value === 'country = ');
  await view.type('"DE"');
  await view.press('Enter');
  await view.find(chip('Country is DE'));
  view.assertNoComplaints();
});

test('chips are changed where they stand, and the rest stays as it is written', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.fill(filter, 'headcount>=200  AND  industry = "Software"');
  await view.press('Enter');
  await view.gone(row('Gamma'));
  await view.click({role: 'button', name: 'Change value: Software'});
  await view.click(option('Freight'));
  await view.find(chip('Industry is one of Software, Freight'));
  await view.find(row('Gamma'));
  await view.press('Escape');
  assert.equal(filterInAddress(view), 'headcount>=200  AND  industry IN ("Software", "Freight")');
  await view.click({role: 'button', name: 'Change value: 200'});
  await view.press('Control+a');
  await view.type('1,000');
  await view.press('Enter');
  await view.find(chip('Headcount at least 1,000'));
  await view.gone(row('Beta'));
  await view.click({role: 'button', name: 'Change operator: at least'});
  await view.click(option('at most'));
  await view.find(chip('Headcount at most 1,000'));
  await view.find(row('Beta'));
  const remove = await view.findAll({role: 'button', name: 'Remove filter'});
  await view.page.mouse.click(remove[0].rect.x + 8, remove[0].rect.y + 8);
  await view.gone(chip('Headcount at most 1,000'));
  assert.equal(filterInAddress(view), 'industry IN ("Software", "Freight")');
  view.assertNoComplaints();
});

test('a condition is added by keyboard: field, operator, value', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.find(row('Gamma'));
  const add = await view.find({role: 'button', name: 'Filter'});
  await view.page.mouse.click(add.rect.x + 20, add.rect.y + 12);
  await view.find({role: 'dialog', name: 'Filter part'});
  await view.type('headc');
  await view.press('Enter');
  await view.find(option('at least'));
  await view.press('ArrowDown', 'Enter');
  await view.type('50');
  await view.press('Enter');
  await view.find(chip('Headcount at most 50'));
  await view.gone(row('Gamma'));
  await view.find(row('Alpha'));
  assert.equal(filterInAddress(view), 'headcount <= 50');
  view.assertNoComplaints();
});

test('chips without room stand behind one that tells how many', async (t) => {
  const long = ['name:"alpha"', 'industry = "Software"', 'headcount >= 5', 'headcount <= 50', 'domain = null', 'country = null',
    'founded = null', 'ticker = null', 'headquarters = null', 'sub_industry = null', 'created_at >= now-7d'];
  const view = await openDashboard(await startBrowser(t), server, `/brands?filter=${encodeURIComponent(long.join(' AND '))}`);
  await view.find(row('Alpha'));
  const more = await view.find({role: 'button', name: /^\+\d+$/});
  await view.click({role: 'button', name: more.name});
  await view.click(option('Created in the last 7 days'));
  await view.click(option('30 days'));
  await until('the filter has changed', async () => filterInAddress(view).endsWith('created_at >= now-30d'));
  view.assertNoComplaints();
});

test('a filter that is not understood says where, and the last good list stays live', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.find(row('Alpha'));
  await view.fillAtOnce(filter, 'headcount > 100 and name = "x"');   // key by key, what is right on the way would be asked for
  await view.press('Enter');
  const alert = await view.find({role: 'alert'});
  assert.match(alert.name, /AND is written in capital letters, at character 17/);
  await view.find(filter, ({states}) => states.includes('invalid'));
  await view.find(row('Alpha'));
  (await api.patch(`/api/v1/brands/${alpha.id}`, {name: 'Alpha renamed'})).expect(200);
  await view.find(row('Alpha renamed'));
  await view.fillAtOnce(filter, 'headcount > 100 AND');
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
