import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {after} from 'node:test';

import {Dashboard, startBrowser} from '../support/browser.mjs';
import {makeCertificate} from '../support/certificates.mjs';
import {OpenIdProvider} from '../support/oidc_provider.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const email = 'ada@lovelace.example';
const password = 'the analytical engine';
// To browsers `localhost` is another site than 127.0.0.1, as a provider's is.
const provider = await new OpenIdProvider().start('localhost');
after(() => provider.stop());
const server = await startServer({after}, {assets: true, flags: ['--sign-in', 'required', '--owner-email', email,
  '--oidc-provider', `acme=${provider.issuer}`, '--oidc-client', 'acme=book', '--oidc-label', 'acme=Acme & Sons']});
provider.serve([{client_id: 'book', token_endpoint_auth_method: 'none', redirect_uris: [`${server.url}/api/v1/auth/oidc/acme/callback`]}]);
const link = linkIn(server.printed);
const textOf = (page, selector) => page.evaluate((wanted) => document.querySelector(wanted).textContent, selector);
const arrived = async (view) => {
  await view.page.waitForURL((url) => url.pathname === '/');
  await view.ready();
};

test('the first owner chooses a password by the link, works, signs out, and signs in again, all by keyboard', async (t) => {
  const browser = await startBrowser(t);
  const view = new Dashboard(await browser.newPage(), server);
  const {page} = view;
  await page.goto(`${server.url}/sign-in#link=${link}`);
  assert.equal(await page.title(), 'Choose a password');
  assert.equal(new URL(page.url()).hash, '', 'the link is not kept in the history');
  await page.keyboard.type('short');
  await page.keyboard.press('Enter');
  await until('the password is refused', async () => (await textOf(page, '#error')).includes('at least 10 characters'));
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await arrived(view);
  assert.equal(new URL(page.url()).pathname, '/');

  const ada = new Person(server);
  (await ada.signIn(email, password)).expect(200);
  (await ada.post('/api/v1/brands', {name: 'Castellan Freight'})).expect(201);
  await view.pressQuickly('g', 'b');
  await view.find({role: 'rowheader', name: /Castellan Freight/});
  (await ada.post('/api/v1/brands', {name: 'Borealis'})).expect(201);
  await view.find({role: 'rowheader', name: /Borealis/});

  await view.press('Control+k');
  await view.type('sign out');
  await until('the command is chosen', async () => {
    if ((await view.look({role: 'option', name: /^Sign out$/}))?.states.includes('selected')) return true;
    await view.press('ArrowDown');
    return false;
  });
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/sign-in');
  assert.equal(new URL(page.url()).hash, `#next=${encodeURIComponent('#/brands')}`);
  await until('the cookie is gone', async () => (await browser.cookies()).every(({name}) => !name.startsWith('__Host-dossier')));

  await page.keyboard.type(email);
  await page.keyboard.press('Tab');
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await until('it says what is wrong', async () => (await textOf(page, '#error')) === 'Email or password is wrong.');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'password');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await arrived(view);
  assert.equal(view.location, '/brands', 'back where one was');
  await view.find({role: 'rowheader', name: /Castellan Freight/});
  view.assertNoComplaints(/status of 401/, /status of 422/);
});

test('who is not signed in is brought to the sign-in page and back, and a revoked session is shown out', async (t) => {
  const browser = await startBrowser(t);
  const view = new Dashboard(await browser.newPage(), server);
  const {page} = view;
  await page.goto(`${server.url}/#/brands?q=freight`);
  await page.waitForURL((url) => url.pathname === '/sign-in');
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.click('#submit');
  await arrived(view);
  assert.equal(view.location, '/brands?q=freight');
  await view.reload();
  await view.find({role: 'rowheader', name: /Castellan Freight/});

  const ada = new Person(server);
  (await ada.signIn(email, password)).expect(200);
  for (const {id, current} of (await ada.get('/api/v1/auth/sessions')).expect(200).json.items) {
    if (!current) (await ada.delete(`/api/v1/auth/sessions/${id}`)).expect(204);
  }
  await page.waitForURL((url) => url.pathname === '/sign-in');
});

test('the button of a provider leads there and back, to where one was; what it refuses is said', async (t) => {
  const browser = await startBrowser(t);
  const view = new Dashboard(await browser.newPage(), server);
  const {page} = view;
  await page.goto(`${server.url}/sign-in#next=${encodeURIComponent('#/brands')}`);
  const button = page.getByRole('link', {name: 'Continue with Acme & Sons'});
  provider.person = {sub: 'somebody', email: 'nobody@lovelace.example', email_verified: true};
  await button.click();
  await page.getByRole('alert').filter({hasText: 'Nobody who may sign in here has your address.'}).waitFor();
  assert.equal(new URL(page.url()).pathname, '/sign-in');

  await page.goto('about:blank');
  await browser.clearCookies({domain: 'localhost'});   // the provider would know who it is
  await page.goto(`${server.url}/sign-in#next=${encodeURIComponent('#/brands')}`);
  provider.person = {sub: 'ada', email, email_verified: true};
  await button.click();
  await arrived(view);
  assert.equal(new URL(page.url()).hash, '#/brands');
  await view.find({role: 'rowheader', name: /Castellan Freight/});
  await view.pressQuickly('g', 'y');
  await view.click({role: 'tab', name: 'Sign-in providers'});
  await view.find({role: 'row', name: 'Acme & Sons'});
});

test('by https everything is encrypted, the live connection as well, and the sign-in page leads to no other site', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dossier-tls-'));
  t.after(() => rmSync(folder, {recursive: true, force: true}));
  const {certificate, key, pem} = makeCertificate(folder, 'site');
  await server.stop();
  server.flags.push('--tls-cert', certificate, '--tls-key', key);
  await server.restart();

  const browser = await startBrowser(t, {anyCertificate: true});
  const view = new Dashboard(await browser.newPage(), server);
  const {page} = view;
  const sockets = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  assert.match(server.url, /^https:/);
  const shown = await page.goto(`${server.url}/sign-in#next=${encodeURIComponent('//evil.example/#/')}`);
  assert.match((await shown.allHeaders())['strict-transport-security'], /^max-age=\d{7,}/);
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.click('#submit');
  await page.waitForURL((url) => url.pathname === '/' && url.host === new URL(server.url).host);
  await view.ready();
  await view.pressQuickly('g', 'b');
  await view.find({role: 'rowheader', name: /Castellan Freight/});
  const cookies = await browser.cookies();
  assert.deepEqual(cookies.map(({secure, httpOnly, sameSite}) => ({secure, httpOnly, sameSite})), [{secure: true, httpOnly: true, sameSite: 'Strict'}]);

  const ada = new Person(server, {ca: pem});
  (await ada.signIn(email, password)).expect(200);
  (await ada.post('/api/v1/brands', {name: 'Enigma Couriers'})).expect(201);
  await view.find({role: 'rowheader', name: /Enigma Couriers/});
  assert.deepEqual(new Set(sockets), new Set([server.socketUrl]));
  view.assertNoComplaints();
});
