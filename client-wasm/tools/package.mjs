// Packages the dashboard: content-hashed names, precompressed variants, one manifest that is all the server serves by.
//
// usage: node package.mjs --web DIR --program DIR --tokens FILE --fonts DIR --out DIR
//
// index.html and manifest.json are written last, by rename, so that a server that reads them at any moment finds every
// file they name. What earlier builds left is removed then: a server has all that it serves in memory.
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';

const HASH_LENGTH = 16;

const types = {
  html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8',
  wasm: 'application/wasm', otf: 'font/otf', ttf: 'font/ttf', svg: 'image/svg+xml',
};

function options() {
  const given = {};
  for (let i = 2; i < process.argv.length; i += 2) given[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
  for (const name of ['web', 'program', 'tokens', 'fonts', 'out']) {
    if (!given[name]) throw new Error(`package.mjs: --${name} is missing`);
  }
  return given;
}

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LENGTH);

function compressed(bytes) {
  const params = {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    [constants.BROTLI_PARAM_LGWIN]: 22};
  return {br: brotliCompressSync(bytes, {params}), gz: gzipSync(bytes, {level: 9})};
}

function replaceFile(path, bytes) {
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}

class packager {
  constructor(out) {
    this.out = out;
    this.files = {};
    this.sizes = {};
    this.used = new Set();
    mkdirSync(join(out, 'assets'), {recursive: true});
  }

  // Adds bytes under a hashed name; returns the URL.
  add(name, extension, bytes) {
    const file = `assets/${name}-${hashOf(bytes)}.${extension}`;
    this.write(`/${file}`, file, extension, bytes, true);
    return `/${file}`;
  }

  write(url, file, extension, bytes, immutable) {
    const entry = {file, type: types[extension], etag: hashOf(bytes), immutable};
    const path = join(this.out, file);
    // A hashed file that is there already is the same file, compressed before.
    const variants = immutable && existsSync(`${path}.br`) && existsSync(`${path}.gz`)
      ? {br: readFileSync(`${path}.br`), gz: readFileSync(`${path}.gz`)} : compressed(bytes);
    replaceFile(path, bytes);
    this.used.add(file);
    for (const [kind, member] of [['br', 'br'], ['gz', 'gzip']]) {
      if (variants[kind].length >= bytes.length) continue;
      replaceFile(`${path}.${kind}`, variants[kind]);
      entry[member] = `${file}.${kind}`;
      this.used.add(`${file}.${kind}`);
    }
    this.files[url] = entry;
    this.sizes[url] = {plain: bytes.length, br: Math.min(variants.br.length, bytes.length)};
  }

  // Removes what this build did not write.
  sweep() {
    for (const name of readdirSync(join(this.out, 'assets'))) {
      if (!this.used.has(`assets/${name}`)) rmSync(join(this.out, 'assets', name));
    }
  }
}

function main() {
  const {web, program, tokens, fonts, out} = options();
  const pack = new packager(out);
  const read = (...parts) => readFileSync(join(...parts));

  const wasm = read(program, 'app.wasm');
  const urls = {
    'app.wasm': pack.add('app', 'wasm', wasm),
    'app.js': pack.add('app', 'js', read(program, 'app.js')),
    'boot.js': pack.add('boot', 'js', read(web, 'boot.js')),
    'app.css': pack.add('app', 'css', Buffer.concat([readFileSync(tokens), read(web, 'app.css')])),
    'icon.svg': pack.add('icon', 'svg', read(web, 'icon.svg')),
    'app.wasm:size': String(wasm.length),
  };
  const faces = readdirSync(fonts).filter((name) => /\.(otf|ttf)$/.test(name)).sort().map((name) => {
    const [base, extension] = name.split('.');
    return {base, url: pack.add(base, extension, read(fonts, name))};
  });
  urls.fonts = faces.map(({base, url}) => `${base}=${url}`).join(' ');
  urls['fonts:preload'] = faces.map(({url}) => `<link rel="preload" href="${url}" as="fetch" crossorigin>`).join('\n');
  urls.build = hashOf(Buffer.from(JSON.stringify(urls)));

  const page = read(web, 'index.html').toString().replace(/\{\{([^}]+)\}\}/g, (all, name) => {
    if (urls[name] === undefined) throw new Error(`index.html: nothing is called ${name}`);
    return urls[name];
  });
  pack.write('/index.html', 'index.html', 'html', Buffer.from(page), false);
  replaceFile(join(out, 'manifest.json'), JSON.stringify({build: urls.build, files: pack.files}, null, 1) + '\n');
  pack.sweep();

  const total = Object.values(pack.sizes).reduce((sum, size) => sum + size.br, 0);
  const wasmSize = pack.sizes[urls['app.wasm']];
  console.log(`dashboard ${urls.build}: first visit ${Math.round(total / 1024)} KiB brotli in all, ` +
    `wasm ${Math.round(wasmSize.plain / 1024)} KiB (${Math.round(wasmSize.br / 1024)} KiB)`);
}

main();
