// Measures signing in: how many a second, and what a flood of sign-ins does to those who work meanwhile.
//
// usage: node bench/sign_in/main.mjs [--seconds N]     (./dev bench sign-in)
import {fork} from 'node:child_process';
import {parseArgs} from 'node:util';

import {Api} from '../../tests/support/api.mjs';
import {Person, linkIn} from '../../tests/support/people.mjs';
import {startServer} from '../../tests/support/server_process.mjs';
import {pause} from '../../tests/support/wait.mjs';

const {values: options} = parseArgs({options: {seconds: {type: 'string', default: '15'}}});
const seconds = Number(options.seconds);
const password = 'a long enough password';
const floodClients = 64;        // sign-ins that are asked for at once
const workersRate = 100;        // requests a second of those who work
const roundsOfEach = 3;         // of work alone and beside a flood
const mostSlowdown = 2;         // of their 99th percentile, while the flood lasts

/** Requests at a steady rate, whatever the answers take; answers their milliseconds. */
async function work(person, forSeconds) {
  const waits = [];
  const failures = [];
  const running = [];
  const began = performance.now();
  for (let i = 0; i < forSeconds * workersRate; ++i) {
    await pause(Math.max(0, began + i * 1000 / workersRate - performance.now()));
    const asked = performance.now();
    running.push(person.get('/api/v1/brands?page_size=50').then(({status}) => {
      if (status === 200) waits.push(performance.now() - asked);
      else failures.push(status);
    }));
  }
  await Promise.all(running);
  if (failures.length > 0) throw new Error(`${failures.length} requests failed, with ${[...new Set(failures)].join(', ')}`);
  return waits.sort((a, b) => a - b);
}

/** Sign-ins from another process; stop() answers their statuses and how long it was. */
function flood(url, email, secret) {
  const sent = {url, email, password: secret, clients: floodClients};
  const other = fork(new URL('flood.mjs', import.meta.url), {env: {...process.env, DOSSIER_FLOOD: JSON.stringify(sent)}});
  const ended = new Promise((resolve, reject) => {
    other.once('message', resolve);
    other.once('error', reject);
    other.once('exit', (code) => reject(new Error(`the flood ended with ${code}`)));
  });
  return {stop: () => { other.send('stop'); return ended; }};
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const middle = (numbers) => at([...numbers].sort((a, b) => a - b), 0.5);
const slowdownOf = ({alone, busy}) => busy / alone;
const row = (name, value, unit) => console.log(`${name.padEnd(60)} ${value.toFixed(2).padStart(10)} ${unit}`);

/** Works alone and beside a flood by turns: a machine's own moods hit both. */
async function byTurns(person, startFlood) {
  const told = {rounds: [], answered: {}, floodMs: 0};
  for (let i = 0; i < roundsOfEach; ++i) {
    const alone = await work(person, seconds);
    const running = startFlood();
    await pause(1000);
    const busy = await work(person, seconds);
    const {statuses, ms} = await running.stop();
    for (const [status, count] of Object.entries(statuses)) told.answered[status] = (told.answered[status] ?? 0) + count;
    told.floodMs += ms;
    told.rounds.push({alone: at(alone, 0.99), busy: at(busy, 0.99)});
  }
  return told;
}

const cleanups = [];
const context = {after: (cleanup) => cleanups.unshift(cleanup)};
try {
  const server = await startServer(context, {flags: ['--sign-in', 'required', '--user-requests', '0']});
  const owner = new Person(server);
  await owner.redeem(linkIn(server.printed), password);
  const email = 'grace@hopper.example';   // somebody else's sign-ins: one's own make the server read anew who one is
  (await owner.post('/api/v1/auth/invitations', {email, name: 'Grace', role: 'analyst'})).expect(201);
  await new Person(server).redeem(linkIn((await server.command('user', 'link', email)).output.trim().split('\n')), password);
  const api = new Api(server.url);
  for (let i = 0; i < 50; ++i) (await owner.post('/api/v1/brands', {name: `Measured ${i}`})).expect(201);
  await work(owner, 2);   // warm

  const signing = await byTurns(owner, () => flood(server.url, email, password));
  // Behind them: what a stranger guesses is slowed down by address, and with it who signs in from there.
  const guessing = await byTurns(owner, () => flood(server.url, 'nobody@lovelace.example', 'not the password'));
  api.close();

  row('sign-ins a second', (signing.answered[200] ?? 0) * 1000 / signing.floodMs, '/s');
  for (const [what, {rounds, answered}] of [['people sign in', signing], ['a stranger guesses one account', guessing]]) {
    const told = Object.entries(answered).map(([status, count]) => `${status} × ${count}`).join(', ');
    console.log(`  answers to ${floodClients} at once, while ${what}: ${told}`);
    row('others, 99th percentile, alone', middle(rounds.map(({alone}) => alone)), 'ms');
    row(`others, 99th percentile, while ${what}`, middle(rounds.map(({busy}) => busy)), 'ms');
    row(`in times of alone, the middle one of ${roundsOfEach} rounds (at most ${mostSlowdown})`, middle(rounds.map(slowdownOf)), '×');
    console.log(`  by round: ${rounds.map((round) => slowdownOf(round).toFixed(2)).join(', ')}`);
  }
  const slowdown = Math.max(...[signing, guessing].map(({rounds}) => middle(rounds.map(slowdownOf))));
  process.exitCode = slowdown <= mostSlowdown ? 0 : 1;
} finally {
  for (const cleanup of cleanups) await cleanup();
}
