// The single measures. Each opens a browser of its own and answers [{name, value, unit, limit, measured}].
import {Api} from '../../tests/support/api.mjs';
import {openDashboard, startBrowser} from '../../tests/support/browser.mjs';
import {pause, seeded, until} from '../../tests/support/wait.mjs';

const visits = 5;
const changesPerSecond = 500;
const writers = 8;
const limits = {firstVisitBytes: 1_000_000, firstRowsMs: 600, frameMs: 4, idleFrames: 0, grownKiB: 512};

/** Runs `job` with a fresh browser, which ends with it. */
async function withBrowser(job) {
  const cleanups = [];
  try {
    return await job(await startBrowser({after: (cleanup) => cleanups.unshift(cleanup)}));
  } finally {
    for (const cleanup of cleanups) await cleanup();
  }
}

const median = (numbers) => numbers.toSorted ? numbers.toSorted((a, b) => a - b)[numbers.length >> 1] : [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const rounded = (value) => Math.round(value * 100) / 100;

// Runs in the page before anything else: notes when the first row of data is on the screen.
function watchForRows() {
  window.firstRows = null;
  const timer = setInterval(() => {
    if (!window.__app || window.__app.findAll({role: 'row'}).length < 2) return;
    window.firstRows = performance.now();
    clearInterval(timer);
  }, 4);
}

async function visit(browser, server) {
  const page = await browser.newPage();
  await page.addInitScript(watchForRows);
  const devtools = await browser.newCDPSession(page);
  await devtools.send('Network.enable');
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({encodedDataLength}) => { bytes += encodedDataLength; });
  await page.goto(`${server.url}/#/brands`);
  const ms = await until('there are rows', () => page.evaluate(() => window.firstRows), {timeoutMs: 60_000});
  await until('all has come', () => page.evaluate(() => window.__app.settled()), {timeoutMs: 60_000});
  await page.close();
  return {ms, bytes};
}

export async function firstVisit(server) {
  await withBrowser((browser) => visit(browser, server));   // the server warms up
  const cold = [];
  const again = [];
  for (let i = 0; i < visits; ++i) {
    await withBrowser(async (browser) => {
      cold.push(await visit(browser, server));
      again.push(await visit(browser, server));
    });
  }
  return [
    {name: 'first visit', value: median(cold.map(({bytes}) => bytes)), unit: 'bytes', limit: limits.firstVisitBytes,
      measured: `everything that comes over the wire until rows are shown, heads and bodies, median of ${visits} new browsers`},
    {name: 'first rows', value: rounded(median(cold.map(({ms}) => ms))), unit: 'ms', limit: limits.firstRowsMs,
      measured: `navigation to the first row of data on the screen, warm server, new browser, median of ${visits} (${rounded(Math.min(...cold.map(({ms}) => ms)))} at best)`},
    {name: 'rows, second visit', value: rounded(median(again.map(({ms}) => ms))), unit: 'ms', limit: limits.firstRowsMs,
      measured: `the same once more in that browser (${rounded(Math.min(...again.map(({ms}) => ms)))} at best)`},
    {name: 'bytes, second visit', value: median(again.map(({bytes}) => bytes)), unit: 'bytes', measured: 'what the browser had not kept'},
  ];
}

/** Milliseconds of our own for each frame that is drawn while `job` runs. */
async function frameCost(view, job) {
  const times = () => view.page.evaluate(() => window.__app.frameTimes());
  const before = await times();
  await job();
  await view.settled();
  const after = await times();
  const count = after.count - before.count;
  return {count, mean: rounded((after.total - before.total) / Math.max(1, count)), longest: rounded(after.longest)};
}

async function scrollFor(view, ms) {
  await view.page.mouse.move(600, 500);
  const end = Date.now() + ms;
  for (let i = 0; Date.now() < end; ++i) {
    await view.page.mouse.wheel(0, i % 100 < 50 ? 97 : -97);
  }
}

