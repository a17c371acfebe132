import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';
import {seeded} from '../support/wait.mjs';

const server = await startServer({after});
const api = new Api(server.url);
const count = 1_000;
const industries = ['Software', 'Chemicals', 'Retail', 'Énergie', null];
const random = seeded(7);
const records = [];
await (async () => {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const number = next++;
      records.push(await api.create('brands', {
        name: `Brand ${String(number).padStart(4, '0')}`, industry: random.pick(industries),
        headcount: random.next() < 0.2 ? null : random.below(50), country: random.pick(['AT', 'DE', 'FR', null]),
      }));
    }
  };
  await Promise.all(Array.from({length: 16}, lane));
})();

const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const compareText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The order that the contract promises: values by their folded key, none last, ties by id in the field's direction. */
function byContract(field, descending) {
  const sign = descending ? -1 : 1;
  const key = (record) => (typeof record[field] === 'string' && !field.endsWith('_at') ? fold(record[field]) : record[field] ?? null);
  return (a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return (x === null) - (y === null) || sign * compareText(a.id, b.id);
    return sign * (compareText(x, y) || compareText(a.id, b.id));
  };
}

for (const field of ['name', 'industry', 'country', 'headcount', 'created_at', 'updated_at']) {
  for (const descending of [false, true]) {
    test(`1,000 brands come page by page in order of ${field}${descending ? ', backwards' : ''}: each once, none left out`, async () => {
      const {items} = await api.all('brands', {order_by: descending ? `${field} desc` : field, page_size: '97'});
      assert.equal(items.length, count);
      const wanted = [...records].sort(byContract(field, descending));
      assert.deepEqual(items.map(({id}) => id), wanted.map(({id}) => id));
    });
  }
}

test('without order_by the newest come first', async () => {
  const {items} = await api.all('brands');
  assert.deepEqual(items.map(({id}) => id), [...records].sort(byContract('created_at', true)).map(({id}) => id));
});

test('page_size is answered, 50 by default, and brought down to 100', async () => {
  for (const [query, size] of [['', 50], ['?page_size=7', 7], ['?page_size=100', 100], ['?page_size=5000', 100]]) {
    const {json} = (await api.get(`/api/v1/brands${query}`)).expect(200);
    assert.equal(json.page_size, size);
    assert.equal(json.items.length, size);
    assert.ok(json.next_page_token);
    assert.ok(json.total.value > 0 && typeof json.total.exact === 'boolean');
  }
});

test('a total is exact where it says so', async () => {
  const {total} = (await api.get('/api/v1/brands?page_size=1')).expect(200).json;
  if (total.exact) assert.equal(total.value, count);
});

test('a filter by equality answers exactly the matching records, whatever case and accents', async () => {
  for (const [filter, matches] of [
    ['industry = "Software"', ({industry}) => industry === 'Software'],
    ['industry = "ENERGIE"', ({industry}) => industry === 'Énergie'],
    ['country = "AT" AND industry = "Retail"', ({country, industry}) => country === 'AT' && industry === 'Retail'],
    ['headcount = 7', ({headcount}) => headcount === 7],
    ['industry = null', ({industry}) => (industry ?? null) === null],
    ['industry = "nobody"', () => false],
  ]) {
    const {items} = await api.all('brands', {filter, order_by: 'name', page_size: '13'});
    assert.deepEqual(items.map(({name}) => name), records.filter(matches).map(({name}) => name).sort(), filter);
  }
});

test('a page token belongs to its filter and order, and cannot be forged', async () => {
  const {next_page_token: token} = (await api.get('/api/v1/brands?order_by=name&page_size=10')).expect(200).json;
  (await api.get(`/api/v1/brands?order_by=name&page_size=20&page_token=${token}`)).expect(200);
  for (const query of [`order_by=name%20desc&page_token=${token}`, `page_token=${token}`, `order_by=name&filter=headcount%20%3D%207&page_token=${token}`,
    `order_by=name&page_token=${token.slice(0, -2)}`, `order_by=name&page_token=${token[0] === 'A' ? 'B' : 'A'}${token.slice(1)}`]) {
    (await api.get(`/api/v1/brands?${query}`)).expect(400);
  }
  (await api.get(`/api/v1/insights?page_token=${token}`)).expect(400);
});

test('pages stay whole while others write: what did not move is shown once', async () => {
  let writing = true;
  const writer = (async () => {
    for (let i = 0; writing; i++) {
      const {id} = await api.create('brands', {name: `Brand 0500 between ${i}`});
      (await api.delete(`/api/v1/brands/${id}`)).expect(204);
    }
  })();
  const {items} = await api.all('brands', {order_by: 'name', page_size: '20'});
  writing = false;
  await writer;
  const seen = items.filter(({name}) => !name.includes('between'));
  assert.deepEqual(seen.map(({name}) => name), records.map(({name}) => name).sort());
});

test('a list says in Change-Seq a position that it includes', async () => {
  const {id} = await api.create('brands', {name: 'Zz position'});
  const entry = (await api.historyUpTo(1, 'brands', id))[0];
  const page = (await api.get('/api/v1/brands?page_size=1')).expect(200);
  assert.ok(Number(page.headers['change-seq']) >= entry.seq);
  assert.equal(page.json.items[0].id, id);
  (await api.delete(`/api/v1/brands/${id}`)).expect(204);
});
