import assert from 'node:assert/strict';
import net from 'node:net';
import test, {after} from 'node:test';
import {brotliDecompressSync, gunzipSync} from 'node:zlib';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';
import {within} from '../support/wait.mjs';

const server = await startServer({after});
const api = new Api(server.url);

/** Sends bytes as they are and returns everything that comes back until the server closes. */
function raw(bytes) {
  return within(30_000, 'a raw exchange', new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (piece) => { answer += piece; });
    socket.on('close', () => resolve(answer));
    socket.on('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(answer) : reject(error)));
    socket.write(bytes);
  }));
}

test('a method that an address does not take is 405 and the right ones are named', async () => {
  for (const [method, path, allowed] of [
    ['PUT', '/api/v1/brands', ['GET', 'POST']], ['DELETE', '/api/v1/brands', ['GET', 'POST']],
    ['POST', '/api/v1/brands/01930000-0000-7000-8000-000000000000', ['DELETE', 'GET', 'PATCH']], ['POST', '/healthz', ['GET']],
  ]) {
    const answer = (await api.call(method, path)).expect(405);
    const named = answer.headers.allow.split(', ').filter((word) => word !== 'HEAD' && word !== 'OPTIONS').sort();
    assert.deepEqual(named, allowed, `${method} ${path}`);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
  }
});

test('a Host that is not this machine or configured is 421, against DNS rebinding', async () => {
  for (const host of ['evil.example', `evil.example:${server.port}`, '192.168.1.10', 'localhost.evil.example']) {
    const answer = (await api.get('/api/v1/brands', {host})).expect(421);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
  }
  for (const host of ['localhost', `localhost:${server.port}`, '127.0.0.1', `[::1]:${server.port}`]) {
    (await api.get('/api/v1/brands', {host})).expect(200);
  }
});

test('a page of another site cannot write', async () => {
  (await api.post('/api/v1/brands', {name: 'Forged'}, {origin: 'https://evil.example'})).expect(403);
  (await api.post('/api/v1/brands', {name: 'Forged'}, {'sec-fetch-site': 'cross-site'})).expect(403);
  (await api.post('/api/v1/brands', {name: 'Ours'}, {origin: server.url})).expect(201);
});

test('alive and ready are two questions', async () => {
  assert.equal((await api.get('/healthz')).status, 200);
  assert.equal((await api.get('/readyz')).status, 200);
});

test('HEAD answers as GET does, without a body', async () => {
  const {id} = await api.create('brands', {name: 'Headless'});
  const [get, head] = [await api.get(`/api/v1/brands/${id}`), await api.call('HEAD', `/api/v1/brands/${id}`)];
  assert.equal(head.status, 200);
  assert.equal(head.bytes.length, 0);
  assert.equal(head.headers.etag, get.headers.etag);
  assert.equal(head.headers['content-length'], get.headers['content-length']);
});

test('answers over a kilobyte are compressed for who can read that', async () => {
  await Promise.all(Array.from({length: 20}, (_, i) => api.create('brands', {name: `Compressible ${i}`, description: 'again and '.repeat(20)})));
  const plain = (await api.get('/api/v1/brands')).expect(200);
  assert.equal(plain.headers['content-encoding'], undefined);
  for (const [accepted, coding, unpack] of [
    ['gzip', 'gzip', gunzipSync], ['br', 'br', brotliDecompressSync], ['gzip, deflate, br', 'br', brotliDecompressSync],
  ]) {
    const packed = (await api.get('/api/v1/brands', {'accept-encoding': accepted})).expect(200);
    assert.equal(packed.headers['content-encoding'], coding, accepted);
    assert.deepEqual(JSON.parse(unpack(packed.bytes)).items, plain.json.items);
    assert.ok(packed.bytes.length < plain.bytes.length / 2);
  }
});

test('every answer can be found by its trace, and a given trace is kept', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const answer = await api.get('/api/v1/brands/none', {traceparent: `00-${trace}-00f067aa0ba902b7-01`});
  assert.equal(answer.json.trace_id, trace);
  assert.match(answer.headers.traceresponse, new RegExp(`^00-${trace}-[0-9a-f]{16}-0[01]$`));
  assert.notEqual((await api.get('/api/v1/brands/none')).json.trace_id, trace);
});

test('requests that stand behind each other on one connection are answered in order', async () => {
  const answer = await raw(['/healthz', '/api/v1/nothing', '/healthz'].map((path, i) =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${i === 2 ? 'Connection: close\r\n' : ''}\r\n`).join(''));
  assert.deepEqual([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status), ['200', '404', '200']);
});

test('what is no HTTP is answered 400 and the connection ends', async () => {
  for (const bytes of ['\x16\x03\x01\x02\x00\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'nonsense\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n',
    'POST /api/v1/brands HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /api/v1/brands HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n']) {
    const answer = await raw(Buffer.from(bytes, 'latin1'));
    assert.match(answer, /^HTTP\/1\.1 (400|505) /, JSON.stringify(bytes));
  }
});

test('a head that is too large is refused', async () => {
  assert.match(await raw(`GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(64 * 1024)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await raw(`GET /${'x'.repeat(20 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n`), /^HTTP\/1\.1 (414|431) /);
});

test('a client that drips its request does not hold others up, and is let go', {timeout: 300_000}, async () => {
  const began = performance.now();
  const dripping = new Promise((resolve) => {
    const socket = net.connect(server.port, '127.0.0.1');
    const drip = setInterval(() => socket.write('X'), 500);
    socket.write('GET /healthz HTTP/1.1\r\nX-Drip: ');
    socket.on('data', () => {});
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(drip);
      resolve(performance.now() - began);
    });
  });
  assert.equal((await api.get('/healthz')).status, 200);
  const lasted = await dripping;
  assert.ok(lasted > 5_000 && lasted < 20_000, `it was cut after ${Math.round(lasted)} ms`);
});
