// The flood of main.mjs: signs in again and again, so many at once, until it is told to stop. A process of its own that takes
// what is left of the cores: who sends a flood has others, and what they cost is not the server's.
import {constants, setPriority} from 'node:os';

import {Api} from '../../tests/support/api.mjs';
import {pause} from '../../tests/support/wait.mjs';

setPriority(constants.priority.PRIORITY_LOW);
const {url, email, password, clients} = JSON.parse(process.env.DOSSIER_FLOOD);
const api = new Api(url, {connections: clients});
const statuses = {};
let stopped = false;
const began = performance.now();

async function signInAgainAndAgain() {
  while (!stopped) {
    const {status} = await api.post('/api/v1/auth/login', {email, password});
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status !== 200) await pause(20);   // refused at once: as fast as a client with some patience
  }
}

process.once('message', () => { stopped = true; });
await Promise.all(Array.from({length: clients}, signInAgainAndAgain));
api.close();
process.send({statuses, ms: performance.now() - began}, () => process.disconnect());
