import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Dashboard, startBrowser} from '../support/browser.mjs';
import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const password = 'a word that is long enough';
const server = await startServer({after}, {assets: true, flags: ['--sign-in', 'required', '--owner-email', 'ada@lovelace.example']});
const owner = new Person(server);
await owner.redeem(linkIn(server.printed), password);

/** Signs in on a page, whoever was there before. */
async function signIn(view, email, location = '/') {
  await view.page.context().clearCookies();
  await view.page.goto('about:blank');
  await view.page.goto(`${server.url}/sign-in#next=${encodeURIComponent(`#${location}`)}`);
  await view.page.fill('#email', email);
  await view.page.fill('#password', password);
  await view.page.click('#submit');
  await view.page.waitForURL((url) => url.pathname === '/');
  await view.ready();
}
/** Chooses another workspace of the sidebar's menu: the page begins anew there. */
async function switchTo(view, name) {
  await view.click({role: 'button', name: 'Switch workspace'});
  const {rect} = await view.find({role: 'menuitem', name});
  const begun = view.page.waitForEvent('load');
  await view.page.mouse.click(rect.x + rect.w / 2, rect.y + rect.h / 2);
  await begun;
  await view.ready();
}
/** A dashboard in a browser of its own. */
const open = async () => new Dashboard(await (await startBrowser({after})).newPage(), server);
/** Chooses a password by the link that the inviter's messenger carried. */
async function accept(email) {
  const person = new Person(server);
  await person.redeem(linkIn((await server.command('user', 'link', email)).output.trim().split('\n')), password);
  return person;
}

const admin = await open();
const guest = await open();

test('an owner invites somebody by keyboard, who accepts and gets to work', async () => {
  await signIn(admin, 'ada@lovelace.example');
  await admin.pressQuickly('g', 'u');
  await admin.find({role: 'row', name: 'ada'});
  await admin.click({role: 'button', name: 'Invite'});
  await admin.click({role: 'textbox', name: 'Email'});
  await admin.type('ann@analyst.example');
  await admin.press('Tab');
  await admin.type('Ann Analyst');
  await admin.press('Enter');
  await admin.gone({role: 'dialog'});
  await admin.find({role: 'row', name: 'Ann Analyst'});

  await accept('ann@analyst.example');
  await signIn(guest, 'ann@analyst.example', '/brands');
  await guest.find({role: 'button', name: /^New brand/});
  assert.equal(await guest.look({role: 'link', name: 'Administration'}), null, 'that is not for analysts');
});

test('a changed role takes the other\'s buttons away while they look on, and Undo gives them back', async () => {
  await admin.click({role: 'combobox', name: 'Role of Ann Analyst'});
  await admin.click({role: 'menuitem', name: 'Auditor'});
  await guest.gone({role: 'button', name: /^New brand/});
  await guest.press('c');
  assert.equal(guest.location, '/brands', 'nor is there a key for it');
  await admin.press('Control+z');
  await guest.find({role: 'button', name: /^New brand/});
});

test('the last owner stays, and it is said where that was tried', async () => {
  await admin.click({role: 'combobox', name: 'Role of ada'});
  await admin.click({role: 'menuitem', name: 'Admin'});
  await admin.find({role: 'alert', name: /last owner/});
});

test('the workspace gets another name, and everybody in it sees that while they look on', async () => {
  await admin.load('/administration?tab=workspace');
  await admin.click({role: 'textbox', name: 'Name'});
  await admin.press('Control+a');
  await admin.type('Castellan Partners');
  await admin.press('Enter');
  await admin.find({role: 'text', name: 'Castellan Partners'});
  await guest.find({role: 'text', name: 'Castellan Partners'});
});

test('what waits on a device is never sent as somebody else', async () => {
  await guest.page.context().setOffline(true);
  await guest.find({role: 'status', name: /Offline|Reconnecting/}, () => true, 20_000);
  await guest.press('c');
  await guest.find({role: 'textbox', name: 'Name'});
  await guest.type('Written by Ann');
  await guest.press('Control+s');
  await until('the write waits', async () => (await kept(guest)).some((text) => text.includes('Written by Ann')));
  const ann = new Person(server);
  (await ann.signIn('ann@analyst.example', password)).expect(200);
  // Somebody else sits down at the same browser.
  await guest.page.goto('about:blank');
  await guest.page.context().setOffline(false);
  await signIn(guest, 'ada@lovelace.example', '/brands');
  await guest.find({role: 'button', name: /^New brand/});
  assert.equal((await owner.get('/api/v1/brands')).expect(200).json.items.some(({name}) => name === 'Written by Ann'), false);
  assert.equal((await kept(guest)).length, 1, 'it waits on');
  await signIn(guest, 'ann@analyst.example', '/brands');
  const stored = await until('it is stored when Ann is back', async () =>
    (await owner.get('/api/v1/brands')).expect(200).json.items.find(({name}) => name === 'Written by Ann'));
  assert.equal(stored.created_by, ann.about.user.id);
});

async function kept(view) {
  return view.page.evaluate(() => Object.entries(window.localStorage).filter(([key]) => key.startsWith('dossier:writes.')).map(([, text]) => text));
}

test('a person switches to another of their workspaces, and sees nothing of the first there', async () => {
  await guest.load('/brands');
  await guest.find({role: 'rowheader', name: /Written by Ann/});
  const added = await server.command('user', 'add', 'ann@analyst.example', '--role', 'owner', '--tenant', 'Borealis', '--new-tenant');
  assert.equal(added.code, 0, added.output);
  // Who comes back to the page finds it, without a reload.
  await guest.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await switchTo(guest, /Borealis/);
  await guest.find({role: 'link', name: 'Administration'});
  await guest.pressQuickly('g', 'b');
  await guest.find({role: 'button', name: /^New brand/});
  await guest.gone({role: 'rowheader', name: /Written by Ann/});
});

test('a session that an administrator ends is shown out', async () => {
  await switchTo(guest, /^(?!.*Borealis)/);
  await guest.gone({role: 'link', name: 'Administration'});
  await admin.load('/administration?tab=sessions');
  const row = await admin.find({role: 'row', name: /^Ann Analyst/});
  const ends = (await admin.findAll({role: 'button', name: 'End'})).find(({rect}) => Math.abs(rect.y - row.rect.y) < 40);
  await admin.page.mouse.click(ends.rect.x + 8, ends.rect.y + 8);
  await guest.page.waitForURL((url) => url.pathname === '/sign-in');
});
