// Starts the dashboard: checks what the browser can do, loads program, WebAssembly and fonts side by side with progress, and
// shows a panel when any of it, or the running program, fails. Nothing here is inline: the CSP allows only files.
'use strict';
(() => {
  const script = document.currentScript;
  const {build, program, wasm, wasmSize, fonts} = script.dataset;
  const byId = (id) => document.getElementById(id);
  let crashed = false;

  try {
    const chosen = JSON.parse(window.localStorage.getItem('dossier:settings.1') || '{}').theme;
    if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  } catch {
    // storage is switched off, or not ours: the system's preference holds
  }

  function panel(title, text, detail) {
    if (crashed) return;
    crashed = true;
    byId('crash-title').textContent = title;
    byId('crash-text').textContent = text;
    byId('crash-detail').textContent = detail;
    byId('crash-detail').hidden = !detail;
    byId('crash-build').textContent = `Build ${build}`;
    byId('skeleton').hidden = true;
    byId('crash').hidden = false;
    byId('crash-reload').addEventListener('click', () => window.location.reload());
    byId('crash-reload').focus();
  }
  const crash = (reason) => {
    const detail = String(reason && reason.stack || reason && reason.message || reason);
    console.error(reason);
    panel('The dashboard stopped', 'What you had typed is kept on this device. Reload to go on.', detail);
  };

  window.addEventListener('error', (event) => {
    if (String(event.message).includes('ResizeObserver loop')) return;   // a notice of the browser, not a failure
    crash(event.error || event.message);
  });
  window.addEventListener('unhandledrejection', (event) => crash(event.reason));

  const tooOld = (lacking) =>
    panel('This browser is too old', `It has no ${lacking}. A current Chrome, Edge, Firefox or Safari works.`, '');

  // A module that throws and catches: the smallest that needs the exception handling proposal.
  const exceptions = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11]);
  function missing() {
    if (typeof WebAssembly !== 'object') return 'WebAssembly';
    if (!WebAssembly.validate(exceptions)) return 'WebAssembly exceptions';
    if (typeof ResizeObserver !== 'function' || typeof PointerEvent !== 'function') return 'current web standards';
    return '';
  }

  const fontsAfterMs = 500;   // behind the first frame, unless they are needed before

  const progress = byId('progress');
  const total = Number(wasmSize);
  let loaded = 0;
  const advance = (bytes) => {
    loaded += bytes;
    progress.value = Math.min(100, Math.round(loaded / total * 100));
  };

  async function get(url) {
    const response = await fetch(url, {credentials: 'same-origin'});
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response;
  }

  // The page preloads the module. One that has come already (kept from the last visit, or over a quick line) goes to the
  // compiler as it is: only so may the browser keep what it compiled. Otherwise the bytes are counted, after decompression,
  // since that is the size we know, while the module compiles as it comes.
  async function compile() {
    const response = await get(wasm);
    const whole = performance.getEntriesByName(response.url, 'resource').some((entry) => entry.responseEnd > 0);
    if (whole || !response.body || typeof TransformStream !== 'function') return WebAssembly.compileStreaming(response);
    const counted = response.body.pipeThrough(new TransformStream({
      transform(chunk, controller) { advance(chunk.byteLength); controller.enqueue(chunk); },
    }));
    return WebAssembly.compileStreaming(new Response(counted, {headers: {'Content-Type': 'application/wasm'}}));
  }

  function loadProgram() {
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = program;
      element.onload = () => resolve(window.createDossier);
      element.onerror = () => reject(new Error(`${program} could not be loaded`));
      document.head.append(element);
    });
  }

  async function loadFonts() {
    const entries = await Promise.all(fonts.split(' ').map(async (entry) => {
      const [name, url] = entry.split('=');
      return [name, new Uint8Array(await (await get(url)).arrayBuffer())];
    }));
    return Object.fromEntries(entries);
  }

  // The page's own elements (text area, crash panel) speak in the same faces as the canvas. What is given as bytes is there at
  // once; reading it would hold up the first rows, so it waits until the program is about to open the text area, or measures where
  // its lines break, or has drawn them.
  let shared = false;
  function shareFonts(data) {
    if (shared) return;
    shared = true;
    const faces = [['Inter', 'inter-regular', '400'], ['Inter', 'inter-medium', '500'], ['Inter', 'inter-semibold', '600'],
      ['JetBrains Mono', 'jetbrains-mono-regular', '400']];
    for (const [family, name, weight] of faces) document.fonts.add(new FontFace(family, data[name], {weight}));
  }

  // Whether anybody signs in here, and who has, is asked while the program loads: nothing can be read before.
  async function askWhoIsHere() {
    try {
      const response = await fetch('/api/v1/auth/refresh', {method: 'POST', credentials: 'same-origin'});
      return {status: response.status, body: await response.text()};
    } catch {
      return {status: 0, body: ''};   // the program asks again, and says what is wrong
    }
  }

  async function start() {
    const lacking = missing();
    if (lacking) {
      tooOld(lacking);
      return;
    }
    const parts = Promise.all([askWhoIsHere(), compile(), loadProgram(), loadFonts()]);
    const canvas = byId('canvas');
    // Made while the rest is on its way; the program is given the same one when it asks (graphics_browser.cpp).
    if (!canvas.getContext('webgl2', {alpha: false, depth: false, stencil: false, antialias: false})) {
      parts.catch(() => {});   // one panel is enough
      tooOld('WebGL 2');
      return;
    }
    const [signIn, compiled, create, fontData] = await parts;
    await create({
      canvas,
      buildId: build,
      fonts: fontData,
      signIn,
      instantiateWasm(imports, done) {
        WebAssembly.instantiate(compiled, imports).then((instance) => done(instance, compiled)).catch(crash);
        return {};
      },
      shareFonts: () => shareFonts(fontData),
      onAbort: crash,
      // Not before: a page that shows a canvas waits for the graphics card with every one of its frames.
      onReady() {
        canvas.classList.add('drawn');
        byId('skeleton').hidden = true;
        setTimeout(() => shareFonts(fontData), fontsAfterMs);
      },
      print: (line) => console.info(line),
      printErr: (line) => console.warn(line),
    });
  }

  start().catch((error) => {
    console.error(error);
    panel('The dashboard did not load', 'The server did not deliver all of it. Check the connection, then reload.',
      String(error && error.message || error));
  });
})();
