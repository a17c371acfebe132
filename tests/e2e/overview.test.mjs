import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
for (const [name, published, drafts] of [['Halden Foods', 12, 2], ['Brightmoor', 7, 1], ['Aurelia', 3, 1]]) {
  const {id} = await api.create('brands', {name});
  const insight = (number, status) => ({create: {brand_id: id, title: `${name} ${number}`, status, tags: number % 2 ? ['rates'] : ['risk']}});
  const operations = Array.from({length: published + drafts}, (_, i) => insight(i, i < published ? 'published' : 'draft'));
  (await api.post('/api/v1/insights:batch', {operations})).expect(200);
}
const trend = {role: 'img', name: /^Insights published per/};
const figure = (name) => ({role: 'link', name: new RegExp(`^${name} [\\d,]+$`)});
const number = (text) => Number(text.replaceAll(',', ''));
const facets = async (fields, filter = '') => (await api.get(
  `/api/v1/insights:facets?fields=${encodeURIComponent(fields)}&filter=${encodeURIComponent(filter)}`)).expect(200).json.facets;

/** The Monday `weeks` weeks before this week's. */
function monday(weeks) {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - ((now.getUTCDay() + 6) % 7) - 7 * weeks))
    .toISOString().slice(0, 10);
}

test('the figures are those of the API, and each opens the list that it counts', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/overview');
  const {status} = await facets('status');
  const total = status.values.reduce((sum, {count}) => sum + count, 0);
  const insights = await view.find(figure('Insights'));
  assert.equal(number(insights.value), total);
  assert.equal(number((await view.find(figure('Drafts'))).value), status.values.find(({value}) => value === 'draft').count);
  const period = (await facets('published_at:week', `published_at >= "${monday(12)}"`))['published_at:week'];
  assert.equal(number((await view.find(figure('Published in period'))).value), period.values.reduce((sum, {count}) => sum + count, 0));
  await view.click(figure('Published in period'));
  await until('the filtered list is there', () => view.location.startsWith('/insights?'));
  assert.match(decodeURIComponent(view.location), new RegExp(`published_at >= "${monday(12)}"`));
  await view.page.goBack();
  await view.find(trend);
  view.assertNoComplaints();
});

test('a new insight moves the figures and enters the feed without a reload', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/overview');
  const before = number((await view.find(figure('Insights'))).value);
  const {items: [brand]} = (await api.get('/api/v1/brands?page_size=1')).json;
  await api.create('insights', {brand_id: brand.id, title: 'Seen at once', status: 'published'});
  await view.find({role: 'link', name: 'Insight published, Seen at once'});
  await view.find(figure('Insights'), ({value}) => number(value) === before + 1);
  await view.click({role: 'button', name: 'Pause the feed'});
  await api.create('insights', {brand_id: brand.id, title: 'Waits its turn', status: 'published'});
  await view.find({name: '1 waiting'});
  assert.equal(await view.look({name: /Waits its turn/}), null);
  await view.click({role: 'button', name: 'Resume the feed'});
  await view.find({role: 'link', name: 'Insight published, Waits its turn'});
  view.assertNoComplaints();
});

test('the keyboard steps through the chart, and T shows its values as a table', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/overview?compare=0');
  await view.find(trend);
  for (let stops = 0; stops < 60 && !(await view.look(trend)).states?.includes('focused'); ++stops) await view.press('Tab');
  await view.press('End');
  await view.find(trend, ({value}) => value.includes('Week of'));
  const last = (await view.look(trend)).value;
  await view.press('ArrowLeft');
  await view.find(trend, ({value}) => value !== last && value.includes('Week of'));
  await view.press('Home', 't');
  const table = await view.find({role: 'grid', name: /published per week, table/});
  assert.ok(table);
  const {series: [first]} = (await facets('published_at:week*brand_id', `published_at >= "${monday(12)}"`))['published_at:week*brand_id'];
  await view.find({role: 'columnheader', name: first.brand.name});
  const newest = first.values.at(-1);
  assert.equal(newest.value, monday(0));
  await view.find({role: 'gridcell', name: first.brand.name, value: String(newest.count)});
  await view.press('Escape');
  await view.gone({role: 'grid', name: /table/});
  view.assertNoComplaints();
});

test('every part of the view is in the address, and back and forward go through them', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/overview?range=30');
  await view.find({role: 'radio', name: '30 d'}, ({states}) => states.includes('checked'));
  await view.find({role: 'img', name: /^Insights published per day/});
  await view.click({role: 'radio', name: '7 d'});
  assert.equal(view.location, '/overview?range=7');
  await view.click({role: 'checkbox', name: /^Compare/});
  assert.match(view.location, /compare=0/);
  await view.click({role: 'button', name: 'Brand'});
  const items = await view.findAll({role: 'menuitem'});
  await view.click({role: 'menuitem', name: items[1].name});
  await until('the brand is in the address', () => /brand=[0-9a-f-]{36}/.test(view.location));
  await view.find({role: 'button', name: 'Brand'}, ({value}) => value === items[1].name);
  await view.page.goBack();
  await view.find({role: 'button', name: 'Brand'}, ({value}) => value === 'All brands');
  await view.page.goBack();
  await view.page.goBack();
  await view.find({role: 'radio', name: '30 d'}, ({states}) => states.includes('checked'));
  await view.page.goForward();
  await view.find({role: 'radio', name: '7 d'}, ({states}) => states.includes('checked'));
  await view.reload();
  await view.find({role: 'radio', name: '7 d'}, ({states}) => states.includes('checked'));
  view.assertNoComplaints();
});