/** Writes `changesPerSecond` to the first brands until `stop.now`; resolves with how many were written. */
async function write(server, stop) {
  const api = new Api(server.url);
  const {items} = (await api.get('/api/v1/brands?order_by=name&page_size=100')).expect(200).json;
  const random = seeded(7);
  const began = Date.now();
  let written = 0;
  const lane = async () => {
    while (!stop.now) {
      const due = began + written / changesPerSecond * 1000;
      if (due > Date.now()) await pause(due - Date.now());
      ++written;
      await api.patch(`/api/v1/brands/${random.pick(items).id}`, {headcount: random.below(100_000)});
    }
  };
  await Promise.all(Array.from({length: writers}, lane));
  api.close();
  return Math.round(written / ((Date.now() - began) / 1000));
}

export async function frames(server, {seconds}) {
  return withBrowser(async (browser) => {
    const view = await openDashboard(browser, server, '/brands');
    await view.find({role: 'row', name: /./});
    await frameCost(view, () => scrollFor(view, 1_000));   // what compiles late has compiled
    const scrolled = await frameCost(view, () => scrollFor(view, seconds * 1000));
    const stop = {now: false};
    const writing = write(server, stop);
    const changed = await frameCost(view, async () => { await pause(seconds * 1000); stop.now = true; await writing; });
    const rate = await writing;
    return [
      {name: 'frame, scrolling', value: scrolled.mean, unit: 'ms', limit: limits.frameMs,
        measured: `mean of ${scrolled.count} frames of the grid under the wheel, 1440 x 900 (longest ${scrolled.longest} ms)`},
      {name: 'frame, changes', value: changed.mean, unit: 'ms', limit: limits.frameMs,
        measured: `mean of ${changed.count} frames while ${rate} changes a second to rows on the screen arrive (longest ${changed.longest} ms)`},
    ];
  });
}

export async function idle(server, {seconds}) {
  return withBrowser(async (browser) => {
    const view = await openDashboard(browser, server, '/brands');
    await view.find({role: 'row', name: /./});
    await view.settled();
    const before = await view.frames();
    await pause(seconds * 1000);
    return [{name: 'idle frames', value: (await view.frames()) - before, unit: 'frames', limit: limits.idleFrames,
      measured: `frames in ${seconds} s without input and changes`}];
  });
}

/** One round of use: scroll, open a record, filter, take the filter away, close. */
async function round(view, random) {
  await scrollFor(view, 150);
  const rows = (await view.findAll({role: 'row'})).filter(({name, rect}) => name !== 'Header' && rect.y > 200 && rect.y < 800);
  if (rows.length > 0) {
    const {rect} = random.pick(rows);
    await view.page.mouse.click(rect.x + 150, rect.y + rect.h / 2);
    await view.settled();
  }
  await view.page.evaluate((text) => { window.location.hash = `#/brands?filter=${encodeURIComponent(text)}`; }, `headcount > ${random.below(5000)}`);
  await view.settled();
  await view.page.evaluate(() => { window.location.hash = '#/brands'; });
  await view.settled();
}

export async function memory(server, {rounds}) {
  return withBrowser(async (browser) => {
    const view = await openDashboard(browser, server, '/brands');
    await view.find({role: 'row', name: /./});
    const random = seeded(11);
    const warmUp = Math.max(3, Math.round(rounds / 4));
    for (let i = 0; i < warmUp; ++i) await round(view, random);
    const used = () => view.page.evaluate(() => window.__app.memory());
    const before = await used();
    for (let i = 0; i < rounds; ++i) await round(view, random);
    const after = await used();
    return [
      {name: 'memory grown', value: Math.max(0, Math.round((after.used - before.used) / 1024)), unit: 'KiB', limit: limits.grownKiB,
        measured: `in use after ${rounds} more rounds of scrolling, opening, filtering and closing than after ${warmUp} (an hour: one a minute)`},
      {name: 'memory', value: Math.round(after.used / 1024), unit: 'KiB', measured: `in use of a heap of ${Math.round(after.heap / 1024)} KiB, which grew by ${Math.round((after.heap - before.heap) / 1024)} KiB`},
    ];
  });
}
