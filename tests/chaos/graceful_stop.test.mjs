import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';

import {Api} from '../support/api.mjs';
import {LiveConnection} from '../support/live.mjs';
import {startServer} from '../support/server_process.mjs';
import {pause, until} from '../support/wait.mjs';

const connections = 32;

/**
 * One keep-alive connection, byte for byte: sends a request, awaits the whole answer, sends the next, until the server says
 * `Connection: close` or the connection ends. `outcome` counts what became of every request that was sent.
 */
function keepAsking(port, outcome, compose) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let waiting = false;
    let last = false;
    let buffer = '';
    const ask = () => {
      buffer = '';
      waiting = true;
      outcome.sent++;
      socket.write(compose());
    };
    socket.setEncoding('latin1');
    socket.on('connect', ask);
    socket.on('data', (piece) => {
      buffer += piece;
      const head = buffer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/^content-length: *(\d+)/im.exec(buffer.slice(0, head))?.[1] ?? 0);
      if (buffer.length < head + 4 + length) return;
      waiting = false;
      const status = Number(buffer.slice(9, 12));
      outcome.statuses[status] = (outcome.statuses[status] ?? 0) + 1;
      if (status === 201) outcome.created.push(JSON.parse(Buffer.from(buffer.slice(head + 4), 'latin1').toString('utf8')).id);
      last = /^connection: *close/im.test(buffer.slice(0, head));
      if (last) socket.end();
      else ask();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      if (waiting) outcome.unanswered++;
      if (!last) outcome.cut++;
      resolve();
    });
  });
}

test('SIGTERM under load answers every request that was sent, keeps what it answered, and ends with exit code 0', {timeout: 600_000}, async (t) => {
  const server = await startServer(t);
  const host = `127.0.0.1:${server.port}`;
  const outcome = {sent: 0, unanswered: 0, cut: 0, statuses: {}, created: []};
  let number = 0;
  const create = () => {
    const body = JSON.stringify({name: `Stop ${++number}`});
    return `POST /api/v1/brands HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const list = () => `GET /api/v1/brands?page_size=20 HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const asking = Array.from({length: connections}, (_, i) => keepAsking(server.port, outcome, i % 2 ? create : list));
  const live = await LiveConnection.welcome(server.socketUrl);
  await until('the load is under way', () => outcome.created.length > 500);

  await server.stop();
  await Promise.all(asking);

  assert.equal(outcome.unanswered, 0, 'no request stayed without an answer');
  assert.equal(outcome.cut, 0, 'every connection was told that it ends');
  assert.deepEqual(Object.keys(outcome.statuses).filter((status) => !['200', '201'].includes(status)), [], `only successes: ${JSON.stringify(outcome.statuses)}`);
  assert.equal((await live.closed).code, 1012, 'live connections are told to come back');
  await assert.rejects(new Api(server.url).get('/healthz'), {code: 'ECONNREFUSED'});

  await server.restart();
  const {items} = await new Api(server.url).all('brands');
  assert.equal(items.length, outcome.created.length, 'exactly what was answered is there');
  const there = new Set(items.map((record) => record.id));
  assert.ok(outcome.created.every((id) => there.has(id)));
  await server.stop();
});

test('a request that is in the hands of the server when SIGTERM comes is finished', {timeout: 300_000}, async (t) => {
  const server = await startServer(t);
  const socket = net.connect(server.port, '127.0.0.1').setEncoding('utf8');
  let answer = '';
  socket.on('data', (piece) => { answer += piece; });
  const ended = new Promise((resolve) => socket.on('close', resolve));
  const body = JSON.stringify({name: 'Half sent'});
  socket.write(`POST /api/v1/brands HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`);
  await until('the first half is on its way', () => socket.bytesWritten > 0 && socket.writableLength === 0);
  await pause(100);   // what the kernel takes to hand it over
  const stopped = server.stop();
  await pause(200);   // the stop has begun
  socket.write(body.slice(5));
  await ended;
  assert.match(answer, /^HTTP\/1\.1 201 /);
  assert.match(answer, /^connection: close/im);
  await stopped;
});

test('an idle server stops within two seconds', {timeout: 300_000}, async (t) => {
  const server = await startServer(t);
  const idle = new Api(server.url);
  await idle.get('/healthz');
  const began = performance.now();
  await server.stop();
  assert.ok(performance.now() - began < 2_000, `it took ${Math.round(performance.now() - began)} ms`);
});
