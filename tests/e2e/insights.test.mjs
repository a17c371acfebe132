import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {PNG} from 'pngjs';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const halden = await api.create('brands', {name: 'Halden Foods', industry: 'Food'});
const orrin = await api.create('brands', {name: 'Orrin & Vale', industry: 'Glass'});
const write = (brand, title, body, more = {}) => api.create('insights', {brand_id: brand.id, title, body, status: 'published', ...more});
const filler = Array.from({length: 40}, (_, i) => `Paragraph ${i} says something else about the quarter and the book.`).join('\n\n');
const caps = await write(halden, 'Rate caps lift demand', [
  'Borrowers near the **rate** cap ask twice.', filler, '> A rate cap could be moved.', 'The last Raté CAP is here.',
].join('\n\n'), {tags: ['rates', 'refinancing'], sentiment: 0.5});
await write(orrin, 'What a cap costs', 'Pricing for a rate cap fell.', {tags: ['rates'], sentiment: 0});
await write(orrin, 'Covenants by sector', 'Headroom shrank in freight.', {tags: ['covenants'], sentiment: -0.6});
await write(halden, 'Seasonal cash', 'Lines peak in March.', {status: 'draft', tags: ['seasonal']});

const card = (title) => ({role: 'option', name: title});
const box = (name) => ({role: 'checkbox', name});
const hits = (text) => ({role: 'status', name: text});
const find = (text) => `/insights?q=${encodeURIComponent(text)}`;

test('a box narrows the list, its count says how far, and the filter is in the address', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/insights');
  await view.find(card('Seasonal cash'));
  await view.find({role: 'text', name: '2 in rates'});
  await view.find({role: 'text', name: '2 in Halden Foods'});
  await view.click(box('rates'));
  await view.gone(card('Seasonal cash'));
  await view.find({role: 'status', name: /^2 insights/});
  await view.find({role: 'text', name: '1 in Halden Foods'});
  assert.match(decodeURIComponent(view.location), /filter=tags:"rates"/);
  await view.click(box('Orrin & Vale'));
  await view.gone(card('Rate caps lift demand'));
  await view.find(card('What a cap costs'));
  assert.match(decodeURIComponent(view.location), /tags:"rates" AND brand.name = "Orrin & Vale"/);
  await view.click({role: 'button', name: 'Clear Tag'});
  await view.find(card('Covenants by sector'));
  await view.click(box('Negative'));
  await view.gone(card('What a cap costs'));
  await view.click({role: 'button', name: 'Clear Sentiment'});
  await view.click({role: 'button', name: 'Clear Brand'});
  await view.click(box('Include drafts'));
  await view.gone(card('Seasonal cash'));
  assert.match(decodeURIComponent(view.location), /filter=status != "draft"/);
  view.assertNoComplaints();
});

test('weeks are bars, and a handle on them leaves the later ones out', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/insights');
  await view.find(card('What a cap costs'));
  await view.click({role: 'slider', name: 'Published until'});
  await view.press('ArrowLeft');
  await view.gone(card('What a cap costs'));
  assert.match(decodeURIComponent(view.location), /filter=published_at < "\d{4}-\d\d-\d\d"$/);
  await view.press('ArrowRight');
  await view.find(card('What a cap costs'));
  assert.doesNotMatch(view.location, /filter/);
  view.assertNoComplaints();
});

test('a search that is not understood says why, and words and a filter go together', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/insights');
  await view.find(card('Covenants by sector'));
  const search = {role: 'combobox', name: 'Search'};
  await view.fillAtOnce(search, 'cap AND tags = "x"');   // key by key, what is right on the way would be asked for
  await view.press('Enter');
  await view.find({role: 'alert'});
  await view.find(card('What a cap costs'));
  await view.fill(search, 'cap AND tags:"refinancing"');
  await view.press('Enter');
  await view.gone({role: 'alert'});
  await view.gone(card('What a cap costs'));
  await view.find(card('Rate caps lift demand'));
  assert.match(decodeURIComponent(view.location), /q=cap/);
  view.assertNoComplaints();
});

/** How many pixels of a color are in the bar that scrolls the text, which is at the right of it. */
async function pixelsBesideText(view, color) {
  const {rect} = await view.find({role: 'article'});
  const clip = {x: Math.round(rect.x + rect.w) - 10, y: Math.round(rect.y), width: 8, height: Math.round(rect.h)};
  const {data} = PNG.sync.read(await view.page.screenshot({clip}));
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (color.every((value, channel) => Math.abs(data[i + channel] - value) <= 6)) ++found;
  }
  return found;
}

