import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {after} from 'node:test';
import {fileURLToPath} from 'node:url';

import {PNG} from 'pngjs';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {compare, shareTolerance} from '../support/pictures.mjs';
import {startServer} from '../support/server_process.mjs';
import {patienceMs, pause, until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const first = await api.create('brands', {name: 'Alpha', headcount: 1});
const second = await api.create('brands', {name: 'Beta', headcount: 2});
const textbox = (name) => ({role: 'textbox', name});
const row = (name) => ({role: 'row', name: new RegExp(name)});

test('the dashboard draws with WebGL 2, under its content security policy, and complains of nothing; where there is none it says so', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  const answer = await view.page.request.get(server.url);
  const policy = answer.headers()['content-security-policy'];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
  const version = await view.page.evaluate(() => document.querySelector('canvas').getContext('webgl2').getParameter(WebGL2RenderingContext.VERSION));
  assert.match(version, /WebGL 2/);
  await view.find({role: 'grid'});
  await view.find({role: 'navigation'});
  view.assertNoComplaints();
  const old = await browser.newPage();
  await old.addInitScript(() => {
    const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function(kind, ...more) { return kind === 'webgl2' ? null : get.call(this, kind, ...more); };
  });
  await old.goto(server.url);
  await old.locator('#crash').waitFor({state: 'visible', timeout: patienceMs});
  assert.match(await old.locator('#crash').innerText(), /This browser is too old[\s\S]*It has no WebGL 2/);
});

test('in five idle seconds not one frame is drawn', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.find(row('Alpha'));
  await view.settled();
  const before = await view.frames();
  await pause(5_000);
  assert.equal(await view.frames(), before);
  assert.ok(before > 0);
});

test('a package holds what its build wrote and nothing of the one before', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dossier-package-'));
  t.after(() => rmSync(folder, {recursive: true, force: true}));
  const client = fileURLToPath(new URL('../../client-wasm/', import.meta.url));
  const at = (...parts) => path.join(folder, ...parts);
  for (const name of ['program', 'fonts']) mkdirSync(at(name));
  writeFileSync(at('program', 'app.wasm'), 'a program');
  writeFileSync(at('fonts', 'inter-regular.otf'), 'a typeface');
  writeFileSync(at('tokens.css'), ':root {}');
  const packaged = (script) => {
    writeFileSync(at('program', 'app.js'), script);
    execFileSync(process.execPath, [path.join(client, 'tools', 'package.mjs'), '--web', path.join(client, 'web'), '--program', at('program'),
      '--tokens', at('tokens.css'), '--fonts', at('fonts'), '--out', at('dist')]);
    const named = Object.values(JSON.parse(readFileSync(at('dist', 'manifest.json'))).files)
      .flatMap(({file, br, gzip}) => [file, br, gzip]).filter((file) => file?.startsWith('assets/'));
    const there = readdirSync(at('dist', 'assets')).map((name) => `assets/${name}`);
    assert.deepEqual(there.sort(), named.sort());
    return there;
  };
  const before = packaged('first();');
  const now = packaged('second();');
  assert.notDeepEqual(now, before);
  assert.equal(now.length, before.length);
});

test('back and forward go through what was open', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.click(row('Alpha'));
  await view.find(textbox('Name'), ({value}) => value === 'Alpha');
  assert.match(view.location, new RegExp(first.id));
  await view.click(row('Beta'));
  await view.find(textbox('Name'), ({value}) => value === 'Beta');
  await view.page.goBack();
  await view.find(textbox('Name'), ({value}) => value === 'Alpha');
  await view.page.goForward();
  await view.find(textbox('Name'), ({value}) => value === 'Beta');
  await view.page.goBack();
  await view.page.goBack();
  await view.gone(textbox('Name'));
  view.assertNoComplaints();
});

test('a reload keeps what was open and how it was sorted, and a link leads there, too', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.click({role: 'columnheader', name: 'Headcount'});
  await view.find({role: 'columnheader', name: 'Headcount'}, ({states}) => states.includes('ascending') || states.includes('descending'));
  await view.click(row('Beta'));
  await view.find(textbox('Name'), ({value}) => value === 'Beta');
  const {location} = view;
  await view.reload();
  assert.equal(view.location, location);
  await view.find(textbox('Name'), ({value}) => value === 'Beta');
  await view.find({role: 'columnheader', name: 'Headcount'}, ({states}) => states.includes('ascending') || states.includes('descending'));
  const linked = await openDashboard(browser, server, location);
  await linked.find(textbox('Name'), ({value}) => value === 'Beta');
  linked.assertNoComplaints();
});

