// A real Chromium on the real dashboard, used as a person uses it: what is on the screen is found by role and name, clicked with
// the mouse where it stands, typed into with the keyboard.
import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {chromium} from 'playwright-core';

import {assetsFolder} from './server_process.mjs';
import {patienceMs, until} from './wait.mjs';

const executable = process.env.DOSSIER_CHROMIUM ?? '/usr/bin/chromium';
const flags = [
  '--no-sandbox', '--disable-gpu', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic',
  '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const loadedWithinMs = 120_000;   // software rendering on a busy machine
const shownWithinMs = patienceMs;
const size = {width: 1440, height: 900};

/** Starts a browser that ends with the test: a profile, and so permissions and a storage, of its own. With `anyCertificate` it
 *  takes those of the tests' own. */
export async function startBrowser(context, {deviceScaleFactor = 1, anyCertificate = false} = {}) {
  assert.ok(existsSync(path.join(assetsFolder, 'index.html')), `no dashboard in ${assetsFolder}; build it with ./dev build dashboard`);
  const profile = mkdtempSync(path.join(tmpdir(), 'dossier-chromium-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: executable, headless: true, args: flags, viewport: size, deviceScaleFactor, colorScheme: 'dark', locale: 'en-US', timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'], ignoreHTTPSErrors: anyCertificate,
  });
  context.after(async () => {
    await browser.close();
    rmSync(profile, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
  });
  return browser;
}

/** Opens the dashboard at `location` (the part after '#') in a new page and waits until it stands still. */
export async function openDashboard(browser, server, location = '/') {
  const view = new Dashboard(await browser.newPage(), server);
  await view.load(location);
  return view;
}

export class Dashboard {
  constructor(page, server) {
    this.page = page;
    this.server = server;
    this.complaints = [];   // what the console, the page or its security policy complained of
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !swiftShaderNotice.test(message.text())) {
        this.complaints.push(`${message.type()}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.stack ?? error}`));
    page.on('crash', () => this.complaints.push('the page crashed'));
  }

  async load(location) {
    await this.page.goto(`${this.server.url}/#${location}`);
    await this.ready();
  }
  async reload() {
    await this.page.reload();
    await this.ready();
  }
  async ready() {
    // Not waitForFunction: it needs eval, which the page's security policy rightly refuses.
    await until('the dashboard has drawn itself', () => this.page.evaluate(() => window.__app?.tree().length > 0), {timeoutMs: loadedWithinMs, everyMs: 50})
      .catch((error) => { throw new Error(`${error.message}: ${this.complaints.join('; ')}`); });
    await this.settled();
  }

  /** Waits until nothing is pending: no request, no frame, no deadline. */
  async settled() {
    await until('the dashboard has settled', () => this.page.evaluate(() => window.__app.settled()), {timeoutMs: shownWithinMs, everyMs: 20});
  }

  /** All nodes of the semantic tree that `wanted` describes; its members are values or regular expressions. */
  findAll(wanted) {
    return this.page.evaluate((described) => window.__app.findAll(described), transferable(wanted));
  }

  /** The first such node, or null. */
  async look(wanted) { return (await this.findAll(wanted))[0] ?? null; }

  /** Waits for such a node to appear (and to satisfy `holds`). */
  async find(wanted, holds = () => true, timeoutMs = shownWithinMs) {
    return until(`there is ${describe(wanted)}`, async () => (await this.findAll(wanted)).find(holds), {timeoutMs})
      .catch(async (error) => { throw new Error(`${error.message}; on the screen:\n${await this.outline()}`); });
  }

  /** Waits until no such node is there. */
  async gone(wanted) {
    await until(`there is no ${describe(wanted)}`, async () => !(await this.look(wanted)), {timeoutMs: shownWithinMs})
      .catch(async (error) => { throw new Error(`${error.message}; on the screen:\n${await this.outline()}`); });
  }

  /** Clicks the middle of a node as a hand with a mouse does. */
  async click(wanted, {button = 'left', count = 1} = {}) {
    const node = await this.find(wanted, ({rect}) => rect.w > 0 && rect.h > 0);
    const [x, y] = [node.rect.x + node.rect.w / 2, node.rect.y + node.rect.h / 2];
    await this.page.mouse.move(x - 3, y);
    await this.page.mouse.move(x, y);
    await this.page.mouse.click(x, y, {button, clickCount: count});
    await this.settled();
    return node;
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.settled();
  }

  async type(text) {
    await this.page.keyboard.type(text);
    await this.settled();
  }

  /** Puts all of it in at once, as a paste does: nothing half typed is ever asked for. */
  async insert(text) {
    await this.page.keyboard.insertText(text);
    await this.settled();
  }

  /** Presses keys as a quick hand does, before the page has done anything about the first: keys that belong together by their time. */
  async pressQuickly(...keys) {
    await Promise.all(keys.map((key) => this.page.keyboard.press(key)));
    await this.settled();
  }

  /** Clicks into a field, replaces what is in it. */
  async fill(wanted, text) {
    await this.click(wanted);
    await this.press('Control+a');
    await this.type(text);
  }

  /** As fill(), with all of the text at once. */
  async fillAtOnce(wanted, text) {
    await this.click(wanted);
    await this.press('Control+a');
    await this.insert(text);
  }

  /** How many frames were drawn so far. */
  frames() { return this.page.evaluate(() => window.__app.frames()); }

  /** The address after '#'. */
  get location() { return new URL(this.page.url()).hash.slice(1); }

  /** Asserts that nothing complained so far. `expected` are regular expressions of complaints that belong to the test. */
  assertNoComplaints(...expected) {
    assert.deepEqual(this.complaints.filter((text) => !expected.some((pattern) => pattern.test(text))), []);
  }

  /** The screen as text, for error messages. */
  async outline() {
    const nodes = await this.page.evaluate(() => window.__app.tree()).catch(() => []);
    return nodes.map(({role, name, value, states}) => `  ${role} "${name}"${value ? ` = "${value}"` : ''}${states?.length ? ` [${states}]` : ''}`).join('\n');
  }
}

const swiftShaderNotice = /GPU stall due to ReadPixels|GL Driver Message|Automatic fallback to software WebGL/;

// A RegExp does not reach the page; its source does.
const transferable = (wanted) => Object.fromEntries(Object.entries(wanted).map(([key, value]) =>
  [key, value instanceof RegExp ? {regex: value.source} : value]));

const describe = (wanted) => Object.entries(wanted).map(([key, value]) => `${key} ${value}`).join(', ');
