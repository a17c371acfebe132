// What a page owes the browser it lives in: its keys, its zoom, its pointers, its life cycle.
import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {openDashboard, startBrowser} from '../support/browser.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {assets: true});
const api = new Api(server.url);
const many = 60;
for (let i = 0; i < many; ++i) await api.create('brands', {name: `Brand ${String(i).padStart(2, '0')}`, headcount: i});
const first = (await api.all('brands', {order_by: 'name'})).items[0];

const textbox = (name) => ({role: 'textbox', name});
const row = (name) => ({role: 'row', name: new RegExp(name)});
const middle = ({rect}) => ({x: rect.x + rect.w / 2, y: rect.y + rect.h / 2});
const topRow = async (view) => (await view.findAll({role: 'row'})).filter(({name}) => /^Brand/.test(name))[0]?.name;

/** Another density and size, as a change of the screen or of the browser's zoom brings. */
async function setMetrics(view, {width, height, deviceScaleFactor}) {
  const devtools = await view.page.context().newCDPSession(view.page);
  await devtools.send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor, mobile: false});
  await until('the canvas follows', async () => {
    const canvas = await view.page.evaluate(() => {
      const {width: w, height: h, clientWidth, clientHeight} = document.querySelector('canvas');
      return {w, h, clientWidth, clientHeight};
    });
    return canvas.clientWidth === width && Math.abs(canvas.w - width * deviceScaleFactor) <= 1 &&
      Math.abs(canvas.h - height * deviceScaleFactor) <= 1;
  });
  await view.settled();
}

test('zooming in and out, and moving to another screen, keep the canvas sharp and what is open', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, `/brands?open=${first.id}`);
  await view.fill(textbox('Headquarters'), 'Ulm');
  for (const zoom of [1.25, 1.5, 2, 0.8, 1]) {
    await setMetrics(view, {width: Math.round(1440 / zoom), height: Math.round(900 / zoom), deviceScaleFactor: zoom});
    await view.find(textbox('Headquarters'), ({value}) => value === 'Ulm');
  }
  await view.click(row('Brand 03'));
  await view.find(textbox('Name'), ({value}) => value === 'Brand 03');
  view.assertNoComplaints();
});

test('at the smallest window that is supported everything stays on the screen', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await setMetrics(view, {width: 1120, height: 640, deviceScaleFactor: 1});
  await view.click(row('Brand 01'));
  await view.find(textbox('Name'), ({value}) => value === 'Brand 01');
  const outside = (await view.findAll({})).filter(({role, rect}) => ['button', 'tab', 'link'].includes(role) && rect.w > 0 &&
    (rect.x < 0 || rect.x + rect.w > 1120));
  assert.deepEqual(outside.map(({role, name}) => `${role} ${name}`), []);
  view.assertNoComplaints();
});

test('the wheel scrolls by pixels and by lines, and zooming with it is left to the browser', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  const grid = middle(await view.find(row('Brand 05')));
  await view.page.mouse.move(grid.x, grid.y);
  await view.page.mouse.wheel(0, 64);
  await until('two rows of 32 pixels are gone', async () => await topRow(view) === 'Brand 02');
  const turn = (options) => view.page.evaluate((o) => {
    const event = new WheelEvent('wheel', {...o, bubbles: true, cancelable: true});
    document.querySelector('canvas').dispatchEvent(event);
    return event.defaultPrevented;
  }, {clientX: grid.x, clientY: grid.y, ...options});
  assert.equal(await turn({deltaY: 3, deltaMode: 1}), true);
  await view.settled();
  assert.equal(await topRow(view), 'Brand 05', 'three lines are three rows');
  for (let i = 0; i < 8; ++i) await turn({deltaY: 4.25, deltaMode: 0});   // a trackpad sends parts of a pixel
  await view.settled();
  assert.equal(await topRow(view), 'Brand 06');
  assert.equal(await turn({deltaY: 100, ctrlKey: true}), false, 'Ctrl and wheel is the browser\'s zoom');
  await view.settled();
  assert.equal(await topRow(view), 'Brand 06');
  view.assertNoComplaints();
});

