// The flood of main.mjs: signs in again and again, so many at once, until it is told to stop.
import {parentPort, workerData} from 'node:worker_threads';

import {Api} from '../../tests/support/api.mjs';
import {pause} from '../../tests/support/wait.mjs';

const {url, email, password, clients} = workerData;
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

parentPort.once('message', () => { stopped = true; });
await Promise.all(Array.from({length: clients}, signInAgainAndAgain));
api.close();
parentPort.postMessage({statuses, ms: performance.now() - began});
