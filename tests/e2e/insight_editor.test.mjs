// Writing insights: what is typed reaches the server by itself, survives what happens to the page, and meets what others write.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const halden = await api.create('brands', {name: 'Halden Foods'});
await api.create('brands', {name: 'Orrin & Vale'});
await api.create('insights', {brand_id: halden.id, title: 'Seed', body: '', tags: ['covenants', 'cover bonds', 'rates']});

const textbox = (name) => ({role: 'textbox', name});
const body = textbox('Body');
const saving = (name) => ({role: 'status', name});
const stored = async (id) => (await api.get(`/api/v1/insights/${id}`)).json;
const draft = (title, more = {}) => api.create('insights', {brand_id: halden.id, title, body: '', ...more});
const editing = (record) => `/insights?open=${record.id}&tab=edit`;
const native = (view) => view.page.locator('#area');
const bodyHolds = (text) => ({value}) => value === text;

/** Puts the caret at the end of the text. */
async function enterBody(view) {
  await view.click(body);
  await until('the text area is open', () => native(view).isVisible());
  await view.page.keyboard.press('Control+End');
}

test('a new insight is written by keyboard, with a brand that is found and tags that complete and are made', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/insights');
  await view.press('c');
  await view.find(textbox('Title'), ({states}) => states.includes('focused'));
  await view.page.keyboard.type('Rate caps lift demand');
  await view.press('Tab');
  await view.page.keyboard.type('orr');
  await view.find({role: 'option', name: 'Orrin & Vale'});
  await view.press('Enter');
  await view.click(textbox('Add tag'));
  await view.page.keyboard.type('cov');
  await view.find({role: 'option', name: 'covenants', description: '1'});
  await view.press('ArrowDown', 'ArrowUp', 'Enter');
  await view.find({role: 'listitem', name: 'covenants'});
  await view.page.keyboard.type('brand new');
  await view.find({role: 'option', name: /^Create .brand new/});
  await view.press('Enter');
  await view.find({role: 'listitem', name: 'brand new'});
  await enterBody(view);
  await view.page.keyboard.type('# Summary\n\nThey ask **twice**.');
  await view.find(saving(/^Saved .*version \d+$/));
  const made = await until('the API has it', async () =>
    (await api.all('insights')).items.find(({title, body: text}) => title === 'Rate caps lift demand' && text.endsWith('**twice**.')));
  assert.equal(made.status, 'draft');
  assert.equal(made.brand.name, 'Orrin & Vale');
  assert.deepEqual(made.tags, ['covenants', 'brand new']);
  assert.match(view.location, new RegExp(`open=${made.id}`));
  await view.press('Control+Enter');
  await until('it is published', async () => (await stored(made.id)).status === 'published');
  view.assertNoComplaints();
});

test('what is typed after a pause is saved by itself, and said', async (t) => {
  const record = await draft('Saves itself');
  const view = await openDashboard(await startBrowser(t), server, editing(record));
  await enterBody(view);
  await view.page.keyboard.type('One two three ');
  await until('the API has it', async () => (await stored(record.id)).body === 'One two three ');
  // However often it was saved on the way: what is told is the version that the server holds.
  const {version} = await stored(record.id);
  assert.ok(version > 1);
  await view.find(saving(new RegExp(`^Saved .*version ${version}$`)));
  await view.page.keyboard.type('four');
  await until('the API has the rest', async () => (await stored(record.id)).body === 'One two three four');
  await view.find({role: 'status', name: '4 words, 1 min'});
  view.assertNoComplaints();
});

test('a published insight is saved when the person says so', async (t) => {
  const record = await draft('Public', {status: 'published', body: 'Old'});
  const view = await openDashboard(await startBrowser(t), server, editing(record));
  await enterBody(view);
  await view.page.keyboard.type(' and new');
  await view.find(saving('Editing'));
  await view.press('Control+s');
  await until('the API has it', async () => (await stored(record.id)).body === 'Old and new');
  view.assertNoComplaints();
});

