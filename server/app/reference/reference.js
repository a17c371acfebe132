// The API reference: draws the OpenAPI and the AsyncAPI document that this server answers. Nothing else is loaded.

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** An element: attributes by name, then children (texts or nodes, null for none). */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** `code`, **strong** and plain text of one line of Markdown. */
function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter((part) => part !== '').map((part) => {
    if (part.startsWith('`')) return make('code', null, part.slice(1, -1));
    if (part.startsWith('**')) return make('strong', null, part.slice(2, -2));
    return part;
  });
}

/** Paragraphs, `##` headings and fenced code: what the documents' descriptions use. */
function prose(text) {
  const parts = [];
  let paragraph = [];
  const flush = () => {
    if (paragraph.length > 0) parts.push(make('p', null, inline(paragraph.join(' '))));
    paragraph = [];
  };
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; ++i) {
    if (lines[i].startsWith('```')) {
      flush();
      const end = lines.indexOf('```', i + 1);
      parts.push(make('pre', null, make('code', null, lines.slice(i + 1, end).join('\n'))));
      i = end;
    } else if (lines[i].startsWith('## ')) {
      flush();
      parts.push(make('h3', {id: anchor(lines[i].slice(3))}, lines[i].slice(3)));
    } else if (lines[i].trim() === '') {
      flush();
    } else {
      paragraph.push(lines[i]);
    }
  }
  flush();
  return parts;
}

const anchor = (text) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
const schemaAnchor = (name, of) => `${of}-${anchor(name)}`;

/** What a `$ref` points to, and its name; anything else is itself. */
function resolve(root, what) {
  let name = null;
  while (what && what.$ref) {
    const path = what.$ref.slice(2).split('/').map((word) => word.replaceAll('~1', '/').replaceAll('~0', '~'));
    name = path.at(-1);
    what = path.reduce((at, word) => at[word], root);
  }
  return {name, what};
}

/** A schema's type for people: `string | null`, `Brand`, `list of string`. */
function typeOf(root, of, schema) {
  if (schema.$ref) {
    const {name} = resolve(root, schema);
    return [make('a', {href: `#${schemaAnchor(name, of)}`}, name)];
  }
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.flatMap((one, i) => [...(i > 0 ? [' | '] : []), ...typeOf(root, of, one)]);
  const types = [schema.type ?? 'any'].flat();
  return types.flatMap((type, i) => {
    const between = i > 0 ? [' | '] : [];
    if (type === 'array') return [...between, 'list of ', ...typeOf(root, of, schema.items ?? {})];
    const format = type === 'string' ? schema.format : null;   // int64 and double say nothing to people
    return [...between, format ? `${type} (${format})` : type];
  });
}

/** A schema's limits for people. */
function limitsOf(schema) {
  const said = [];
  const range = (least, most, unit) => {
    if (least !== undefined && most !== undefined) said.push(`${least.toLocaleString('en')} to ${most.toLocaleString('en')}${unit}`);
    else if (least !== undefined && least !== 0) said.push(`at least ${least.toLocaleString('en')}${least === 1 ? unit.replace(/s$/, '') : unit}`);
    else if (most !== undefined) said.push(`at most ${most.toLocaleString('en')}${unit}`);
  };
  range(schema.minimum, schema.maximum, '');
  range(schema.minLength, schema.maxLength, ' characters');
  range(schema.minItems, schema.maxItems, ' items');
  if (schema.items?.maxLength !== undefined) said.push(`each at most ${schema.items.maxLength} characters`);
  if (schema.enum) said.push(schema.enum.map((value) => JSON.stringify(value)).join(', '));
  if (schema.default !== undefined) said.push(`default ${JSON.stringify(schema.default)}`);
  return said.join('; ');
}

const uses = [['x-filterable', 'filter'], ['x-sortable', 'order'], ['x-searchable', 'search'], ['x-unique', 'unique'],
  ['readOnly', 'read-only']];

/** One row of a table of members or parameters. */
function row(root, of, name, schema, {required = false, optional = false, description = null} = {}) {
  const {what} = resolve(root, schema);
  const limits = limitsOf(schema.$ref ? {} : what);
  const text = description ?? (schema.$ref ? null : what.description);
  const tags = [...(required ? [make('span', {class: 'tag must'}, 'required')] : []),
    ...[...(optional ? ['optional'] : []), ...uses.filter(([key]) => schema[key]).map(([, word]) => word)]
      .map((word) => make('span', {class: 'tag'}, word))];
  return make('tr', null,
    make('td', null, make('code', null, name)),
    make('td', {class: 'type'}, typeOf(root, of, schema)),
    make('td', null, tags.length > 0 ? make('div', null, tags) : null, text ? make('p', null, inline(text)) : null,
      limits ? make('p', {class: 'limits'}, limits) : null));
}

