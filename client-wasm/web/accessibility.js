// Mirrors the semantic tree into the DOM inside the <canvas>, where assistive technology finds it, and gives tests
// window.__app. Only differences arrive here.
mergeInto(LibraryManager.library, {
  $mirror__deps: ['$page'],
  $mirror__postset: 'mirror.nodes = new Map();',
  $mirror: {
    nodes: null,
    combobox: null,   // the one whose list is open
    roles: ['button', 'checkbox', 'textbox', 'searchbox', 'combobox', 'listbox', 'option', 'menu', 'menuitem', 'tab', 'tablist',
      'tabpanel', 'link', 'grid', 'row', 'rowheader', 'columnheader', 'gridcell', 'navigation', 'banner', 'main',
      'complementary', 'contentinfo', 'region', 'dialog', 'alert', 'status', 'list', 'listitem', 'heading', 'text', 'img',
      'scrollbar', 'separator', 'radio', 'radiogroup', 'switch', 'slider', 'form', 'group', 'feed', 'article', 'tooltip'],

    attribute: function(element, name, value) {
      if (value === null || value === '') element.removeAttribute(name);
      else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
    },

    states: function(element, bits, role) {
      const flag = (bit) => (bits & (1 << bit)) !== 0;
      const set = (name, value) => mirror.attribute(element, name, value);
      set('aria-disabled', flag(0) ? 'true' : null);
      set('aria-checked', flag(3) ? 'mixed' : flag(2) ? 'true' : flag(16) ? 'false' : null);
      set('aria-selected', flag(4) ? 'true' : flag(17) ? 'false' : null);
      set('aria-expanded', flag(5) ? 'true' : flag(6) ? 'false' : null);
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
      window.__app = {
        tree,
        findAll: (wanted) => tree().filter(matches(reach(wanted))),
        find: (wanted) => tree().find(matches(reach(wanted))) ?? null,
        settled: () => _pf_settled() !== 0,
        frames: () => _pf_frames(),
        build: () => Module['buildId'],
      };
    },
  },

  sem_start__deps: ['$mirror', 'free'],
  sem_start: function() { mirror.install(); },

  // Creates or updates a node. `strings` is name, value, description joined by U+0001.
  sem_set__deps: ['$mirror'],
  sem_set: function(id, parent, kind, state, strings, rowCount, rowIndex, colCount, colIndex) {
    const role = mirror.roles[kind];
    let element = mirror.nodes.get(id);
    if (!element) {
      element = document.createElement('div');
      element.id = 'n' + (id >>> 0);
      element.addEventListener('click', () => _sem_press(id));
      mirror.nodes.set(id, element);
    }
    const [name, value, description] = UTF8ToString(strings).split('\u0001');
    if (role === 'text') {
      element.removeAttribute('role');
      if (element.textContent !== name) element.textContent = name;
    } else {
      mirror.attribute(element, 'role', role);
      mirror.attribute(element, 'aria-label', name);
      const plain = role === 'gridcell' || role === 'textbox' || role === 'searchbox' || role === 'status' || role === 'alert';
      if (plain && element.childElementCount === 0) {
        const text = value || (role === 'status' || role === 'alert' ? name : '');
        if (element.textContent !== text) element.textContent = text;
      } else if (!plain) {
        mirror.attribute(element, 'aria-valuetext', role === 'combobox' || role === 'slider' || role === 'scrollbar' ? value : null);
      }
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
    if (state & 2) {
      mirror.attribute(page.canvas, 'aria-activedescendant', element.id);
      mirror.attribute(page.agent, 'aria-label', name);
    }
  },
  sem_remove__deps: ['$mirror'],
  sem_remove: function(id) {
    const element = mirror.nodes.get(id);
    mirror.nodes.delete(id);
    if (element) element.remove();
  },
  // Puts the node at its place: under `parent` (0: the canvas), after `previous` (0: first).
  sem_place__deps: ['$mirror'],
  sem_place: function(id, parent, previous) {
    const element = mirror.nodes.get(id);
    const under = parent ? mirror.nodes.get(parent) : page.canvas;
    const before = previous ? mirror.nodes.get(previous) : null;
    if (!element || !under) return;
    const next = before && before.parentNode === under ? before.nextSibling : under.firstChild;
    if (next !== element) under.insertBefore(element, next);
  },
  sem_announce__deps: ['$mirror'],
  sem_announce: function(pointer, urgent) {
    const region = document.getElementById(urgent ? 'alerts' : 'news');
    region.textContent = '';
    region.textContent = UTF8ToString(pointer);
  },
});
