// Signs in, or sets a password by a one-time link (#link=…), and goes on to where the person was (#next=…). Both stand behind
// the #: no server and no log hears them. Providers are links: the browser goes there and comes back, and no form is sent.
'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const settingsKey = 'dossier:settings.1';
  const said = new URLSearchParams(window.location.hash.slice(1));
  let link = said.get('link') || '';
  const next = said.get('next') || '';
  const refused = said.get('refused') || '';
  let capsLock = false;
  let busy = false;

  /** Only a place within the dashboard: whoever made the address must not choose another site. */
  const onward = () => (next.startsWith('#/') ? `/${next}` : '/');

  function settings() {
    try {
      return JSON.parse(window.localStorage.getItem(settingsKey) || '{}') || {};
    } catch {
      return {};
    }
  }
  function themeNow() {
    return document.documentElement.dataset.theme
      || (window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
  }
  function showTheme() { byId('theme').textContent = themeNow() === 'dark' ? 'Light theme' : 'Dark theme'; }
  function toggleTheme() {
    const theme = themeNow() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    try {
      window.localStorage.setItem(settingsKey, JSON.stringify({...settings(), theme}));
    } catch {
      // storage is switched off: for this page only, then
    }
    showTheme();
  }

  function tell(text) {
    byId('error').classList.remove('said');
    byId('error').textContent = text && capsLock ? `${text} Caps Lock is on.` : text;
    byId('password').setAttribute('aria-invalid', String(Boolean(text)));
  }

  async function post(path, body) {
    const answer = await fetch(path, {
      method: 'POST', credentials: 'same-origin', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body),
    });
    const json = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    return {status: answer.status, json, wait: Number(answer.headers.get('Retry-After')) || 0};
  }

  function refusal({status, json, wait}) {
    if (status === 401) return 'Email or password is wrong.';
    if (status === 422 && link) return 'A password has at least 10 characters.';
    if (status === 422) return 'Email or password is wrong.';
    if (status === 404) return 'This link is not good any more. Ask for another.';
    if (wait > 0) return `Too many attempts. Try again in ${wait} s.`;
    return json.detail || 'The server did not answer as it should. Try again.';
  }

  async function submit() {
    let email = byId('email').value.trim();
    const password = byId('password').value;
    if (link) {
      const set = await post('/api/v1/auth/links:redeem', {link, password});
      if (set.status !== 200) return refusal(set);
      email = set.json.email;
      link = '';
    }
    const answer = await post('/api/v1/auth/login', {email, password, remember: byId('remember').checked});
    if (answer.status !== 200) return refusal(answer);
    window.location.replace(onward());
    return '';
  }

  function setBusy(now) {
    busy = now;
    byId('submit').setAttribute('aria-disabled', String(now));
    byId('submit-text').textContent = now ? 'Signing in' : link ? 'Set password and sign in' : 'Sign in';
  }

  byId('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    tell('');
    let wrong;
    try {
      wrong = await submit();
    } catch {
      wrong = 'The server does not answer. Check the connection.';
    }
    if (!wrong) return;
    setBusy(false);
    tell(wrong);
    byId('password').select();
    byId('password').focus();
  });

  byId('forgot').addEventListener('click', async () => {
    const email = byId('email').value.trim();
    if (!email.includes('@')) {
      tell('Type your email address first.');
      byId('email').focus();
      return;
    }
    try {
      const answer = await post('/api/v1/auth/links', {email});
      tell(answer.status === 202 ? '' : refusal(answer));
      if (answer.status !== 202) return;
      byId('error').textContent = 'If somebody has this address, a link to set another password is on its way.';
      byId('error').classList.add('said');
    } catch {
      tell('The server does not answer. Check the connection.');
    }
  });

  /** What the way back from a provider ended with. */
  const refusals = {
    interrupted: 'That sign-in took too long, or was begun elsewhere. Try again.',
    refused: 'The provider did not let you in.',
    unverified: 'The provider has not verified your email address.',
    unknown: 'Nobody who may sign in here has your address. Ask for an invitation.',
    taken: 'The person with your address signs in by another account at the provider.',
    wait: 'Too many attempts. Try again in a moment.',
    away: 'The provider does not answer. Try again in a moment.',
  };

  async function showProviders() {
    const part = byId('providers');
    if (refused) {
      window.history.replaceState(null, '', window.location.pathname);   // a reload is another try
      byId('provider-error').textContent = refusals[refused] || refusals.refused;
      part.hidden = false;
    }
    let items = [];
    try {
      const answer = await fetch('/api/v1/auth/oidc');
      if (answer.ok) items = (await answer.json()).items;
    } catch {
      // the line at the bottom tells that the server is away
    }
    for (const {label, path} of items) {
      const made = byId('provider').content.cloneNode(true).firstElementChild;
      made.querySelector('span').textContent = `Continue with ${label}`;
      made.href = next.startsWith('#/') ? `${path}?next=${encodeURIComponent(next)}` : path;
      part.append(made);
      part.hidden = false;
    }
  }

  const watchCaps = (event) => {
    if (typeof event.getModifierState !== 'function') return;
    capsLock = event.getModifierState('CapsLock');
    byId('caps').hidden = !capsLock;
  };
  byId('password').addEventListener('keydown', watchCaps);
  byId('password').addEventListener('keyup', watchCaps);
  byId('eye').addEventListener('click', () => {
    const shown = byId('password').type === 'password';
    byId('password').type = shown ? 'text' : 'password';
    byId('eye').setAttribute('aria-pressed', String(shown));
    byId('password').focus();
  });
  byId('theme').addEventListener('click', toggleTheme);

  async function measure() {
    const began = performance.now();
    try {
      const answer = await fetch('/readyz');
      const took = Math.max(1, Math.round(performance.now() - began));
      byId('state').textContent = answer.ok ? `Server reachable, ${took} ms` : 'Server is not ready';
      byId('state').classList.toggle('away', !answer.ok);
    } catch {
      byId('state').textContent = 'Server not reachable';
      byId('state').classList.add('away');
    }
  }

  /** A grid as the dashboard has it, as an ornament. The numbers are the picture's. */
  function draw() {
    const columns = [[56, 130, 60], [236, 60, 18], [356, 90, 20], [476, 50, 12], [596, 90, 24], [716, 110, 20]];
    const flashes = {'7/3': [-12, 76, 36], '12/1': [-12, 116, 60], '12/2': [-12, 140, 84], '17/4': [-12, 116, 84]};
    const art = byId('art');
    const rect = (kind, x, y, width, height, opacity) => {
      const made = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      for (const [name, value] of Object.entries({class: kind, x, y, width, height, rx: kind === 'rule' || kind === 'flash' ? 0 : 2, 'fill-opacity': opacity}))
        made.setAttribute(name, String(value));
      art.append(made);
    };
    let seed = 7;
    const random = () => { seed = seed * 16807 % 2147483647; return seed / 2147483647; };
    for (let row = 0; row < 27; row++) {
      const y = 20 + row * 34;
      const opacity = Math.max(0.08, 1 - Math.abs(row - 12) / 13);
      rect('rule', 0, y + 33, 800, 1, opacity);
      rect('bar', 30, y + 8, 14, 14, opacity * 0.6);
      columns.forEach(([x, width, spread], column) => {
        const flash = flashes[`${row}/${column}`];
        if (flash) rect('flash', x + flash[0], y, flash[1], 33, 0.5);
        rect(flash ? 'lit' : 'bar', x, y + 13, flash ? flash[2] : width - spread + random() * spread * 2 - 20, 8, flash ? 1 : opacity);
      });
    }
  }

  const chosen = settings().theme;
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  showTheme();
  byId('host').textContent = window.location.host;
  if (link) {
    window.history.replaceState(null, '', window.location.pathname);   // it works once: not for the history
    document.title = 'Choose a password';
    byId('title').textContent = 'Choose a password';
    byId('password-label').textContent = 'New password, 10 characters or more';
    byId('password').autocomplete = 'new-password';
    byId('email').required = false;
    byId('email-part').hidden = true;
    byId('forgot').hidden = true;
    byId('password').focus();
  } else {
    showProviders();
  }
  setBusy(false);
  draw();
  measure();
})();