test('copy and paste go through the clipboard of the system', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, `/brands?open=${first.id}`);
  await view.page.evaluate(() => navigator.clipboard.writeText('Grüße, 你好'));
  await view.click(textbox('Headquarters'));
  await view.press('Control+a', 'Control+v');
  await view.find(textbox('Headquarters'), ({value}) => value === 'Grüße, 你好');
  await view.click(textbox('Name'));
  await view.press('Control+a', 'Control+c');
  assert.equal(await until('the clipboard holds it', () => view.page.evaluate(() => navigator.clipboard.readText().then((text) => text === 'Alpha' && text))), 'Alpha');
  await view.press('Control+x');
  await view.find(textbox('Name'), ({value}) => !value);
  await view.press('Control+v');
  await view.find(textbox('Name'), ({value}) => value === 'Alpha');
  view.assertNoComplaints();
});

test('text is composed with an input method, as Japanese and Chinese are', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, `/brands?open=${second.id}`);
  await view.click(textbox('Headquarters'));
  await view.press('Control+a');
  const devtools = await browser.newCDPSession(view.page);
  for (const text of ['に', 'にほ', 'にほん']) {
    await devtools.send('Input.imeSetComposition', {text, selectionStart: text.length, selectionEnd: text.length});
  }
  await devtools.send('Input.insertText', {text: '日本'});
  await view.find(textbox('Headquarters'), ({value}) => value === '日本');
  await view.press('Control+s');
  await until('the API has it', async () => (await api.get(`/api/v1/brands/${second.id}`)).json.headquarters === '日本');
  view.assertNoComplaints();
});

test('assistive technology sees what is on the screen: the grid, its rows and cells, each once', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.find(row('Alpha'));
  const devtools = await browser.newCDPSession(view.page);
  const seen = async () => (await devtools.send('Accessibility.getFullAXTree')).nodes.filter(({ignored}) => !ignored)
    .map(({role, name}) => `${role?.value} ${name?.value ?? ''}`.trim());
  const tree = await until('the browser tells of the row', async () => {
    const told = await seen();
    return told.some((line) => line === 'row Alpha') && told;
  });
  for (const line of ['grid Brands', 'row Alpha', 'row Beta', 'columnheader Headcount', 'navigation Sidebar', 'button New brand']) {
    assert.equal(tree.filter((told) => told === line).length, 1, line);
  }
  assert.equal(await view.page.evaluate(() => document.querySelector('canvas [role=grid]').getAttribute('aria-rowcount')), '3', 'two rows and the header');
  const ids = await view.page.evaluate(() => [...document.querySelectorAll('canvas [id]')].map(({id}) => id));
  assert.equal(new Set(ids).size, ids.length);
});

test('a lost graphics context comes back, and the screen looks as before', async (t) => {
  const browser = await startBrowser(t);
  const view = await openDashboard(browser, server, '/brands');
  await view.find(row('Alpha'));
  await view.settled();
  const picture = async () => PNG.sync.read(await view.page.screenshot());
  const before = await picture();
  const restored = await view.page.evaluate(() => new Promise((resolve) => {
    const canvas = document.querySelector('canvas');
    const extension = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
    canvas.addEventListener('webglcontextlost', () => setTimeout(() => extension.restoreContext()), {once: true});
    canvas.addEventListener('webglcontextrestored', () => resolve(window.__app.frames()), {once: true});
    extension.loseContext();
  }));
  await until('it draws again', async () => (await view.frames()) > restored);
  await until('the screen looks as before', async () =>
    compare(before, await picture()).different <= shareTolerance * before.width * before.height, {everyMs: 100});
  await view.click(row('Alpha'));
  await view.find(textbox('Name'), ({value}) => value === 'Alpha');
  view.assertNoComplaints(/WebGL|context/i);
});

for (const scale of [1, 1.25, 2]) {
  test(`at ${scale} device pixels to the CSS pixel the canvas is sharp and the mouse hits what it points at`, async (t) => {
    const browser = await startBrowser(t, {deviceScaleFactor: scale});
    const view = await openDashboard(browser, server, '/brands');
    const {width, height} = await view.page.evaluate(() => {
      const canvas = document.querySelector('canvas');
      return {width: canvas.width / canvas.clientWidth, height: canvas.height / canvas.clientHeight};
    });
    assert.ok(Math.abs(width - scale) < 0.01 && Math.abs(height - scale) < 0.01, `${width} x ${height}`);
    await view.click(row('Beta'));
    await view.find(textbox('Name'), ({value}) => value === 'Beta');
    view.assertNoComplaints();
  });
}