test('touch: a tap opens, a drag scrolls, a long press is the right button', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  const devtools = await view.page.context().newCDPSession(view.page);
  await devtools.send('Emulation.setTouchEmulationEnabled', {enabled: true});
  const touch = (type, x, y) => devtools.send('Input.dispatchTouchEvent', {type, touchPoints: type === 'touchEnd' ? [] : [{x, y}]});
  const at = middle(await view.find(row('Brand 10')));
  await touch('touchStart', at.x, at.y);
  for (let dy = 0; dy <= 128; dy += 16) await touch('touchMove', at.x, at.y - dy);
  await touch('touchEnd');
  await until('the content has followed the finger', async () => /^Brand 0[34]$/.test(await topRow(view)));
  await view.gone(textbox('Name'));
  const other = middle(await view.find(row('Brand 12')));
  await Promise.all([touch('touchStart', other.x, other.y), touch('touchEnd')]);   // an answer awaited between them could make it long
  await view.find(textbox('Name'), ({value}) => value === 'Brand 12');
  const menu = {role: 'menu', name: 'Column'};
  const header = middle(await view.find({role: 'columnheader', name: 'Industry'}));
  await touch('touchStart', header.x, header.y);
  await view.find(menu);   // while the finger rests
  await touch('touchEnd');
  await view.settled();
  await view.find(menu);   // which a click would have closed
  await view.press('Escape');
  await view.gone(menu);
  view.assertNoComplaints();
});

test('the keys of the browser stay the browser\'s', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  const taken = (key, code, held = {}) => view.page.evaluate(([k, c, h]) => {
    const event = new KeyboardEvent('keydown', {key: k, code: c, ...h, bubbles: true, cancelable: true});
    document.querySelector('canvas').dispatchEvent(event);
    return event.defaultPrevented;
  }, [key, code, held]);
  const ctrl = {ctrlKey: true};
  const browsers = [['F5', 'F5'], ['F11', 'F11'], ['F12', 'F12'], ['F1', 'F1'], ['F3', 'F3'], ['r', 'KeyR', ctrl], ['R', 'KeyR', {ctrlKey: true, shiftKey: true}],
    ['I', 'KeyI', {ctrlKey: true, shiftKey: true}], ['J', 'KeyJ', {ctrlKey: true, shiftKey: true}], ['t', 'KeyT', ctrl], ['w', 'KeyW', ctrl], ['n', 'KeyN', ctrl],
    ['l', 'KeyL', ctrl], ['u', 'KeyU', ctrl], ['+', 'Equal', ctrl], ['-', 'Minus', ctrl], ['0', 'Digit0', ctrl], ['Tab', 'Tab', ctrl], ['1', 'Digit1', ctrl],
    ['ArrowLeft', 'ArrowLeft', {altKey: true}], ['c', 'KeyC', ctrl], ['v', 'KeyV', ctrl], ['x', 'KeyX', ctrl]];
  for (const [key, code, held] of browsers) assert.equal(await taken(key, code, held), false, `${JSON.stringify(held ?? {})} ${key}`);
  assert.equal(await taken('k', 'KeyK', ctrl), true, 'Ctrl K is ours');
  view.assertNoComplaints();
});

test('dead keys and AltGr write what they write on the layout', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, `/brands?open=${first.id}`);
  const devtools = await view.page.context().newCDPSession(view.page);
  await view.click(textbox('Headquarters'));
  await view.press('Control+a');
  const key = (type, more) => devtools.send('Input.dispatchKeyEvent', {type, ...more});
  await key('rawKeyDown', {key: 'Dead', code: 'BracketLeft', windowsVirtualKeyCode: 220});
  await key('keyUp', {key: 'Dead', code: 'BracketLeft', windowsVirtualKeyCode: 220});
  await key('keyDown', {key: 'ê', code: 'KeyE', text: 'ê', windowsVirtualKeyCode: 69});
  await key('keyUp', {key: 'ê', code: 'KeyE', windowsVirtualKeyCode: 69});
  // AltGr arrives as Ctrl and Alt together; what it writes follows as an input event, unless the key was taken.
  const prevented = await view.page.evaluate(() => {
    const event = new KeyboardEvent('keydown', {key: '@', code: 'KeyQ', ctrlKey: true, altKey: true, bubbles: true, cancelable: true});
    document.getElementById('agent').dispatchEvent(event);
    return event.defaultPrevented;
  });
  assert.equal(prevented, false);
  await devtools.send('Input.insertText', {text: '@'});
  await key('keyDown', {key: 'a', code: 'KeyA', text: 'a', windowsVirtualKeyCode: 65});
  await key('keyUp', {key: 'a', code: 'KeyA', windowsVirtualKeyCode: 65});
  await view.find(textbox('Headquarters'), ({value}) => value === 'ê@a');
  view.assertNoComplaints();
});