test('a reload in the middle of typing keeps the text', async (t) => {
  const record = await draft('Reloaded', {status: 'published', body: ''});
  const view = await openDashboard(await startBrowser(t), server, editing(record));
  await enterBody(view);
  await view.page.keyboard.type('Half a sen');
  await view.find(body, bodyHolds('Half a sen'));
  await view.reload();
  await view.find(body, bodyHolds('Half a sen'));
  assert.equal((await stored(record.id)).body, '');
});

test('a page that dies keeps the text for the next one', async (t) => {
  const record = await draft('Crashed', {status: 'published', body: ''});
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, editing(record));
  await enterBody(view);
  await view.page.keyboard.type('Kept through a crash');
  await view.find(body, bodyHolds('Kept through a crash'));
  const dead = new Promise((resolve) => view.page.once('crash', resolve));
  view.page.goto('chrome://crash').catch(() => {});   // never answers: the renderer is gone
  await dead;
  const next = await openDashboard(browser, server, editing(record));
  await next.find(body, bodyHolds('Kept through a crash'));
});

test('buttons and keys mark the selection, the browser undoes them, and the preview follows', async (t) => {
  const record = await draft('Marked', {body: 'rate caps lift'});
  const view = await openDashboard(await startBrowser(t), server, editing(record));
  await enterBody(view);
  await view.press('Control+b');
  await view.find(body, bodyHolds('rate caps **lift**'));
  await view.press('Control+z');
  await view.find(body, bodyHolds('rate caps lift'));
  await view.click({role: 'button', name: 'List'});
  await view.find(body, bodyHolds('- rate caps lift'));
  await view.click({role: 'radio', name: 'Split'});
  await view.find({name: /rate caps lift$/});
  await enterBody(view);
  await view.page.keyboard.type(' demand');
  await view.find({name: /rate caps lift demand$/});
  await view.click({role: 'radio', name: 'Preview'});
  await view.gone(body);
  await view.find({name: /rate caps lift demand$/});
  view.assertNoComplaints();
});

test('an input method composes in the text', async (t) => {
  const record = await draft('Composed');
  const view = await openDashboard(await startBrowser(t), server, editing(record));
  await enterBody(view);
  const session = await view.page.context().newCDPSession(view.page);
  await session.send('Input.imeSetComposition', {text: 'にほ', selectionStart: 2, selectionEnd: 2});
  await view.find(body, bodyHolds('にほ'));
  await session.send('Input.insertText', {text: '日本'});
  await view.find(body, bodyHolds('日本'));
  await until('the API has it', async () => (await stored(record.id)).body === '日本');
  view.assertNoComplaints();
});

test('somebody else at the same record is seen, at the field where they are', async (t) => {
  const record = await draft('Shared');
  const [one, other] = [await startBrowser(t), await startBrowser(t)];
  const first = await openDashboard(one, server, editing(record));
  const second = await openDashboard(other, server, editing(record));
  await enterBody(second);
  await first.find({role: 'text', name: /is editing Body/});
  await second.click(textbox('Title'));
  await first.find({role: 'text', name: /is editing Title/});
  await second.page.close();
  await first.gone({role: 'text', name: /is in/});
});

test('of two people who write one insight the second settles field by field, and keeps both texts', async (t) => {
  const record = await draft('Contested', {body: 'first\nsecond\nthird', status: 'published'});
  const [one, other] = [await startBrowser(t), await startBrowser(t)];
  const first = await openDashboard(one, server, editing(record));
  const second = await openDashboard(other, server, editing(record));
  await enterBody(second);
  await second.page.keyboard.type(' of mine');
  await second.fill(textbox('Title'), 'My title');
  await api.patch(`/api/v1/insights/${record.id}`, {title: 'Their title', body: 'theirs\nfirst\nsecond\nthird'});
  await second.click({role: 'button', name: 'Review'});
  await second.find({role: 'radio', name: 'Theirs: Their title'});
  await second.click({role: 'radio', name: 'Yours: My title'});
  await second.click({role: 'radio', name: 'Keep both'});
  await second.press('Control+Enter');
  await until('both are kept', async () => (await stored(record.id)).body === 'theirs\nfirst\nsecond\nthird of mine');
  assert.equal((await stored(record.id)).title, 'My title');
  await first.find(textbox('Title'), ({value}) => value === 'My title');
  second.assertNoComplaints();
});
