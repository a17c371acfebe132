// The native text area for long text, laid over the canvas, and where the browser breaks its lines. As in all of these files:
// `const x = y.x`, for Emscripten's optimizer takes `const {x} = y` out as unused.

mergeInto(LibraryManager.library, {
  $area__deps: ['$page', 'malloc'],
  $area__postset: 'area.breaks = new Map();',
  $area: {
    element: null,
    ruler: null,             // measures where the lines of a source break
    breaks: null,            // of lines that were measured
    sourceAdvance: 7.2,      // of a character of a source: 0.6 em

    listen: function() {
      const element = document.getElementById('area');
      area.element = element;
      area.ruler = document.getElementById('ruler');
      element.addEventListener('input', (event) => {
        page.send(14, event, 0, 0, 0, element.value);
        area.tellCaret(event);
      });
      element.addEventListener('blur', (event) => { if (!element.hidden) page.send(15, event, 0, 0, 0); });
      element.addEventListener('keydown', area.keyDown);
      element.addEventListener('scroll', (event) => page.send(18, event, 0, element.scrollTop));
      document.addEventListener('selectionchange', (event) => {
        if (document.activeElement === element && !element.hidden) area.tellCaret(event);
      });
    },

    // The native text area keeps every key but those that leave it.
    keyDown: function(event) {
      if (event.isComposing) return;
      const command = page.apple() ? event.metaKey : event.ctrlKey;
      // Keys that act on a source without leaving it.
      if (command && !event.altKey && area.element.classList.contains('source') && /^[bis]$/.test(event.key)) {
        event.preventDefault();
        page.send(5, event, 0, 0, page.keyNumbers.get(event.key));
        page.send(6, event, 0, 0, page.keyNumbers.get(event.key));
        return;
      }
      const exits = {Escape: 1, Tab: event.shiftKey ? 4 : 3};
      const exit = command && (event.key === 'Enter' || event.key === 's') ? 2 : exits[event.key];
      if (exit === undefined) return;
      event.preventDefault();
      page.send(15, event, 0, 0, exit);
      if (event.key === 's') page.send(5, event, 0, 0, page.keyNumbers.get('s'));
    },

    tellCaret: function(event) {
      const element = area.element;
      page.send(17, event, area.bytesBefore(element.value, element.selectionStart), area.bytesBefore(element.value, element.selectionEnd));
    },

    // The program counts bytes of UTF-8, the browser units of UTF-16.
    bytesBefore: function(text, units) {
      return units === 0 ? 0 : new TextEncoder().encode(text.slice(0, units)).length;
    },
    unitsBefore: function(text, bytes) {
      return bytes === 0 ? 0 : new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes)).length;
    },

    // Where one line of a source breaks at a width, in units: found with the browser's own layout, in an element that is like
    // the area's inside. Most lines are asked for again and again while one of them is typed in.
    breaksOf: function(line, width) {
      if (/^[\x20-\x7e]*$/.test(line) && line.length * area.sourceAdvance <= width) return [];
      const key = width + '|' + line;
      const known = area.breaks.get(key);
      if (known) return known;
      if (area.breaks.size > 4000) area.breaks.clear();
      Module['shareFonts']();
      const ruler = area.ruler;
      ruler.style.width = `${width}px`;
      ruler.textContent = line;
      const node = ruler.firstChild;
      const range = document.createRange();
      const topOf = (at) => {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const boxes = range.getClientRects();
        return boxes.length ? boxes[boxes.length - 1].top : -1e9;
      };
      const found = [];
      const count = Math.round(ruler.getBoundingClientRect().height / 20);
      let from = 0;
      for (let n = 1; n < count && from < line.length; ++n) {
        const limit = topOf(from) + 10;
        let low = from + 1;
        let high = line.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (topOf(middle) > limit) high = middle; else low = middle + 1;
        }
        if (low >= line.length) break;
        found.push(low);
        from = low;
      }
      ruler.textContent = '';
      area.breaks.set(key, found);
      return found;
    },
  },

  pf_area_open__deps: ['$page', '$area'],
  pf_area_open: function(name, nameLength, text, textLength, look) {
    const element = area.element;
    Module['shareFonts']();
    element.setAttribute('aria-label', page.fromMemory(name, nameLength));
    const next = page.fromMemory(text, textLength);
    if (element.value !== next) element.value = next;   // the same text keeps what the browser can undo
    element.classList.toggle('mono', look !== 0);
    element.classList.toggle('source', look === 2);
    element.hidden = false;
    element.focus({preventScroll: true});
    element.setSelectionRange(element.value.length, element.value.length);
  },
  pf_area_place__deps: ['$page', '$area'],
  pf_area_place: function(x, y, w, h, clipTop, clipBottom) {
    const style = area.element.style;
    style.left = `${x}px`;
    style.top = `${y}px`;
    style.width = `${w}px`;
    style.height = `${h}px`;
    style.clipPath = clipTop > 0 || clipBottom > 0 ? `inset(${clipTop}px -2px ${clipBottom}px -2px)` : '';
  },
  pf_area_close__deps: ['$page', '$area'],
  pf_area_close: function() {
    if (area.element.hidden) return;
    area.element.hidden = true;
    page.canvas.focus({preventScroll: true});
  },
  // As if typed: the browser can undo it.
  pf_area_edit__deps: ['$page', '$area'],
  pf_area_edit: function(begin, end, text, textLength, selectBegin, selectEnd) {
    const element = area.element;
    element.focus({preventScroll: true});
    element.setSelectionRange(area.unitsBefore(element.value, begin), area.unitsBefore(element.value, end));
    const next = page.fromMemory(text, textLength);
    document.execCommand(next ? 'insertText' : 'delete', false, next);
    element.setSelectionRange(area.unitsBefore(element.value, selectBegin), area.unitsBefore(element.value, selectEnd));
  },
  pf_area_select__deps: ['$page', '$area'],
  pf_area_select: function(begin, end) {
    const element = area.element;
    element.setSelectionRange(area.unitsBefore(element.value, begin), area.unitsBefore(element.value, end));
  },
  pf_area_scroll__deps: ['$page', '$area'],
  pf_area_scroll: function(y) { area.element.scrollTop = y; },
  pf_source_breaks__deps: ['$page', '$area'],
  pf_source_breaks: function(text, length, width, countOut) {
    const places = [];
    let behind = 0;   // bytes
    for (const line of page.fromMemory(text, length).split('\n')) {
      for (const at of area.breaksOf(line, width)) places.push(behind + area.bytesBefore(line, at));
      behind += area.bytesBefore(line, line.length) + 1;
    }
    HEAP32[countOut >> 2] = places.length;
    const memory = _malloc(Math.max(4, places.length * 4));
    HEAPU32.set(places, memory >> 2);
    return memory;
  },
});
