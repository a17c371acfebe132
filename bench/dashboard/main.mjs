// Measures the dashboard in a real Chromium on a server of its own: what a first visit costs, how soon rows are there, what a
// frame costs while one scrolls and while changes arrive, that idle is idle, and that memory stays flat.
//
// usage: node bench/dashboard/main.mjs [--json] [--rounds N] [--seconds N]     (./dev bench dashboard)
import {parseArgs} from 'node:util';

import {startServer} from '../../tests/support/server_process.mjs';
import * as measures from './measures.mjs';
import {toTable} from './report.mjs';

const {values: options} = parseArgs({options: {
  json: {type: 'boolean', default: false},
  rounds: {type: 'string', default: '60'},
  seconds: {type: 'string', default: '5'},
}});
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);

const cleanups = [];
const context = {after: (cleanup) => cleanups.unshift(cleanup)};
try {
  const server = await startServer(context, {assets: true, demo: true});
  const figures = [];
  const add = (found) => {
    figures.push(...found);
    if (!options.json) for (const {name, value, unit} of found) console.error(`  ${name}: ${value} ${unit}`);
  };
  add(await measures.firstVisit(server));
  add(await measures.frames(server, {seconds}));
  add(await measures.idle(server, {seconds: 5}));
  add(await measures.memory(server, {rounds}));
  console.log(options.json ? JSON.stringify({figures}) : toTable(figures));
  process.exitCode = figures.every(({value, limit}) => limit === undefined || value <= limit) ? 0 : 1;
} finally {
  for (const cleanup of cleanups) await cleanup();
}
