import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const textbox = (name) => ({role: 'textbox', name});
/** Shows a column that is hidden by default. */
async function showColumn(view, name) {
  await view.click({role: 'button', name: 'Columns'});
  const shown = await view.find({role: 'checkbox', name});
  if (!shown.states.includes('checked')) await view.click({role: 'checkbox', name});
  await view.press('Escape');
}
const row = (name) => ({role: 'row', name: new RegExp(name)});

test('a brand is created with mouse and keyboard', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.click({role: 'button', name: 'New brand'});
  await view.fill(textbox('Name'), 'Größe & Co');
  await view.press('Tab');
  await view.type('groesse.example');
  await view.fill(textbox('Headcount'), '42');
  await view.press('Control+s');
  const saved = await until('the API has it', async () => (await api.all('brands')).items.find(({name}) => name === 'Größe & Co'));
  assert.equal(saved.domain, 'groesse.example');
  assert.equal(saved.headcount, 42);
  await view.find(row('Größe & Co'));
  view.assertNoComplaints();
});

test('a brand is created and edited without a mouse', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.press('c');
  await view.find(textbox('Name'), ({states}) => states.includes('focused'));
  await view.type('Keys only');
  await view.press('Control+s');
  await until('the API has it', async () => (await api.all('brands')).items.some(({name}) => name === 'Keys only'));
  view.assertNoComplaints();
});

test('an edit is saved, shown in the grid and in the history with before and after', async (t) => {
  const record = await api.create('brands', {name: 'Edited brand', headcount: 100});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.click(row('Edited brand'));
  await view.fill(textbox('Headcount'), '250');
  await view.press('Tab');
  await view.click({role: 'button', name: 'Save'});
  await until('the API has it', async () => (await api.get(`/api/v1/brands/${record.id}`)).json.headcount === 250);
  await view.find({role: 'gridcell', value: '250'});
  await view.click({role: 'tab', name: /^(History|Timeline)/});
  const entry = await view.find({role: 'article', name: /Headcount/i});
  assert.match(`${entry.name} ${entry.value} ${entry.description}`, /100.*250/s);
  view.assertNoComplaints();
});

test('a mistake is shown at its field and nothing is saved', async (t) => {
  const record = await api.create('brands', {name: 'Mistaken', headcount: 1});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, `/brands?open=${record.id}`);
  await view.fill(textbox('Domain'), 'no domain');
  await view.press('Tab');
  await view.find(textbox('Domain'), ({states}) => states.includes('invalid'));
  await view.press('Control+s');
  assert.equal((await api.get(`/api/v1/brands/${record.id}`)).json.version, 1);
  view.assertNoComplaints();
});

test('of two people who edit one brand the second sees yours and theirs, and decides', async (t) => {
  const record = await api.create('brands', {name: 'Contested', headcount: 10});
  const [one, other] = [await startBrowser(t), await startBrowser(t)];
  const first = await openDashboard(one, server, `/brands?open=${record.id}`);
  const second = await openDashboard(other, server, `/brands?open=${record.id}`);
  await second.fill(textbox('Headcount'), '70');
  await first.fill(textbox('Headcount'), '65');
  await first.press('Control+s');
  await until('the first edit is saved', async () => (await api.get(`/api/v1/brands/${record.id}`)).json.headcount === 65);
  await second.press('Control+s');
  await second.find({name: /theirs/i});
  await second.find({name: /yours|mine/i});
  const shown = await second.outline();
  assert.match(shown, /70/);
  assert.match(shown, /65/);
  assert.equal((await api.get(`/api/v1/brands/${record.id}`)).json.headcount, 65, 'nothing is overwritten before the decision');
  await second.click({role: 'radio', name: /yours|mine/i});
  await second.press('Control+s');
  await until('the decision is saved', async () => (await api.get(`/api/v1/brands/${record.id}`)).json.headcount === 70);
  first.assertNoComplaints();
  second.assertNoComplaints(/412/);
});

test('tags are completed and saved in the panel, by keyboard', async (t) => {
  await api.create('tags', {name: 'capacity planning'});
  const record = await api.create('brands', {name: 'Tagged', tags: ['rates']});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, `/brands?open=${record.id}`);
  await view.find({role: 'listitem', name: 'rates'});
  await view.click(textbox('Add tag'));
  await view.type('capa');
  await view.find({role: 'option', name: 'capacity planning'});
  await view.press('Enter');
  await view.find({role: 'listitem', name: 'capacity planning'});
  await view.type('new one,');
  await view.press('Control+s');
  await until('the API has them', async () => (await api.get(`/api/v1/brands/${record.id}`)).json.tags.join() === 'rates,capacity planning,new one');
  view.assertNoComplaints();
});

test('tags are edited in their cell, and Esc leaves them as they were', async (t) => {
  await api.create('tags', {name: 'quick notes'});
  const record = await api.create('brands', {name: 'Cell tags', tags: ['rates']});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands?filter=name%20%3D%20%22Cell%20tags%22');
  await view.find(row('Cell tags'));
  await showColumn(view, 'Tags');
  await view.press('j', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'e');   // Name, Industry, Country, Headcount, Tags
  await view.find(textbox('Add tag'), ({states}) => states.includes('focused'));
  await view.type('qui');
  await view.find({role: 'option', name: 'quick notes'});
  await view.press('Enter', 'Enter');
  await until('the API has it', async () => (await api.get(`/api/v1/brands/${record.id}`)).json.tags.join() === 'rates,quick notes');
  await view.press('e');
  await view.find(textbox('Add tag'), ({states}) => states.includes('focused'));
  await view.press('Backspace', 'Escape');
  await view.gone(textbox('Add tag'));
  assert.equal((await api.get(`/api/v1/brands/${record.id}`)).json.tags.length, 2);
  view.assertNoComplaints();
});

test('a deleted brand comes back with Undo', async (t) => {
  const record = await api.create('brands', {name: 'Undone'});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, `/brands?open=${record.id}`);
  await view.find(row('Undone'));
  await view.click(row('Undone'));
  await view.press('Delete');
  await until('it is deleted', async () => (await api.get(`/api/v1/brands/${record.id}`)).status === 404);
  await view.gone(row('Undone'));
  await view.press('Control+z');
  await until('it is there again', async () => (await api.get(`/api/v1/brands/${record.id}`)).status === 200);
  view.assertNoComplaints(/404/);
});
