import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Person, linkIn} from '../support/people.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after}, {flags: ['--sign-in', 'required', '--owner-email', 'ada@lovelace.example']});
const password = 'the analytical engine';
await new Person(server).redeem(linkIn(server.printed), password);
const share = (answer) => Number(/r=(\d+)/.exec(answer.headers.ratelimit)[1]);

test('who guesses one account\'s password waits longer and longer, and the right password does not help', async () => {
  const guess = () => new Person(server).signIn('eve@nowhere.example', 'a guess');
  const first = await guess();
  assert.equal(first.status, 401);
  assert.match(first.headers['ratelimit-policy'], /^"sign-in";q=20;w=120$/);
  let tried;
  for (let i = 0; i < 4; i++) assert.equal((tried = await guess()).status, 401);
  assert.ok(share(tried) < 20, 'what was tried costs');
  const refused = await guess();
  assert.equal(refused.status, 429);
  const seconds = Number(refused.headers['retry-after']);
  assert.ok(seconds === 2 || seconds === 1, `${seconds} s, of the two that five guesses cost`);
  // More may be tried as time goes by, and on a slow machine it does.
  assert.ok(share(refused) >= share(tried), 'what was not tried costs nothing');
  assert.ok(refused.json.detail.includes(`Try again in ${seconds} s`), refused.json.detail);
});

test('others are not kept out by it: another account signs in from there, at once', async () => {
  const ada = new Person(server);
  const answer = (await ada.signIn('ada@lovelace.example', password)).expect(200);
  assert.ok(share(answer) > 0);
});

test('an address that was refused too often with whatever accounts waits', async () => {
  let answer;
  // One more may be tried every 6 s, so a machine that takes its time over a password gets further than 20; four at a time
  // keep ahead of that on the slowest.
  const guess = (n) => new Person(server).signIn(`guess${n}@nowhere.example`, 'a guess');
  for (let i = 0; i < 100 && !answer; i += 4)
    answer = (await Promise.all([guess(i), guess(i + 1), guess(i + 2), guess(i + 3)])).find(({status}) => status === 429);
  assert.ok(answer, 'it is refused in the end');
  assert.equal(share(answer), 0);
  assert.ok(Number(answer.headers['retry-after']) <= 4 * 6, 'for each of four that were tried at once');
});
