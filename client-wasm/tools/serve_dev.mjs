// Serves a packaged dashboard by its manifest, with the content security policy of the real server, for looking at it
// without one.
//
// usage: node serve_dev.mjs DIST_DIR [PORT]      (port 0, the default, takes a free one; the address is printed)
import {createServer} from 'node:http';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const [dist, port = '0'] = process.argv.slice(2);
if (!dist) {
  console.error('usage: node serve_dev.mjs DIST_DIR [PORT]');
  process.exit(64);
}

const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

function choose(entry, accepted) {
  if (entry.br && /\bbr\b/.test(accepted)) return [entry.br, 'br'];
  if (entry.gzip && /\bgzip\b/.test(accepted)) return [entry.gzip, 'gzip'];
  return [entry.file, ''];
}

const server = createServer((request, response) => {
  const {files} = JSON.parse(readFileSync(join(dist, 'manifest.json')));
  const path = new URL(request.url, 'http://localhost').pathname;
  const entry = files[path === '/' ? '/index.html' : path];
  if (!entry) return response.writeHead(404, {'Content-Type': 'text/plain'}).end('Not in the manifest.\n');
  const etag = `"${entry.etag}"`;
  if (request.headers['if-none-match'] === etag) return response.writeHead(304).end();
  const [file, encoding] = choose(entry, request.headers['accept-encoding'] ?? '');
  response.writeHead(200, {
    'Content-Type': entry.type, ETag: etag, 'Content-Security-Policy': policy, Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff', 'Cache-Control': entry.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(encoding ? {'Content-Encoding': encoding} : {}),
  });
  response.end(readFileSync(join(dist, file)));
});
server.listen(Number(port), '127.0.0.1', () => console.log(`http://localhost:${server.address().port}/`));