function table(rows, ...heads) {
  return make('table', null, make('thead', null, make('tr', null, heads.map((head) => make('th', {scope: 'col'}, head)))),
    make('tbody', null, rows));
}

/** A table of an object's members. Of what is sent it says what must be there; of what comes, what may be missing. */
function members(root, of, schema) {
  const sent = schema.additionalProperties === false;
  const named = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([name, member]) =>
    row(root, of, name, member, {required: sent && named.has(name), optional: !sent && !named.has(name)}));
  return rows.length > 0 ? table(rows, 'Member', 'Type', sent ? 'What it takes' : 'What it holds') : make('p', {class: 'quiet'}, 'Any object.');
}

function example(value) {
  return make('pre', null, make('code', null, JSON.stringify(value, null, 2)));
}

const kindOf = (status) => (status < '3' ? 'good' : status < '4' ? 'moved' : status < '5' ? 'refused' : status < '6' ? 'broken' : 'quiet');

function answers(root, responses) {
  const rows = Object.entries(responses).map(([status, response]) => {
    const {what} = resolve(root, response);
    const schema = Object.values(what.content ?? {})[0]?.schema;
    const headers = Object.keys(what.headers ?? {}).filter((name) => name !== 'traceresponse');
    return make('tr', null,
      make('td', null, make('span', {class: `status ${kindOf(status)}`}, status)),
      make('td', {class: 'type'}, schema ? typeOf(root, 'model', schema) : make('span', {class: 'quiet'}, '–')),
      make('td', null, make('p', null, inline(what.description)),
        headers.length > 0 ? make('p', {class: 'limits'}, headers.join(', ')) : null));
  });
  return table(rows, 'Status', 'Body', 'When');
}

/** The path with its variables marked. */
function pathOf(path) {
  return make('span', {class: 'path'}, path.split(/(\{[^}]+\})/).map((part) => (part.startsWith('{') ? make('b', null, part) : part)));
}

function operation(root, path, method, what, shared) {
  const parameters = [...shared, ...(what.parameters ?? [])].map((one) => resolve(root, one).what);
  const inside = [];
  if (what.description) inside.push(...prose(what.description));
  for (const [place, title] of [['path', 'In the path'], ['query', 'Query'], ['header', 'Headers']]) {
    const here = parameters.filter((one) => one.in === place);
    if (here.length === 0) continue;
    inside.push(make('h4', null, title), table(here.map((one) =>
      row(root, 'model', one.name, one.schema, {required: one.required, description: one.description})), 'Name', 'Type', 'What it does'));
  }
  const content = Object.entries(what.requestBody?.content ?? {});
  if (content.length > 0) {
    const [type, {schema, example: given}] = content[0];
    const {name, what: body} = resolve(root, schema);
    inside.push(make('h4', null, `Body: ${name ?? ''} as ${type}`), members(root, 'model', body));
    if (given) inside.push(make('h4', null, 'Example'), example(given));
  }
  inside.push(make('h4', null, 'Answers'), answers(root, what.responses));
  return make('details', {class: 'card', id: what.operationId, 'data-words': `${method} ${path} ${what.summary} ${what.operationId}`.toLowerCase()},
    make('summary', null, make('span', {class: `verb ${method}`}, method.toUpperCase()), pathOf(path),
      make('span', {class: 'quiet'}, what.summary)),
    make('div', {class: 'inside'}, inside));
}

function model(root, of, name, schema) {
  const inside = [];
  if (schema.description) inside.push(...prose(schema.description));
  if (schema.properties) inside.push(members(root, of, schema));
  else inside.push(make('p', null, 'Type: ', make('code', null, ...typeOf(root, of, schema))), make('p', {class: 'quiet'}, limitsOf(schema)));
  if (schema.examples) inside.push(make('h4', null, 'Example'), example(schema.examples[0]));
  const names = Object.keys(schema.properties ?? {}).join(' ');
  return make('details', {class: 'card', id: schemaAnchor(name, of), 'data-words': `${name} ${names}`.toLowerCase()},
    make('summary', null, make('span', {class: 'verb model'}, 'TYPE'), make('span', {class: 'path'}, name)),
    make('div', {class: 'inside'}, inside));
}