test('hits are counted and walked with N, around the end, each coming into view', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, `${find('"rate cap"*')}&open=${caps.id}`);
  await view.find(hits('Hit 1 of 4'));
  const last = {role: 'text', name: /The last/};
  assert.equal(await view.look(last), null);
  await view.settled();
  const [current, others] = [[0x7f, 0x9f, 0xff], [0xf0, 0xb4, 0x4f]];   // colors: focus and warn of the dark theme
  assert.ok(await pixelsBesideText(view, current) > 10, 'the hit one is at is marked beside the text');
  assert.ok(await pixelsBesideText(view, others) > 10, 'and where the others are');
  await view.press('n', 'n', 'n', 'n');
  await view.find(hits('Hit 4 of 4'));
  const paragraph = await view.find(last);
  assert.ok(paragraph.rect.y > 150 && paragraph.rect.y < 880, 'the last hit is in view');
  await view.press('n');
  await view.find(hits('Hit 1 of 4'));
  await view.press('Shift+N');
  await view.find(hits('Hit 4 of 4'));
  await view.click({role: 'button', name: 'Next hit'});
  await view.find(hits('Hit 1 of 4'));
  view.assertNoComplaints();
});

test('the keyboard alone walks the list, opens, reads and comes back', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/insights');
  await view.find(card('Rate caps lift demand'));
  await view.press('j', 'Enter');
  const first = (await view.find({role: 'article'})).name;
  assert.match(view.location, /open=/);
  await view.press('j');
  await view.find({role: 'article'}, ({name}) => name !== first);
  await view.press('k');
  await view.find({role: 'article', name: first});
  await view.press('Alt+ArrowDown');
  await view.find({role: 'article'}, ({name}) => name !== first);
  view.assertNoComplaints();
});

test('what colleagues write appears, and what leaves the filter says so', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/insights?filter=' + encodeURIComponent('tags:"live"'));
  await view.find({role: 'status', name: '0 insights'});
  const made = await write(orrin, 'Written just now', 'Fresh.', {tags: ['live']});
  await view.find(card('Written just now'));
  await view.click(card('Written just now'));
  await view.find({role: 'article', name: 'Written just now'});
  (await api.patch(`/api/v1/insights/${made.id}`, {title: 'Renamed just now'})).expect(200);
  await view.find({role: 'article', name: 'Renamed just now'});
  await view.find(card('Renamed just now'));
  (await api.patch(`/api/v1/insights/${made.id}`, {tags: []})).expect(200);
  // It is open, and so stays in the list for as long as it is.
  await view.find({...card('Renamed just now'), description: /^Left view/});
  view.assertNoComplaints();
});

test('a link leads into a filter with an open insight, and back leads out again', async (t) => {
  const view = await openDashboard(await startBrowser(t), server,
    '/insights?filter=' + encodeURIComponent('brand.name = "Halden Foods"') + `&open=${caps.id}`);
  await view.find({role: 'article', name: 'Rate caps lift demand'});
  await view.find({role: 'button', name: 'All insights about Halden Foods'});
  await view.find(box('Halden Foods'), ({states}) => states.includes('checked'));
  assert.equal(await view.look(card('What a cap costs')), null);
  assert.match(await view.page.title(), /Rate caps lift demand/);
  await view.click({role: 'radio', name: 'History'});
  await view.find({role: 'feed', name: 'Timeline'});
  assert.match(view.location, /tab=history/);
  await view.click(card('Seasonal cash'));
  await until('the other one is open', () => !view.location.includes(caps.id));
  await view.page.goBack();
  await until('the first one is open again', () => view.location.includes(caps.id));
  view.assertNoComplaints();
});

test('Ctrl C copies the insight as Markdown, or what is selected of it', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, `/insights?open=${caps.id}`);
  await view.find({role: 'article', name: 'Rate caps lift demand'});
  const clipboard = () => view.page.evaluate(() => navigator.clipboard.readText());
  await view.press('Control+c');
  assert.match(await clipboard(), /^# Rate caps lift demand\n\nBorrowers near the \*\*rate\*\* cap/);
  const {rect} = await view.find({role: 'text', name: /^Borrowers near/});
  await view.page.mouse.move(rect.x + 1, rect.y + 12);
  await view.page.mouse.down();
  await view.page.mouse.move(rect.x + 40, rect.y + 12);
  await view.page.mouse.move(rect.x + 66, rect.y + 12);
  await view.page.mouse.up();
  await view.press('Control+c');
  const part = await clipboard();
  assert.ok('Borrowers near'.startsWith(part) && part.length >= 5, part);
  await view.press('Control+a', 'Control+c');
  const all = await clipboard();
  assert.match(all, /^Borrowers near the rate cap ask twice\./);
  assert.match(all, /The last Raté CAP is here\.$/);
  view.assertNoComplaints();
});
