// The server speaks TLS itself: with real certificates, to real clients, while a certificate is replaced under it.
import assert from 'node:assert/strict';
import {execFile, spawnSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {after} from 'node:test';
import tls from 'node:tls';

import {Api} from '../support/api.mjs';
import {makeCertificate} from '../support/certificates.mjs';
import {LiveConnection} from '../support/live.mjs';
import {serverBinary, startServer} from '../support/server_process.mjs';
import {until, within} from '../support/wait.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'dossier-tls-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const [first, second, other] = [makeCertificate(folder, 'first'), makeCertificate(folder, 'second', {kind: 'rsa'}), makeCertificate(folder, 'other')];
const [certificate, key] = [path.join(folder, 'used.crt'), path.join(folder, 'used.key')];
const use = (made, itsKey = made.key) => {
  copyFileSync(made.certificate, certificate);
  copyFileSync(itsKey, key);
};
use(first);
const ca = [first.pem, second.pem];
const server = await startServer({after}, {flags: ['--tls-cert', certificate, '--tls-key', key]});
const api = new Api(server.url, {ca});

/** A TLS connection once it is encrypted; rejects with what went wrong. */
const connect = (options = {}) => within(30_000, 'a handshake', new Promise((resolve, reject) => {
  const socket = tls.connect({port: server.port, host: '127.0.0.1', ca, ...options}, () => resolve(socket));
  socket.on('error', reject);
}));
/** Whose certificate a new connection is shown. */
const shown = async () => {
  const socket = await connect();
  const {subject} = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN;
};
const logged = (text) => until(`the log says ${text}`, () => server.log().includes(text));

test('the API is served by https, and browsers are told to come that way again', async () => {
  assert.match(server.url, /^https:/);
  const {id} = await api.create('brands', {name: 'Encrypted'});
  const answer = (await api.get(`/api/v1/brands/${id}`)).expect(200);
  assert.equal(answer.json.name, 'Encrypted');
  assert.match(answer.headers['strict-transport-security'], /^max-age=\d{7,}/);
});

test('curl takes it, by both versions of TLS', async () => {
  for (const version of ['--tls-max 1.2', '--tlsv1.3']) {
    const words = [...version.split(' '), '--fail', '--silent', '--show-error', '--cacert', certificate, `${server.url}/healthz`];
    const output = await new Promise((resolve, reject) => {
      execFile('curl', words, (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)));
    });
    assert.match(output, /ok|alive|\{/);
  }
});

test('older versions, weak ciphers and foreign protocols are refused', async () => {
  const weak = 'DEFAULT@SECLEVEL=0';
  await assert.rejects(connect({minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: weak}), /version|alert/);
  await assert.rejects(connect({maxVersion: 'TLSv1.2', ciphers: `AES128-SHA:${weak.slice(7)}`}), /handshake/);
  await assert.rejects(connect({ALPNProtocols: ['h2']}), /application protocol/);
  const socket = await connect({ALPNProtocols: ['h2', 'http/1.1']});
  assert.equal(socket.alpnProtocol, 'http/1.1');
  socket.destroy();
});

test('a page that came without TLS is another origin', async () => {
  const host = `127.0.0.1:${server.port}`;
  (await api.post('/api/v1/brands', {name: 'Forged'}, {host, origin: `http://${host}`})).expect(403);
  (await api.post('/api/v1/brands', {name: 'Ours'}, {host, origin: `https://${host}`})).expect(201);
});

test('who writes http:// is told so', async () => {
  const answer = await within(30_000, 'a plain request', new Promise((resolve) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    let text = '';
    socket.on('data', (piece) => { text += piece; });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  }));
  assert.match(answer, /^HTTP\/1\.1 400 [^]*https:/);
});

test('a reader who pauses gets every byte of many large answers', async () => {
  const {bytes} = (await api.get('/api/v1/openapi.json')).expect(200);
  const times = 40;
  const socket = await connect();
  socket.pause();
  for (let i = 0; i < times; ++i)
    socket.write(`GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n${i === times - 1 ? 'Connection: close\r\n' : ''}\r\n`);
  (await api.get('/healthz')).expect(200);   // others are served meanwhile
  const pieces = [];
  socket.on('data', (piece) => pieces.push(piece));
  const ended = new Promise((resolve) => { socket.once('end', resolve); });
  socket.resume();
  await within(120_000, 'reading everything', ended);
  const text = Buffer.concat(pieces).toString('utf8');
  const bodies = text.split(/HTTP\/1\.1 200 OK\r\n[^]*?\r\n\r\n/).slice(1);
  assert.equal(bodies.length, times);
  for (const body of bodies) assert.equal(body, bytes.toString('utf8'));
});

test('a live connection over TLS hears changes, and a replaced certificate drops nobody', async (t) => {
  const live = await LiveConnection.welcome(server.socketUrl, {ca});
  t.after(() => live.cut());
  await live.subscribe('s1', 'brands');
  const kept = await connect();
  assert.equal(await shown(), 'first');

  use(second);
  process.kill(server.pid, 'SIGHUP');
  await until('new connections get the new certificate', async () => await shown() === 'second');

  const {id} = await api.create('brands', {name: 'After the change'});
  await live.next((message) => message.op === 'change' && message.id === id);
  const answer = within(30_000, 'an answer on the old connection', new Promise((resolve) => { kept.once('data', resolve); }));
  kept.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  assert.match(String(await answer), /^HTTP\/1\.1 200 /);
  kept.destroy();
});

test('a pair that does not fit leaves the one in use, and the log says why', async () => {
  const before = await shown();
  use(second, other.key);
  process.kill(server.pid, 'SIGHUP');
  await logged('does not belong to the certificate');
  assert.equal(await shown(), before);
  writeFileSync(certificate, 'no certificate');
  process.kill(server.pid, 'SIGHUP');
  await logged(`The certificate ${certificate} cannot be used`);
  assert.equal(await shown(), before);
  use(second);
});

test('the program does not start with a pair that cannot be used, and says which file it is', () => {
  const start = (...words) => spawnSync(serverBinary, ['serve', '--data-dir', path.join(folder, 'never'), ...words], {encoding: 'utf8', timeout: 120_000});
  const wrong = start('--tls-cert', first.certificate, '--tls-key', other.key);
  assert.equal(wrong.status, 78);
  assert.match(wrong.stderr, /The key \S+other\.key does not belong to the certificate \S+first\.crt/);
  const missing = start('--tls-cert', path.join(folder, 'none.crt'), '--tls-key', first.key);
  assert.equal(missing.status, 78);
  assert.match(missing.stderr, /The certificate \S+none\.crt cannot be used: No such file or directory/i);
  const half = start('--tls-cert', first.certificate);
  assert.equal(half.status, 64);
  assert.match(half.stderr, /--tls-key/);
});
