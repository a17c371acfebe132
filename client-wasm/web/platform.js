// The browser side of src/platform: surface, input, clipboard, text agent, address, storage (the text area has text_area.js).
// Linked into the program as a JavaScript library; it calls the exported pf_* functions and holds no state the program does not
// own. Emscripten writes these objects out as text, so they hold plain data and `function` members only, and its optimizer takes
// `const {x} = y` out as unused: `const x = y.x` here. C strings that travel into the program are allocated here and freed there.

mergeInto(LibraryManager.library, {
  $page__deps: ['malloc', 'free'],
  $page__postset: 'page.init();',
  $page: {
    canvas: null,
    agent: null,             // the hidden text area: IME, touch keyboards, dictation
    takenKeys: 0,              // bits of browser_key in platform.hpp
    textActive: false,
    composing: false,
    frameRequested: 0,
    timer: 0,
    surface: {deviceWidth: 0, deviceHeight: 0, scale: 1},
    longPress: 0,
    pan: null,
    keyNumbers: null,

    init: function() {
      const names = ['None', ...'abcdefghijklmnopqrstuvwxyz', ...'0123456789', 'Enter', 'Escape', 'Tab', 'Space', 'Backspace',
        'Delete', 'Insert', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown',
        'F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12',
        'Slash', 'Period', 'Comma', 'Minus', 'Equal', 'Semicolon', 'ContextMenu'];
      page.keyNumbers = new Map(names.map((name, index) => [name, index]));
      page.keyNumbers.set('NumpadEnter', page.keyNumbers.get('Enter'));
    },

    // Bytes of a string, NUL-terminated, in memory of the program, which frees them.
    toMemory: function(text) {
      const bytes = new TextEncoder().encode(text);
      const pointer = _malloc(bytes.length + 1);
      HEAPU8.set(bytes, pointer);
      HEAPU8[pointer + bytes.length] = 0;
      return pointer;
    },
    fromMemory: function(pointer, length) {
      return new TextDecoder().decode(HEAPU8.subarray(pointer, pointer + length));
    },

    modifiers: function(event) {
      return (event.ctrlKey ? 1 : 0) | (event.shiftKey ? 2 : 0) | (event.altKey ? 4 : 0) | (event.metaKey ? 8 : 0);
    },

    // Letters and digits by what they print, so that shortcuts follow the layout; on layouts without Latin letters, and for
    // everything else, by position.
    keyNumber: function(event) {
      const printed = event.key.length === 1 ? event.key.toLowerCase() : '';
      if (/^[a-z0-9]$/.test(printed)) return page.keyNumbers.get(printed);
      const code = event.code.replace(/^Key([A-Z])$/, (all, letter) => letter.toLowerCase()).replace(/^(Digit|Numpad)(?=\d$)/, '');
      return page.keyNumbers.get(code) ?? page.keyNumbers.get(event.key) ?? 0;
    },

    ours: function(event) {
      return event.target === page.canvas || event.target === page.agent || event.target === document.body;
    },

    // kinds: see input_kind in platform.hpp
    send: function(kind, event, x = 0, y = 0, detail = 0, text = null) {
      _pf_input(kind, x, y, detail, page.modifiers(event), event.pointerType === 'touch' ? 1 : 0, event.timeStamp,
        text === null ? 0 : page.toMemory(text));
    },

    measure: function(entry) {
      const canvas = page.canvas;
      const scale = window.devicePixelRatio || 1;
      const box = entry && entry.devicePixelContentBoxSize && entry.devicePixelContentBoxSize[0];
      // The observer knows how layout was rounded; where it disagrees by more (emulated screens), the ratio is right.
      const exact = (fromBox, css) => {
        const computed = Math.round(css * scale);
        return box && Math.abs(fromBox - computed) <= 1 ? fromBox : computed;
      };
      const width = exact(box && box.inlineSize, canvas.clientWidth);
      const height = exact(box && box.blockSize, canvas.clientHeight);
      if (width === 0 || height === 0) return;
      page.surface = {deviceWidth: width, deviceHeight: height, scale};
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      _pf_surface(width, height, scale);   // draws at once, so that a resize never shows an empty canvas
    },

    listen: function() {
      const canvas = page.canvas;
      const agent = page.agent;
      const on = (target, name, handler, options) => target.addEventListener(name, handler, options);

      const observer = new ResizeObserver((entries) => page.measure(entries[entries.length - 1]));
      try {
        observer.observe(canvas, {box: 'device-pixel-content-box'});
      } catch {
        observer.observe(canvas);   // Safari has no device-pixel box
      }

      on(canvas, 'pointermove', (event) => {
        if (page.pan && page.pan.id === event.pointerId) return page.panMove(event);
        page.send(0, event, event.offsetX, event.offsetY);
      });
      on(canvas, 'pointerdown', (event) => {
        event.preventDefault();
        canvas.setPointerCapture(event.pointerId);
        if (document.activeElement !== agent) canvas.focus({preventScroll: true});
        if (event.pointerType === 'touch') return page.panStart(event);
        page.send(0, event, event.offsetX, event.offsetY);
        page.send(1, event, event.offsetX, event.offsetY, page.button(event));
      });
      on(canvas, 'pointerup', (event) => {
        if (page.pan && page.pan.id === event.pointerId) return page.panEnd(event);
        page.send(0, event, event.offsetX, event.offsetY);
        page.send(2, event, event.offsetX, event.offsetY, page.button(event));
      });
      on(canvas, 'pointercancel', (event) => { page.pan = null; page.send(3, event); });
      on(canvas, 'pointerleave', (event) => { if (!canvas.hasPointerCapture(event.pointerId)) page.send(3, event); });
      on(canvas, 'contextmenu', (event) => event.preventDefault());
      on(canvas, 'wheel', (event) => {
        if (event.ctrlKey) return;   // pinch and zoom stay the browser's
        event.preventDefault();
        const lines = event.deltaMode === 1;   // how high one is, the program knows
        const unit = event.deltaMode === 2 ? canvas.clientHeight * 0.9 : 1;
        let dx = event.deltaX * unit;
        let dy = event.deltaY * unit;
        if (event.shiftKey && dx === 0) [dx, dy] = [dy, 0];
        page.send(4, event, dx, dy, lines ? 1 : 0);
      }, {passive: false});

      on(window, 'keydown', page.keyDown);
      on(window, 'keyup', page.keyUp);
      on(window, 'blur', (event) => page.send(8, event));
      on(window, 'focus', (event) => page.send(9, event));

      on(agent, 'compositionstart', () => { page.composing = true; agent.classList.add('composing'); });
      on(agent, 'compositionupdate', (event) => page.send(10, event, 0, 0, 0, event.data || ''));
      on(agent, 'compositionend', (event) => {
        page.composing = false;
        agent.classList.remove('composing');
        page.send(10, event, 0, 0, 0, '');
        if (event.data) page.send(7, event, 0, 0, 0, event.data);
        agent.value = '';
      });
      on(agent, 'beforeinput', (event) => {
        // Taken before it is in the element: the browser would keep a step of its undo, with nodes, for every key.
        if (event.inputType === 'insertText' && event.data && event.cancelable && !event.isComposing && !page.composing) {
          event.preventDefault();
          page.send(7, event, 0, 0, 0, event.data);
          return;
        }
        // Touch keyboards report no key for Backspace, only what it would do.
        if (event.inputType !== 'deleteContentBackward' || page.composing) return;
        const key = page.keyNumbers.get('Backspace');
        page.send(5, event, 0, 0, key);
        page.send(6, event, 0, 0, key);
      });
      on(agent, 'input', (event) => {
        if (event.isComposing || page.composing) return;
        if (agent.value) page.send(7, event, 0, 0, 0, agent.value);
        agent.value = '';
      });

      for (const name of ['copy', 'cut']) {
        on(document, name, (event) => {
          if (!page.ours(event)) return;
          const pointer = _pf_copy(name === 'cut' ? 1 : 0);
          if (!pointer) return;
          const [text, html] = UTF8ToString(pointer).split('\u0001');
          _free(pointer);
          event.preventDefault();
          event.clipboardData.setData('text/plain', text);
          if (html) event.clipboardData.setData('text/html', html);
        });
      }
      on(document, 'paste', (event) => {
        if (!page.ours(event)) return;
        event.preventDefault();
        const text = event.clipboardData.getData('text/plain');
        if (text) page.send(11, event, 0, 0, 0, text);
      });

      on(window, 'popstate', () => _pf_location(page.toMemory(page.location())));
      on(window, 'online', () => _pf_online(1));
      on(window, 'offline', () => _pf_online(0));
      on(document, 'visibilitychange', () => _pf_visible(document.hidden ? 0 : 1));
      on(window, 'pagehide', () => _pf_hidden());
      on(window, 'storage', (event) => {
        if (event.key && event.key.startsWith('dossier:')) _pf_stored_elsewhere(page.toMemory(event.key.slice('dossier:'.length)));
      });
      for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(prefers-reduced-motion: reduce)']) {
        on(window.matchMedia(query), 'change', () => _pf_preferences(page.preferences()));
      }
      on(canvas, 'webglcontextlost', (event) => { event.preventDefault(); _pf_graphics(0); });
      on(canvas, 'webglcontextrestored', () => _pf_graphics(1));
    },

    askBeforeLeaving: function(event) {
      event.preventDefault();
      event.returnValue = '';   // browsers ask with words of their own
    },

    button: function(event) {
      return event.button === 2 || (event.button === 0 && event.ctrlKey && page.apple()) ? 1 : event.button === 1 ? 2 : 0;
    },

    // Touch: a drag scrolls, a tap presses, half a second at rest is the right button.
    panStart: function(event) {
      const start = {id: event.pointerId, x: event.offsetX, y: event.offsetY, lastX: event.offsetX, lastY: event.offsetY, moved: false, held: false};
      page.pan = start;
      clearTimeout(page.longPress);
      page.longPress = setTimeout(() => {
        if (page.pan !== start || start.moved) return;
        start.held = true;
        page.send(0, event, start.x, start.y);
        page.send(1, event, start.x, start.y, 1);
        page.send(2, event, start.x, start.y, 1);
      }, 500);
    },
    panMove: function(event) {
      const pan = page.pan;
      if (!pan.moved && Math.hypot(event.offsetX - pan.x, event.offsetY - pan.y) < 8) return;
      if (!pan.moved) page.send(0, event, pan.x, pan.y);
      pan.moved = true;
      page.send(4, event, pan.lastX - event.offsetX, pan.lastY - event.offsetY);
      pan.lastX = event.offsetX;
      pan.lastY = event.offsetY;
    },
    panEnd: function(event) {
      const pan = page.pan;
      page.pan = null;
      clearTimeout(page.longPress);
      if (pan.moved || pan.held) return;
      page.send(0, event, pan.x, pan.y);
      page.send(1, event, pan.x, pan.y, 0);
      page.send(2, event, pan.x, pan.y, 0);
      // The keyboard of a phone only opens when focus moves inside the event: draw now, so that we know.
      for (let i = 0; i < 4; ++i) _pf_draw_now();
      page.send(3, event);
    },

    keyDown: function(event) {
      if (!page.ours(event) || event.isComposing || event.keyCode === 229 || page.composing) return;
      const command = page.apple() ? event.metaKey : event.ctrlKey;
      const altGraph = event.getModifierState('AltGraph') || (event.ctrlKey && event.altKey && event.key.length === 1);
      const printable = event.key.length === 1 && ((!event.ctrlKey && !event.metaKey) || altGraph);
      const number = page.keyNumber(event);
      if (command && !altGraph && /^[cxv]$/i.test(event.key)) return;   // the clipboard events follow
      if (!page.takes(event, command && !altGraph, printable)) {
        if (event.key === 'Tab') page.send(16, event);
        return;
      }
      if (!altGraph && number) page.send(event.repeat ? 12 : 5, event, 0, 0, number);
      if (printable) {
        if (event.target === page.agent) return;   // comes as an input event, after dead keys and IME
        page.send(7, event, 0, 0, 0, event.key);
      }
      event.preventDefault();
    },

    // Which keys are ours; everything else (reload, tabs, developer tools, zoom) stays the browser's.
    takes: function(event, command, printable) {
      const key = event.key;
      if (key === 'Tab') return (page.takenKeys & (event.shiftKey ? 32 : 16)) !== 0 && !event.ctrlKey && !event.altKey && !event.metaKey;
      if (key === ' ' && event.ctrlKey) return (page.takenKeys & 64) !== 0 && !event.altKey && !event.metaKey;
      if (command) {
        if (/^[azy]$/i.test(key) || key === 'Enter' || /^(Arrow|Home|End|Backspace|Delete)/.test(key)) return true;
        const bit = {f: 1, s: 2, p: 4, k: 8}[key.toLowerCase()];
        return bit !== undefined && (page.takenKeys & bit) !== 0 && !event.shiftKey && !event.altKey;
      }
      if (/^F\d+$/.test(key)) return key === 'F6' || key === 'F2';
      if (event.altKey && !printable) return /^(ArrowUp|ArrowDown|Enter)$/.test(key);
      if (event.metaKey || (event.ctrlKey && !printable)) return false;
      return printable || /^(Enter|Escape|Backspace|Delete|Insert|Arrow|Home|End|Page|Context)/.test(key);
    },

    keyUp: function(event) {
      if (event.key === 'Meta' || event.key === 'Control') return page.send(13, event);
      const number = page.keyNumber(event);
      if (number) page.send(6, event, 0, 0, number);
    },

    apple: function() { return /Mac|iPhone|iPad/.test(navigator.platform); },

    preferences: function() {
      const match = (query) => window.matchMedia(query).matches;
      return (match('(prefers-color-scheme: light)') ? 0 : 1) | (match('(prefers-contrast: more)') ? 2 : 0) |
        (match('(prefers-reduced-motion: reduce)') ? 4 : 0) | (page.apple() ? 8 : 0);
    },

    location: function() { return window.location.hash.slice(1) || '/'; },

    requestFrame: function() {
      if (page.frameRequested) return;
      page.frameRequested = requestAnimationFrame((now) => {
        page.frameRequested = 0;
        _pf_frame(now);
      });
    },
  },

  pf_start__deps: ['$page', '$area'],
  pf_start: function() {
    page.canvas = Module['canvas'];
    page.agent = document.getElementById('agent');
    page.takenKeys = 0;
    page.listen();
    area.listen();
    page.measure(null);
  },
  pf_request_frame__deps: ['$page'],
  pf_request_frame: function() { page.requestFrame(); },
  // One timer serves all deadlines; the program only ever asks for the earliest.
  pf_request_frame_at__deps: ['$page'],
  pf_request_frame_at: function(when) {
    clearTimeout(page.timer);
    if (Number.isFinite(when)) page.timer = setTimeout(() => _pf_timer(), Math.max(0, when - performance.now()));
  },
  pf_now: function() { return performance.now(); },
  pf_wall_clock: function() { return Date.now(); },
  pf_utc_offset: function(ms) { return -new Date(ms).getTimezoneOffset(); },
  pf_preferences_now__deps: ['$page'],
  pf_preferences_now: function() { return page.preferences(); },
  pf_is_online: function() { return navigator.onLine ? 1 : 0; },
  pf_is_visible: function() { return document.hidden ? 0 : 1; },
  pf_cursor__deps: ['$page'],
  pf_cursor: function(kind) {
    page.canvas.style.cursor = ['default', 'text', 'pointer', 'col-resize', 'row-resize', 'not-allowed', 'grab', 'grabbing', 'move'][kind];
  },
  pf_text_input__deps: ['$page'],
  pf_text_input: function(active, x, y, height) {
    const agent = page.agent;
    const canvas = page.canvas;
    agent.style.left = `${x}px`;
    agent.style.top = `${y}px`;
    agent.style.height = `${height}px`;
    page.textActive = !!active;
    const current = document.activeElement;
    if (active && (current === canvas || current === document.body)) agent.focus({preventScroll: true});
    if (!active && current === agent) { agent.value = ''; canvas.focus({preventScroll: true}); }
  },
  pf_taken_keys__deps: ['$page'],
  pf_taken_keys: function(mask) { page.takenKeys = mask; },
  pf_write_clipboard__deps: ['$page'],
  pf_write_clipboard: function(pointer, length) {
    const text = page.fromMemory(pointer, length);
    if (navigator.clipboard) navigator.clipboard.writeText(text).catch(() => {});
  },
  pf_get_location__deps: ['$page'],
  pf_get_location: function() { return page.toMemory(page.location()); },
  pf_set_location__deps: ['$page'],
  pf_set_location: function(pointer, length, replace) {
    const target = '#' + page.fromMemory(pointer, length);   // a route escapes its own parts
    if (target === window.location.hash) return;
    window.history[replace ? 'replaceState' : 'pushState'](null, '', target);
  },
  pf_back: function() { window.history.back(); },
  pf_title__deps: ['$page'],
  pf_title: function(pointer, length) { document.title = page.fromMemory(pointer, length); },
  pf_origin__deps: ['$page'],
  pf_origin: function() { return page.toMemory(window.location.origin); },
  pf_open_url__deps: ['$page'],
  pf_open_url: function(pointer, length) { window.open(page.fromMemory(pointer, length), '_blank', 'noopener'); },
  pf_reload: function() { window.location.reload(); },
  pf_sign_in__deps: ['$page'],
  pf_sign_in: function(statusOut) {
    const answer = Module['signIn'];
    Module['signIn'] = {status: 0, body: ''};   // a token is held in one place
    HEAP32[statusOut >> 2] = answer.status;
    return page.toMemory(answer.body);
  },
  pf_leave_for__deps: ['$page'],
  pf_leave_for: function(pointer, length) { window.location.replace(page.fromMemory(pointer, length)); },
  pf_stored__deps: ['$page'],
  pf_stored: function(pointer, length) {
    try {
      return page.toMemory(window.localStorage.getItem('dossier:' + page.fromMemory(pointer, length)) ?? '');
    } catch {
      return page.toMemory('');   // storage is switched off
    }
  },
  pf_store__deps: ['$page'],
  pf_store: function(key, keyLength, value, valueLength, forget) {
    const name = 'dossier:' + page.fromMemory(key, keyLength);
    try {
      if (forget) window.localStorage.removeItem(name);
      else window.localStorage.setItem(name, page.fromMemory(value, valueLength));
      return 1;
    } catch {
      return 0;   // full or switched off: the session goes on without it
    }
  },
  // A page holds a lock named like its key as long as it lives; who gets that lock is the heir. Where there are no locks
  // (an origin that is not secure), what is found at the start is taken.
  pf_inherit__deps: ['$page'],
  pf_inherit: function(prefix, prefixLength, own, ownLength) {
    const begin = 'dossier:' + page.fromMemory(prefix, prefixLength);
    const mine = begin + page.fromMemory(own, ownLength);
    const locks = window.navigator.locks;
    const asked = new Set([mine]);
    const take = (key) => {
      asked.delete(key);
      const text = window.localStorage.getItem(key);
      if (text === null) return;
      _pf_inherited(page.toMemory(text));
      window.localStorage.removeItem(key);
    };
    const look = (key) => {
      if (!key || !key.startsWith(begin) || asked.has(key)) return;
      asked.add(key);
      if (locks) locks.request(key, () => take(key)).catch(() => {});   // the browser is shutting down
      else take(key);
    };
    if (locks) locks.request(mine, () => new Promise(() => {})).catch(() => {});
    try {
      Object.keys(window.localStorage).forEach(look);
    } catch {
      return;   // storage is switched off: nothing can be left
    }
    if (locks) window.addEventListener('storage', (event) => { if (event.newValue !== null) look(event.key); });
  },
  pf_warn_leaving__deps: ['$page'],
  pf_warn_leaving: function(warn) {
    if (warn) window.addEventListener('beforeunload', page.askBeforeLeaving);
    else window.removeEventListener('beforeunload', page.askBeforeLeaving);
  },
  pf_theme: function(dark) { document.documentElement.dataset.theme = dark ? 'dark' : 'light'; },
  pf_ready__deps: ['$page'],
  pf_ready: function() {
    Module['onReady']();
    // Not before: what is not in sight takes no focus.
    if (document.activeElement === document.body) page.canvas.focus({preventScroll: true});
  },
  pf_build_id__deps: ['$page'],
  pf_build_id: function() { return page.toMemory(Module['buildId'] || ''); },
  pf_font__deps: ['$page'],
  pf_font: function(pointer, length, sizeOut) {
    const bytes = Module['fonts'][page.fromMemory(pointer, length)];
    if (!bytes) return 0;
    const memory = _malloc(bytes.length);
    HEAPU8.set(bytes, memory);
    HEAP32[sizeOut >> 2] = bytes.length;
    return memory;
  },
  // Rasterizes one character the shipped faces lack with the system's own: writes size x size RGBA bytes at `out`, returns
  // its advance in pixels (times 64), or 0 when there is no such glyph to draw. Bit 0 of the result: it has colors.
  pf_rasterize__deps: ['$page'],
  pf_rasterize: function(code, pixels, weight, size, baseline, out) {
    if (!page.glyphCanvas) page.glyphCanvas = document.createElement('canvas');
    const canvas = page.glyphCanvas;
    canvas.width = size;
    canvas.height = size;
    const drawing = canvas.getContext('2d', {willReadFrequently: true});
    drawing.font = `${weight} ${pixels}px system-ui, sans-serif`;
    drawing.fillStyle = '#fff';
    drawing.textBaseline = 'alphabetic';
    const text = String.fromCodePoint(code);
    const advance = Math.ceil(drawing.measureText(text).width);
    drawing.fillText(text, 2, baseline);
    const data = drawing.getImageData(0, 0, size, size).data;
    let colored = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 32 && (Math.abs(data[i] - data[i + 1]) > 24 || Math.abs(data[i + 1] - data[i + 2]) > 24)) { colored = 1; break; }
    }
    HEAPU8.set(data, out);
    return (advance << 1) | colored;
  },
});
