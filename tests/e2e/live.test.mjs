import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {patienceMs, until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const row = (name) => ({role: 'row', name: new RegExp(name)});
const backWithinMs = 180_000;   // reconnecting waits longer the longer it was away

test('an edit in one browser is seen in the other at once, without a reload', async (t) => {
  const record = await api.create('brands', {name: 'Shared brand', headcount: 1});
  const [one, other] = [await startBrowser(t), await startBrowser(t)];
  const writer = await openDashboard(one, server, `/brands?open=${record.id}`);
  const reader = await openDashboard(other, server, '/brands');
  await reader.find({role: 'gridcell', value: '1'});
  const loads = [];
  reader.page.on('framenavigated', (frame) => loads.push(frame.url()));
  await writer.fill({role: 'textbox', name: 'Headcount'}, '31337');
  await writer.press('Control+s');
  await reader.find({role: 'gridcell', value: /31.?337/});
  assert.deepEqual(loads, []);
  reader.assertNoComplaints();
  writer.assertNoComplaints();
});

test('new and deleted brands of others come and go by themselves', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  const record = await api.create('brands', {name: 'Come and gone'});
  await view.find(row('Come and gone'));
  (await api.delete(`/api/v1/brands/${record.id}`)).expect(204);
  await view.gone(row('Come and gone'));
  view.assertNoComplaints();
});

test('after the server was away the dashboard catches up by itself, and offers a newer build that is there now', {timeout: 600_000}, async (t) => {
  const record = await api.create('brands', {name: 'Missed edit', headcount: 1});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.find(row('Missed edit'));
  const start = (url) => url.pathname === '/';
  await view.page.route(start, (route) => route.fulfill({contentType: 'text/html', body: '<script data-build="newer"></script>'}));
  await server.stop();
  await view.find({name: /Reconnecting|Offline/});
  await server.restart();
  (await api.patch(`/api/v1/brands/${record.id}`, {headcount: 4711})).expect(200);
  await view.find({name: /^Connected/}, () => true, backWithinMs);
  await view.find({role: 'gridcell', value: /4.?711/});
  const newer = {role: 'status', name: 'A newer version is ready'};
  await view.find(newer);
  await view.page.unroute(start);
  const {rect} = await view.find({role: 'button', name: 'Reload'});
  await Promise.all([
    view.page.waitForEvent('load', {timeout: patienceMs}),
    view.page.mouse.click(rect.x + rect.w / 2, rect.y + rect.h / 2),
  ]);
  await view.ready();
  await view.find(row('Missed edit'));
  await view.gone(newer);
});

test('what is edited while the server is away is kept, and saved once it is back', {timeout: 600_000}, async (t) => {
  const record = await api.create('brands', {name: 'Edited offline', headcount: 1});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, `/brands?open=${record.id}`);
  await view.find({role: 'textbox', name: 'Headcount'}, ({value}) => value === '1');
  await server.stop();
  await view.find({name: /Reconnecting|Offline/});
  await view.fill({role: 'textbox', name: 'Headcount'}, '77');
  await view.page.keyboard.press('Control+s');
  await server.restart();
  await until('it is saved', async () => (await api.get(`/api/v1/brands/${record.id}`)).json.headcount === 77, {timeoutMs: backWithinMs});
  await view.find({role: 'gridcell', value: '77'});
});

test('who else is at a record shows in its row, in its panel, and goes when they leave', {timeout: 600_000}, async (t) => {
  const record = await api.create('brands', {name: 'Shared desk', headcount: 5});
  const [one, other] = [await startBrowser(t), await startBrowser(t)];
  const first = await openDashboard(one, server, `/brands?open=${record.id}`);
  const second = await openDashboard(other, server, `/brands?open=${record.id}`);
  await first.find(row('Shared desk'), ({description}) => /looking at it/.test(description ?? ''));
  await second.click({role: 'textbox', name: 'Headcount'});
  await first.find(row('Shared desk'), ({description}) => /is editing Headcount/.test(description ?? ''));
  await first.find({role: 'status', name: /is editing Headcount/});
  await second.press('Escape');
  await second.click({role: 'button', name: 'Close'});
  await first.find(row('Shared desk'), ({description}) => !description);
  await second.click(row('Shared desk'));
  await second.click({role: 'button', name: 'Close'});
  await second.press('Home', 'e');
  await first.find(row('Shared desk'), ({description}) => /is editing Name/.test(description ?? ''));
  first.assertNoComplaints();
  second.assertNoComplaints();
});