function message(root, key, what, action) {
  const inside = [members(root, 'live', what.payload)];
  if (what.examples) inside.push(make('h4', null, 'Example'), example(what.examples[0].payload));
  return make('details', {class: 'card', id: `message-${anchor(key)}`, 'data-words': `${key} ${what.name} ${what.summary}`.toLowerCase()},
    make('summary', null, make('span', {class: `verb ${action}`}, action === 'receive' ? 'SAY' : 'HEAR'),
      make('span', {class: 'path'}, what.name), make('span', {class: 'quiet'}, inline(what.summary))),
    make('div', {class: 'inside'}, inside));
}

function section(id, title, ...children) {
  return make('section', {id}, make('h2', null, title), children);
}

/** Everything on the page, in order, with its entry in the contents: [group, title, section]. */
function pages(api, live) {
  const made = [];
  const lead = make('section', {id: 'about'}, make('h1', null, `${api.info.title} ${api.info.version}`),
    prose(api.info.description), make('p', {class: 'quiet'}, 'As documents: ', make('a', {href: '/api/v1/openapi.json'}, 'OpenAPI 3.1'),
      ' and ', make('a', {href: '/api/v1/asyncapi.json'}, 'AsyncAPI 3'), `. Contract ${api.info['x-contract']}.`));
  made.push(['General', 'About', lead]);
  made.push(['General', 'Filters', null, '#filters']);
  for (const tag of api.tags) {
    const calls = Object.entries(api.paths).flatMap(([path, item]) => methods.filter((method) => item[method]?.tags.includes(tag.name))
      .map((method) => operation(api, path, method, item[method], item.parameters ?? [])));
    if (calls.length > 0) made.push(['Calls', tag.name, section(`calls-${anchor(tag.name)}`, tag.name, calls)]);
  }
  made.push(['Types', 'Errors', section('errors', 'Errors', prose('Every refusal is `application/problem+json` (RFC 9457).'),
    answers(api, Object.fromEntries(Object.values(api.components.responses).filter((one) => Object.values(one.content)[0].example)
      .map((one) => [String(Object.values(one.content)[0].example.status), one]))))]);
  made.push(['Types', 'Schemas', section('schemas', 'Schemas', Object.entries(api.components.schemas)
    .map(([name, schema]) => model(api, 'model', name, schema)))]);
  const received = new Set(Object.values(live.operations).filter(({action}) => action === 'receive')
    .flatMap(({messages}) => messages.map(({$ref}) => $ref.split('/').at(-1))));
  const messages = Object.entries(live.components.messages);
  made.push(['Live', 'Connection', section('live', 'Live connection', prose(live.info.description))]);
  for (const [title, mine, action] of [['Messages to the server', true, 'receive'], ['Messages from the server', false, 'send']]) {
    made.push(['Live', title, section(anchor(title), title, messages.filter(([key]) => received.has(key) === mine)
      .map(([key, what]) => message(live, key, what, action)))]);
  }
  made.push(['Live', 'Types in messages', section('live-types', 'Types in messages', Object.entries(live.components.schemas)
    .map(([name, schema]) => model(live, 'live', name, schema)))]);
  return made;
}

/** Opens what the address names. */
function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!named) return;
  if (named instanceof HTMLDetailsElement) named.open = true;
  named.scrollIntoView();
}

/** Shows only cards that have every word of the text. */
function find(text) {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  for (const card of document.querySelectorAll('details.card')) {
    card.hidden = !words.every((word) => card.dataset.words.includes(word));
  }
  for (const part of document.querySelectorAll('main > section')) {
    const cards = part.querySelectorAll('details.card');
    part.hidden = words.length > 0 && [...cards].every((card) => card.hidden);
  }
}

async function load(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

async function start() {
  const main = document.getElementById('main');
  try {
    const [api, live] = await Promise.all([load('/api/v1/openapi.json'), load('/api/v1/asyncapi.json')]);
    const all = pages(api, live);
    main.replaceChildren(...all.map(([, , part]) => part).filter((part) => part));
    const groups = new Map();
    for (const [group, title, part, href] of all) {
      if (!groups.has(group)) groups.set(group, make('section', null, make('h2', null, group)));
      groups.get(group).append(make('a', {class: 'entry', href: href ?? `#${part.id}`}, title));
    }
    document.getElementById('contents').replaceChildren(...groups.values());
    document.documentElement.dataset.ready = 'true';
  } catch (error) {
    main.replaceChildren(make('h1', null, 'The documents could not be loaded'), make('p', null, error.message));
    return;
  }
  const input = document.getElementById('find');
  input.addEventListener('input', () => find(input.value));
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target === input || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
  addEventListener('hashchange', openNamed);
  openNamed();
}

start();
