// Lists longer than what is in memory: any place at once, and colleagues' writes that move nothing on the screen.
import assert from 'node:assert/strict';
import test, {after, before} from 'node:test';

import {Api} from '../support/api.mjs';
import {Dashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const brands = 3000;
const batchMax = 1000;
const frameMs = 16;
const aheadMs = 20_000;   // a clock stops in the future only, and a slow machine takes long to come to it
const listed = /\/api\/v1\/brands\?/;

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const name = (number) => `Brand ${String(number).padStart(5, '0')}`;
const bar = {role: 'scrollbar', name: 'Scroll rows'};

before(async () => {
  for (let first = 0; first < brands; first += batchMax) {
    const operations = Array.from({length: batchMax}, (_, i) => ({create: {name: name(first + i), headcount: first + i}}));
    (await api.post('/api/v1/brands:batch', {operations})).expect(200);
  }
});

/** Opens the brands and counts what of them is asked for. */
async function openBrands(t, {clock = false} = {}) {
  const view = new Dashboard(await (await startBrowser(t)).newPage(), server);
  if (clock) await view.page.clock.install();
  await view.load('/brands');
  const requests = [];
  view.page.on('request', (request) => { if (listed.test(request.url())) requests.push(request.url()); });
  await view.find({role: 'row', name: name(0)});
  return {view, requests};
}

/** Rows on the screen by their place: name and y. */
const shown = async (view) => (await view.findAll({role: 'row', name: /^(Brand|Aaa) /})).map((node) => ({name: node.name, y: node.rect.y}));

async function drag(view, share) {
  const {rect} = await view.find(bar);
  const x = rect.x + rect.w / 2;
  await view.page.mouse.move(x, rect.y + 4);
  await view.page.mouse.down();
  await view.page.mouse.move(x, rect.y + 4 + (rect.h - 8) * share);
  await view.page.mouse.up();
  await view.page.mouse.move(rect.x - 200, rect.y + 100);
}

/** Drags the thumb there as a hand does, a step each frame, on a clock that only the test moves: a step is never a rest. */
async function dragInSteps(view, share, steps) {
  const {rect} = await view.find(bar);
  const {clock, mouse} = view.page;
  const x = rect.x + rect.w / 2;
  await mouse.move(x, rect.y + 4);
  await clock.pauseAt(await view.page.evaluate(() => Date.now()) + aheadMs);
  await mouse.down();
  for (let i = 1; i <= steps; ++i) {
    await mouse.move(x, rect.y + 4 + (rect.h - 8) * share * i / steps);
    await clock.runFor(frameMs);
  }
  await mouse.up();
  await clock.resume();
}

/** Waits until what is on the screen are brands that follow one another. */
async function untilFollowing(view, holds) {
  return until('the rows are there, one after another', async () => {
    const rows = await shown(view);
    const numbers = rows.map((row) => Number(row.name.slice(6)));
    return rows.length > 10 && numbers.every((number, i) => i === 0 || number === numbers[i - 1] + 1) && holds(numbers[0]) && rows;
  });
}

test('the scrollbar goes anywhere in a long list, and asks for no more than what is there', async (t) => {
  const {view, requests} = await openBrands(t);
  await view.settled();
  const before = requests.length;
  await drag(view, 0.5);
  await untilFollowing(view, (first) => first > 1000 && first < 2000);
  await view.settled();
  assert.ok(requests.length - before <= 8, `${requests.length - before} requests`);
  view.assertNoComplaints();
});

test('pages that the dragged thumb passes by are not asked for', async (t) => {
  const {view, requests} = await openBrands(t, {clock: true});
  await view.settled();
  const before = requests.length;
  await dragInSteps(view, 0.8, 20);
  await untilFollowing(view, (first) => first > 1900 && first < 2900);
  await view.settled();
  assert.ok(requests.length - before <= 8, `${requests.length - before} requests for a drag over 24 pages`);
  view.assertNoComplaints();
});

test('End shows the last rows and Home the first ones', async (t) => {
  const {view} = await openBrands(t);
  await view.click({role: 'row', name: name(3)});
  await view.press('Control+End');
  await view.find({role: 'row', name: name(brands - 1)});
  await view.press('Control+Home');
  await view.find({role: 'row', name: name(0)});
  view.assertNoComplaints();
});

test('brands that come and go above the screen move no pixel of it', async (t) => {
  const {view} = await openBrands(t);
  await drag(view, 0.6);
  const rows = await untilFollowing(view, (first) => first > 1000);
  await view.settled();
  const counts = (total) => view.find({role: 'grid'}, ({rowcount}) => rowcount === total + 1);
  await counts(brands);
  const operations = Array.from({length: 25}, (_, i) => ({create: {name: `Aaa ${i}`}}));
  const made = (await api.post('/api/v1/brands:batch', {operations})).expect(200).json.results;
  await counts(brands + 25);
  assert.deepEqual(await shown(view), rows);
  (await api.post('/api/v1/brands:batch', {operations: made.map(({id}) => ({delete: {id}}))})).expect(200);
  await counts(brands);
  assert.deepEqual(await shown(view), rows);
  view.assertNoComplaints();
});