test('rows are copied as text and as a table', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.click(row('Brand 01'));
  await view.press('x', 'j', 'x');
  await view.press('Control+c');
  const read = (type) => view.page.evaluate(async (wanted) => {
    const items = await navigator.clipboard.read();
    return items[0]?.types.includes(wanted) ? (await items[0].getType(wanted)).text() : '';
  }, type);
  const html = await until('the clipboard has a table', async () => { const it = await read('text/html'); return /<table>/.test(it) && it; });
  assert.equal((html.match(/<tr>/g) ?? []).length, 2);
  const lines = (await read('text/plain')).split('\n');
  assert.equal(lines.length, 2);
  assert.match(lines[0], /^Brand \d\d\t/);
  view.assertNoComplaints();
});

test('Tab leaves the canvas at its end, and comes back', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.page.evaluate(() => {
    const button = document.createElement('button');
    button.id = 'beyond';
    button.textContent = 'Beyond';
    document.body.append(button);
  });
  const inside = () => view.page.evaluate(() => document.activeElement === document.querySelector('canvas') || document.activeElement.id === 'agent');
  const most = 80;
  let steps = 0;
  while (steps < most && await inside()) { await view.press('Tab'); ++steps; }
  assert.ok(steps > 5 && steps < most, `${steps} steps`);
  await view.page.evaluate(() => document.getElementById('beyond').focus());
  await view.press('Shift+Tab');
  assert.equal(await inside(), true);
  await view.press('Tab');
  assert.ok((await view.findAll({})).some(({states}) => states.includes('focused')) || !(await inside()));
  view.assertNoComplaints();
});

test('when the program fails a panel says so with the build, and what was typed is there after the reload', async (t) => {
  const view = await openDashboard(await startBrowser(t), server, `/brands?open=${first.id}`);
  await view.fill(textbox('Headquarters'), 'Not yet saved');
  await view.page.evaluate(() => { setTimeout(() => { throw new Error('a failure that the test makes'); }); });
  const panel = view.page.locator('#crash');
  await panel.waitFor({state: 'visible'});
  const build = await view.page.evaluate(() => window.__app.build());
  assert.match(await panel.innerText(), new RegExp(`The dashboard stopped[\\s\\S]*a failure that the test makes[\\s\\S]*Build ${build}`));
  await view.page.locator('#crash-reload').click();
  await view.ready();
  await view.find(textbox('Headquarters'), ({value}) => value === 'Not yet saved');
  view.assertNoComplaints(/a failure that the test makes/);
});

test('a hidden tab, which has no frames, takes changes in and shows them with its first frame', async (t) => {
  const record = await api.create('brands', {name: 'Brand 00 hidden', headcount: 1});
  const view = await openDashboard(await startBrowser(t), server, '/brands');
  await view.find(row('Brand 00 hidden'));
  const devtools = await view.page.context().newCDPSession(view.page);
  await devtools.send('Network.enable');
  let received = 0;
  devtools.on('Network.webSocketFrameReceived', ({response}) => { if (response.payloadData.includes('4242')) ++received; });
  await view.page.evaluate(() => {
    // As in a hidden tab: frames wait until it is shown.
    window.waiting = [];
    window.requestFrame = window.requestAnimationFrame;
    window.requestAnimationFrame = (callback) => window.waiting.push(callback);
    Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const frames = await view.frames();
  (await api.patch(`/api/v1/brands/${record.id}`, {headcount: 4242})).expect(200);
  await until('the change has come', () => received > 0);
  assert.equal(await view.frames(), frames);
  const requests = [];
  view.page.on('request', (request) => requests.push(request.url()));
  await view.page.evaluate(() => {
    window.requestAnimationFrame = window.requestFrame;
    for (const callback of window.waiting) window.requestAnimationFrame(callback);
    delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await view.find({role: 'gridcell', value: /4.?242/});
  assert.deepEqual(requests.filter((url) => url.includes('/brands')), [], 'nothing is loaded again');
  view.assertNoComplaints();
});
