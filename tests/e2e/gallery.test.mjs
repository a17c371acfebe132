import assert from 'node:assert/strict';
import test, {after} from 'node:test';

import {PNG} from 'pngjs';

import {openDashboard, startBrowser} from '../support/browser.mjs';
import {assertLooksAs, compare, shareTolerance} from '../support/pictures.mjs';
import {startServer} from '../support/server_process.mjs';

const server = await startServer({after}, {assets: true});
const pages = ['components', 'parts', 'grid', 'insights', 'writing', 'charts', 'palette'];

async function picture(t, location, {deviceScaleFactor = 1, clip} = {}) {
  const view = await openDashboard(await startBrowser(t, {deviceScaleFactor}), server, location);
  await view.find({role: 'main', name: 'Components'});
  await view.settled();
  const bytes = await view.page.screenshot({clip});
  view.assertNoComplaints();
  return bytes;
}

for (const theme of ['dark', 'light']) {
  for (const page of pages) {
    test(`every part looks as it was accepted: ${page}, ${theme} theme`, async (t) => {
      assertLooksAs(`gallery-${page}-${theme}`, await picture(t, `/gallery?page=${page}&theme=${theme}`));
    });
  }
}

test('at two device pixels to the CSS pixel the parts are as sharp as accepted', async (t) => {
  const clip = {x: 0, y: 48, width: 480, height: 300};
  assertLooksAs('gallery-buttons-dark@2x', await picture(t, '/gallery?theme=dark', {deviceScaleFactor: 2, clip}));
});

test('one letter that changed is more than the tolerance', async (t) => {
  const expected = PNG.sync.read(await picture(t, '/gallery?theme=dark'));
  const actual = PNG.sync.read(PNG.sync.write(expected));
  for (let y = 0; y < 10; ++y) actual.data.fill(0xff, ((100 + y) * actual.width + 100) * 4, ((100 + y) * actual.width + 107) * 4);
  assert.equal(compare(expected, expected).different, 0);
  assert.ok(compare(expected, actual).different / (expected.width * expected.height) > shareTolerance);
});
