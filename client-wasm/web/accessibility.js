// Mirrors the semantic tree into the DOM inside the <canvas>, where assistive technology finds it, and gives tests
// window.__app. Only differences arrive here.
mergeInto(LibraryManager.library, {
  $mirror__deps: ['$page'],
  $mirror__postset: 'mirror.nodes = new Map(); mirror.aside = new Map();',
  $mirror: {
    nodes: null,
    aside: null,      // what stands behind its grid, not inside: id to the id that it followed there
    combobox: null,   // the one whose list is open
    roles: ['button', 'checkbox', 'textbox', 'searchbox', 'combobox', 'listbox', 'option', 'menu', 'menuitem', 'tab', 'tablist',
      'tabpanel', 'link', 'grid', 'row', 'rowheader', 'columnheader', 'gridcell', 'navigation', 'banner', 'main',
      'complementary', 'contentinfo', 'region', 'dialog', 'alert', 'status', 'list', 'listitem', 'heading', 'text', 'img',
      'scrollbar', 'separator', 'radio', 'radiogroup', 'switch', 'slider', 'form', 'group', 'feed', 'article', 'tooltip'],

    attribute: function(element, name, value) {
      if (value === null || value === '') element.removeAttribute(name);
      else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
    },

    // Text of its own, before the elements inside.
    text: function(element, text) {
      const own = element.firstChild && element.firstChild.nodeType === Node.TEXT_NODE ? element.firstChild : null;
      if (own) {
        if (own.data !== text) own.data = text;
      } else if (text) {
        element.prepend(text);
      }
    },

    // Where the focus is: the canvas names the node; in a text field the hidden text area has it, and speaks as the field.
    focus: function(element, focused, name, value) {
      if (focused) {
        mirror.attribute(page.canvas, 'aria-activedescendant', element.id);
        mirror.attribute(page.agent, 'aria-label', name || 'Text');
        mirror.attribute(page.agent, 'aria-description', value);
      } else if (page.canvas.getAttribute('aria-activedescendant') === element.id) {
        page.canvas.removeAttribute('aria-activedescendant');
      }
    },

    // What an open combobox controls is the popup that came after it.
    popup: function(id) {
      for (const owner of page.canvas.querySelectorAll('[role=combobox][aria-expanded=true]')) owner.setAttribute('aria-controls', id);
    },

    // Whether the node, or one around it, has the role.
    within: function(id, role) {
      const element = mirror.nodes.get(id);
      return !!element && element.closest(`[role=${role}]`) !== null;
    },

    states: function(element, bits, role) {
      if (element.shownStates === bits && element.shownRole === role) return;
      element.shownStates = bits;
      element.shownRole = role;
      const flag = (bit) => (bits & (1 << bit)) !== 0;
      const set = (name, value) => mirror.attribute(element, name, value);
      set('aria-disabled', flag(0) ? 'true' : null);
      set('aria-checked', flag(3) ? 'mixed' : flag(2) ? 'true' : flag(16) ? 'false' : null);
      set('aria-selected', flag(4) ? 'true' : flag(17) ? 'false' : null);
      set('aria-expanded', flag(5) ? 'true' : flag(6) ? 'false' : null);
      if (!flag(5)) set('aria-controls', null);
      set('aria-invalid', flag(7) ? 'true' : null);
      set('aria-required', flag(8) ? 'true' : null);
      set('aria-readonly', flag(9) ? 'true' : null);
      set('aria-current', flag(10) ? (role === 'link' ? 'page' : 'true') : null);
      set('aria-busy', flag(11) ? 'true' : null);
      set('aria-multiline', flag(12) ? 'true' : null);
      set('aria-haspopup', flag(13) ? 'true' : null);
      set('aria-sort', flag(14) ? 'ascending' : flag(15) ? 'descending' : null);
    },

    install: function() {
      const tree = () => {
        const pointer = _sem_json();
        const nodes = JSON.parse(UTF8ToString(pointer));
        _free(pointer);
        return nodes;
      };
      const matches = (wanted) => (node) => Object.entries(wanted).every(([key, value]) =>
        value instanceof RegExp ? value.test(node[key]) : node[key] === value);
      // A RegExp does not cross from a test's process; {name: {regex: '…'}} does.
      const reach = (wanted) => Object.fromEntries(Object.entries(wanted).map(([key, value]) =>
        [key, value && typeof value === 'object' && value.regex ? new RegExp(value.regex) : value]));
      // Assistive technology presses the node itself, not what is around it.
      Module['canvas'].addEventListener('click', (event) => {
        if (event.target !== Module['canvas']) _sem_press(Number(event.target.id.slice(1)));
      });
      window.__app = {
        tree,
        findAll: (wanted) => tree().filter(matches(reach(wanted))),
        find: (wanted) => tree().find(matches(reach(wanted))) ?? null,
        settled: () => _pf_settled() !== 0,
        frames: () => _pf_frames(),
        // Milliseconds of the program's own; `longest` since the last call.
        frameTimes: () => ({count: _pf_frames(), total: _pf_frame_time(0), longest: _pf_frame_time(1)}),
        memory: () => ({used: _pf_memory(), heap: HEAPU8.length}),   // bytes
        build: () => Module['buildId'],
      };
    },
  },

  sem_start__deps: ['$mirror', 'free'],
  sem_start: function() { mirror.install(); },

  // Creates or updates a node. `strings` is name, value, description joined by U+0001.
  sem_set__deps: ['$mirror'],
  sem_set: function(id, parent, kind, state, strings, rowCount, rowIndex, colCount, colIndex) {
    // A chosen item of a menu is a choice among its neighbors.
    const role = mirror.roles[kind] === 'menuitem' && (state & 4) ? 'menuitemradio' : mirror.roles[kind];
    let element = mirror.nodes.get(id);
    if (!element) {
      element = document.createElement('div');
      element.id = 'n' + (id >>> 0);
      mirror.nodes.set(id, element);
    }
    const [name, value, description] = UTF8ToString(strings).split('\u0001');
    if (role === 'scrollbar' || (role === 'separator' && mirror.within(parent, 'row'))) {
      // Aids for pointers: rows and headings lead through the content.
      element.setAttribute('aria-hidden', 'true');
    } else if (role === 'text' || (role === 'listitem' && !mirror.within(parent, 'list'))) {   // an item needs a list around it
      element.removeAttribute('role');
      mirror.text(element, name);
    } else {
      mirror.attribute(element, 'role', role);
      mirror.attribute(element, 'aria-label', name);
      mirror.attribute(element, 'aria-level', role === 'heading' ? (mirror.within(parent, 'banner') ? 1 : 2) : null);
      if (/^(gridcell|textbox|searchbox|combobox)$/.test(role)) mirror.text(element, value);
      else if (/^(columnheader|rowheader)$/.test(role)) mirror.text(element, name);
      else if (/^(status|alert)$/.test(role)) mirror.text(element, value || name);
      else mirror.attribute(element, 'aria-valuetext', role === 'slider' ? value : null);
      if (role === 'slider') mirror.attribute(element, 'aria-valuenow', parseFloat(value) || 0);
    }
    mirror.attribute(element, 'aria-description', description);
    mirror.states(element, state, role);
    if (role === 'combobox') {
      const open = (state & (1 << 5)) !== 0;
      if (open) mirror.combobox = element;
      else mirror.attribute(element, 'aria-controls', null);
    }
    if (role === 'listbox' && mirror.combobox) mirror.attribute(mirror.combobox, 'aria-controls', element.id);
    mirror.attribute(element, 'aria-rowcount', rowCount >= 0 ? rowCount : null);
    mirror.attribute(element, 'aria-rowindex', rowIndex >= 0 ? rowIndex : null);
    mirror.attribute(element, 'aria-colcount', colCount >= 0 ? colCount : null);
    mirror.attribute(element, 'aria-colindex', colIndex >= 0 ? colIndex : null);
    if (role === 'dialog') element.setAttribute('aria-modal', 'true');
    if (role === 'menu' || role === 'listbox') mirror.popup(element.id);
    mirror.focus(element, (state & 2) !== 0, name, value);
  },
  sem_remove__deps: ['$mirror'],
  sem_remove: function(id) {
    const element = mirror.nodes.get(id);
    mirror.nodes.delete(id);
    mirror.aside.delete(id);
    if (!element) return;
    mirror.focus(element, false, '', '');
    element.remove();
  },
  // Puts the node at its place: under `parent` (0: the canvas), after `previous` (0: first).
  sem_place__deps: ['$mirror'],
  sem_place: function(id, parent, previous) {
    const element = mirror.nodes.get(id);
    let under = parent ? mirror.nodes.get(parent) : page.canvas;
    if (!element || !under) return;
    // A grid consists of rows; what stands in their place (a message, a button) follows it, and rows follow rows.
    const aside = under.getAttribute('role') === 'grid' && !/^row/.test(element.getAttribute('role'));
    if (aside) mirror.aside.set(id, previous);
    else mirror.aside.delete(id);
    while (!aside && mirror.aside.has(previous)) previous = mirror.aside.get(previous);
    let before = previous ? mirror.nodes.get(previous) : null;
    if (aside) {
      if (!mirror.aside.has(previous)) before = under;
      under = under.parentNode;
    }
    const first = under.firstChild && under.firstChild.nodeType === Node.TEXT_NODE ? under.firstChild.nextSibling : under.firstChild;
    const next = before && before.parentNode === under ? before.nextSibling : first;
    if (next !== element) under.insertBefore(element, next);
  },
  sem_announce__deps: ['$mirror'],
  sem_announce: function(pointer, urgent) {
    const region = document.getElementById(urgent ? 'alerts' : 'news');
    region.textContent = '';
    region.textContent = UTF8ToString(pointer);
  },
});
