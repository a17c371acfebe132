import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {Api} from '../support/api.mjs';
import {startServer} from '../support/server_process.mjs';
import {until} from '../support/wait.mjs';

const server = await startServer({after}, {demo: true});
const api = new Api(server.url);

// The demo loader reads brands on the same connections before it writes insights: what it prepared there is its own.
await until('the demo data is there', async () => (await api.get('/api/v1/insights?page_size=1')).expect(200).json.items.length > 0,
  {timeoutMs: 120_000, everyMs: 200});

for (const resource of ['brands', 'insights', 'tags']) {
  test(`just started with the demo data, a list of ${resource} answers the fields that are asked for and no others`, async () => {
    for (const fields of ['id', 'id,name,title', 'id,created_at', 'version']) {
      const known = fields.split(',').filter((name) => name !== (resource === 'insights' ? 'name' : 'title'));
      const {json} = (await api.get(`/api/v1/${resource}?fields=${known}`)).expect(200);
      assert.ok(json.items.length > 0,
  {timeoutMs: 120_000, everyMs: 200});
      for (const item of json.items) assert.deepEqual(Object.keys(item).sort(), known.toSorted());
    }
  });
}