test('the tabs of one browser are one person, not others at the record', {timeout: 600_000}, async (t) => {
  const record = await api.create('brands', {name: 'Two tabs', headcount: 5});
  const [ours, theirs] = [await startBrowser(t), await startBrowser(t)];
  const first = await openDashboard(ours, server, `/brands?open=${record.id}`);
  const tab = await openDashboard(ours, server, `/brands?open=${record.id}`);
  await tab.click({role: 'textbox', name: 'Headcount'});
  const second = await openDashboard(theirs, server, `/brands?open=${record.id}`);
  // What the tab says is told to all in the order it is said: who hears of the other browser has heard of the tab.
  const oneOther = ({description}) => description === 'Another session is looking at it';
  await first.page.bringToFront();
  await first.find(row('Two tabs'), oneOther);
  await tab.page.bringToFront();
  await tab.find(row('Two tabs'), oneOther);
  await tab.click({role: 'textbox', name: 'Name'});
  await second.find(row('Two tabs'), ({description}) => description === 'Another session is editing Name');
});

test('edits of others above what one looks at move not one pixel of it', {timeout: 600_000}, async (t) => {
  await Promise.all(Array.from({length: 200}, (_, i) => api.create('brands', {name: `Scrolled ${String(i).padStart(3, '0')}`})));
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  const grid = await view.find({role: 'grid'});
  const at = {x: grid.rect.x + 300, y: grid.rect.y + 300};
  await view.page.mouse.move(at.x, at.y);
  // Turned within the page: all of it is taken in before anything else is asked of it.
  await view.page.evaluate(({x, y}) => {
    const turn = {deltaY: 200, clientX: x, clientY: y, bubbles: true, cancelable: true};
    for (let i = 0; i < 20; ++i) document.querySelector('canvas').dispatchEvent(new WheelEvent('wheel', turn));
  }, at);
  await view.settled();
  const inView = async () => (await view.findAll(row('Scrolled'))).map(({name, rect}) => `${name} at ${rect.y}`);
  await until('the rows in the middle are loaded', async () => (await inView()).some((line) => /Scrolled 1\d\d/.test(line)));
  const before = await inView();
  await Promise.all(Array.from({length: 10}, (_, i) => api.create('brands', {name: `Above ${i}`})));
  const {seq} = await api.all('brands', {page_size: '1', filter: 'name = "nobody"'});
  assert.ok(seq > 0);
  await until('the total counts them', async () => (await view.find({role: 'status', name: 'Position'})).value.match(/of ([\d,]+)/)?.[1].replace(',', '') >= 210);
  await view.settled();
  assert.deepEqual(await inView(), before);
  view.assertNoComplaints();
});

test('a brand that is renamed elsewhere is called so in the list of insights', async (t) => {
  const record = await api.create('brands', {name: 'Old name'});
  const note = await api.create('insights', {brand_id: record.id, title: 'Renamed soon', status: 'published'});
  const view = await openDashboard(await startBrowser(t), server, `/insights?open=${note.id}`);
  const option = {role: 'option', name: 'Renamed soon'};
  await view.find(option, ({value}) => value === 'Old name');
  (await api.patch(`/api/v1/brands/${record.id}`, {name: 'New name'})).expect(200);
  await view.find(option, ({value}) => value === 'New name');
  view.assertNoComplaints();
});
