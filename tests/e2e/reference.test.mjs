import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after});   // without the dashboard: the reference needs none
const api = new Api(server.url);

test('the reference shows every call, type and message of the documents, in both themes, and complains of nothing', async (t) => {
  const browser = await startBrowser(t);
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  const [openapi, asyncapi] = await Promise.all(['openapi', 'asyncapi'].map(async (name) => (await api.get(`/api/v1/${name}.json`)).expect(200).json));
  const calls = Object.values(openapi.paths).flatMap((item) => Object.values(item).map(({operationId}) => operationId).filter(Boolean));

  const grounds = new Set();
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({colorScheme});
    await page.goto(`${server.url}/docs#createBrand`);
    await page.waitForSelector('html[data-ready]');
    grounds.add(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
    const ids = new Set(await page.$$eval('details', (cards) => cards.map(({id}) => id)));
    assert.deepEqual(calls.filter((id) => !ids.has(id)), []);
    assert.equal([...ids].filter((id) => id.startsWith('message-')).length, Object.keys(asyncapi.components.messages).length);
    assert.equal([...ids].filter((id) => id.startsWith('model-')).length, Object.keys(openapi.components.schemas).length);
    assert.ok(await page.$eval('#createBrand', (card) => card.open), 'a link opens what it names');
    assert.match(await page.innerText('#createBrand'), /headcount/);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing reaches out to the right');
  }
  assert.equal(grounds.size, 2);
  assert.match(await page.innerText('#about'), /disjunction = conjunction/);

  await page.keyboard.press('/');
  await page.keyboard.type('undelete insight');
  assert.deepEqual(await page.$$eval('details', (cards) => cards.filter(({hidden}) => !hidden).map(({id}) => id)), ['undeleteInsight']);
  assert.deepEqual(complaints, []);
});
