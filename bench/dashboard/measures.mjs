// The single measures. Each opens a browser of its own and answers [{name, value, unit, limit, measured}].
import {Api} from '../../tests/support/api.mjs';
import {openDashboard, startBrowser} from '../../tests/support/browser.mjs';
import {pause, seeded, until} from '../../tests/support/wait.mjs';

const visits = 5;
const browserStartMs = 1_500;   // a browser that has just started still loads pages of its own
const changesPerSecond = 500;
const changesPerRequest = 25;
const framesPerSecond = 60;
// What an hour of use is made of. Somebody busy does something every six seconds: opens a record, types a filter, turns to another
// screen. A round is ten such acts, so that sixty rounds, which take as long as the program needs for them, do to it what that
// hour does; nothing in it grows by the clock alone. Meanwhile colleagues change a record nearly every second.
const actsPerRound = 10;
const busyActsPerHour = 600;
const changesPerRound = 50;
// Nodes: as many as a screen's rows and cells, which are more or less by how they stand.
const limits = {firstVisitBytes: 1_000_000, firstRowsMs: 600, frameMs: 4, idleFrames: 0, grownKiB: 256, grownNodes: 300};

/** Runs `job` with a fresh browser, which ends with it. */
async function withBrowser(job) {
  const cleanups = [];
  try {
    return await job(await startBrowser({after: (cleanup) => cleanups.unshift(cleanup)}));
  } finally {
    for (const cleanup of cleanups) await cleanup();
  }
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const rounded = (value) => Math.round(value * 100) / 100;
const kib = (bytes) => Math.round(bytes / 1024);

// Runs in the page before anything else: notes when the first row of data has been drawn. The mirror of the screen gets its row
// within the frame that draws it, and an observer is called when that frame has ended.
function watchForRows() {
  window.firstRows = null;
  const observer = new MutationObserver(() => {
    if (!document.querySelector('canvas [role=row] [role=rowheader]')) return;
    window.firstRows = performance.now();
    observer.disconnect();
  });
  observer.observe(document, {childList: true, subtree: true});
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
      await pause(browserStartMs);
      cold.push(await visit(browser, server));
      again.push(await visit(browser, server));
    });
  }
  const best = (visited) => rounded(Math.min(...visited.map(({ms}) => ms)));
  return [
    {name: 'first visit', value: median(cold.map(({bytes}) => bytes)), unit: 'bytes', limit: limits.firstVisitBytes,
      measured: `all that comes over the wire until the page has settled, heads and bodies, median of ${visits} new browsers`},
    {name: 'first rows', value: rounded(median(cold.map(({ms}) => ms))), unit: 'ms', limit: limits.firstRowsMs,
      measured: `navigation to the first row of data drawn, warm server, running browser, nothing kept, median of ${visits} (${best(cold)} at best)`},
    {name: 'rows, second visit', value: rounded(median(again.map(({ms}) => ms))), unit: 'ms', limit: limits.firstRowsMs,
      measured: `the same once more in that browser (${best(again)} at best)`},
    {name: 'bytes, second visit', value: median(again.map(({bytes}) => bytes)), unit: 'bytes', measured: 'what the browser had not kept'},
  ];
}

/** What Chromium counts of a page: CPU seconds of its main thread, JavaScript's heap, nodes. */
async function counters(devtools) {
  const {metrics} = await devtools.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({name, value}) => [name, value]));
}

/** Opens the brands, and what counts its CPU. */
async function openBrands(browser, server) {
  const view = await openDashboard(browser, server, '/brands');
  await view.find({role: 'row', name: /./});
  await view.settled();
  const devtools = await browser.newCDPSession(view.page);
  await devtools.send('Performance.enable', {timeDomain: 'threadTicks'});
  return {view, devtools};
}

/**
 * What frames cost while `job` runs: how many were drawn, CPU milliseconds of all script meanwhile (so that waiting for a core
 * is not in it), and on the clock the mean and the longest that our own function took.
 */
async function frameCost({view, devtools}, job) {
  const times = () => view.page.evaluate(() => window.__app.frameTimes());
  const before = await times();
  const scriptBefore = (await counters(devtools)).ScriptDuration;
  await job();
  await view.settled();
  const script = ((await counters(devtools)).ScriptDuration - scriptBefore) * 1000;
  const after = await times();
  const count = after.count - before.count;
  return {count, wall: (after.total - before.total) / Math.max(1, count), script, longest: rounded(after.longest)};
}

async function scrollFor(view, ms) {
  await view.page.mouse.move(600, 500);
  const end = Date.now() + ms;
  for (let i = 0; Date.now() < end; ++i) await view.page.mouse.wheel(0, i % 100 < 50 ? 97 : -97);
}

/** Somebody else at work on the 25 brands that come first in an order. */
class Colleague {
  constructor(server, random) {
    this.api = new Api(server.url);
    this.random = random;
  }
  async begin(order) {
    this.brands = (await this.api.get(`/api/v1/brands?order_by=${encodeURIComponent(order)}&page_size=25`)).expect(200).json.items;
    return this;
  }
  /** One request's worth of changes. */
  async change() {
    const operations = Array.from({length: changesPerRequest}, () =>
      ({update: {id: this.random.pick(this.brands).id, headcount: this.random.below(100_000)}}));
    (await this.api.post('/api/v1/brands:batch', {operations})).expect(200);
  }
  end() { this.api.close(); }
}

/** Writes `changesPerSecond` to the first brands until `stop.now`; resolves with how many were written and how many a second. */
async function write(server, stop) {
  const colleague = await new Colleague(server, seeded(7)).begin('name');
  const began = Date.now();
  let written = 0;
  while (!stop.now) {
    await colleague.change();
    written += changesPerRequest;
    const due = began + written / changesPerSecond * 1000;
    if (due > Date.now()) await pause(due - Date.now());
  }
  colleague.end();
  return {written, rate: Math.round(written / ((Date.now() - began) / 1000))};
}

export async function frames(server, {seconds}) {
  return withBrowser(async (browser) => {
    const page = await openBrands(browser, server);
    await frameCost(page, () => scrollFor(page.view, 2_000));   // what compiles late has compiled
    const scrolled = await frameCost(page, () => scrollFor(page.view, seconds * 1000));
    await page.view.press('Control+Home');
    const stop = {now: false};
    const writing = write(server, stop);
    let all = {written: 0, rate: 0};
    const changed = await frameCost(page, async () => {
      await pause(seconds * 1000);
      stop.now = true;
      all = await writing;
    });
    if (all.written === 0) throw new Error('nothing was written while frames were measured');
    // While one scrolls, script does little but frames (ours, and handing triangles to WebGL). With changes the same frame is
    // drawn, and the rest is what the changes cost. Where the writer does not manage as many as are wanted, what one costs tells
    // what all of them would: dear rather than cheap, for fewer of them come with one message and into one frame.
    const frame = scrolled.script / Math.max(1, scrolled.count);
    const change = Math.max(0, changed.script - changed.count * frame) / all.written;
    const atSixty = frame + change * changesPerSecond / framesPerSecond;
    return [
      {name: 'frame, scrolling', value: rounded(frame), unit: 'ms', limit: limits.frameMs,
        measured: `CPU of all script for a frame of the grid under the wheel, 1440 x 900, ${scrolled.count} frames (on the clock ` +
          `${rounded(scrolled.wall)} ms in our function, longest ${scrolled.longest})`},
      {name: 'frame, changes', value: rounded(atSixty), unit: 'ms', limit: limits.frameMs,
        measured: `such a frame and its share, at ${framesPerSecond} frames a second, of taking in ${changesPerSecond} changes a second to rows on ` +
          `the screen (${all.rate} a second were written, ${all.written} in all; ${changed.count} frames were drawn; on the clock ${rounded(changed.wall)} ms in our function, longest ${changed.longest})`},
      {name: 'a change', value: rounded(change), unit: 'ms', measured: 'CPU of script to take it in'},
    ];
  });
}

export async function idle(server, {seconds}) {
  return withBrowser(async (browser) => {
    const {view} = await openBrands(browser, server);
    const before = await view.frames();
    await pause(seconds * 1000);
    return [{name: 'idle frames', value: (await view.frames()) - before, unit: 'frames', limit: limits.idleFrames,
      measured: `frames in ${seconds} s without input and changes`}];
  });
}

const go = (view, location) => view.page.evaluate((to) => { window.location.hash = to; }, `#${location}`).then(() => view.settled());

/**
 * One round of use, ten acts: scroll, open a record, edit it, save it, sort and filter the list, begin to type a filter, find
 * something in the palette, search the insights, look at the overview, come back.
 */
async function round(view, random) {
  const {page} = view;
  await scrollFor(view, 50);
  const rows = (await view.findAll({role: 'row'})).filter(({name, rect}) => name !== 'Header' && rect.y > 200 && rect.y < 800);
  const {rect} = random.pick(rows);
  await page.mouse.click(rect.x + 150, rect.y + rect.h / 2);
  await view.settled();
  const headcount = await view.look({role: 'textbox', name: 'Headcount'});
  if (headcount) {
    await page.mouse.click(headcount.rect.x + 20, headcount.rect.y + 8);
    await view.press('Control+a');
    await view.type(String(random.below(5000)));
    await view.press('Control+s', 'Escape');
  }
  await go(view, `/brands?filter=${encodeURIComponent(`headcount > ${random.below(5000)}`)}&order=${random.pick(['name', 'headcount%20desc', 'industry'])}`);
  await view.press('/');
  await view.type(random.pick(['country = DE', 'name : a', 'headcount >']));
  await view.press('Escape', 'Escape', 'Control+k');
  await view.type(random.pick(['br', 'over', 'so']));
  await view.press('Escape', 'Escape');
  await go(view, `/insights?q=${random.pick(['price', 'store', 'brand'])}`);
  await go(view, '/overview');
  await go(view, '/brands');
}

export async function memory(server, {rounds}) {
  return withBrowser(async (browser) => {
    const {view, devtools} = await openBrands(browser, server);
    const random = seeded(11);
    // Of the brands at the end: nobody writes to those that the person edits, so that no round is about a conflict.
    const colleague = await new Colleague(server, seeded(13)).begin('name desc');
    const live = async () => { for (let i = 0; i < changesPerRound; i += changesPerRequest) await colleague.change(); };
    const used = async () => {
      await view.settled();
      await devtools.send('HeapProfiler.collectGarbage');
      const {JSHeapUsedSize, Nodes} = await counters(devtools);
      return {...await view.page.evaluate(() => window.__app.memory()), script: JSHeapUsedSize, nodes: Nodes};
    };
    const warmUp = Math.max(3, Math.round(rounds / 2));
    const use = async (times) => { for (let i = 0; i < times; ++i) await Promise.all([round(view, random), live()]); };
    await use(warmUp);
    const before = await used();
    await use(rounds);
    const after = await used();
    colleague.end();
    const grown = (name) => Math.max(0, after[name] - before[name]);
    const hours = rounded(rounds * actsPerRound / busyActsPerHour);
    const note = `after ${rounds} more rounds (scroll, open, edit, sort, filter, find, read, go round) than after ${warmUp}: as many acts as ` +
      `somebody does in ${hours} h who does ${busyActsPerHour} an hour, while others make ${rounds * changesPerRound} changes`;
    return [
      {name: 'memory grown', value: kib(grown('used')), unit: 'KiB', limit: limits.grownKiB, measured: `of the program in use ${note}`},
      {name: 'memory', value: kib(after.used), unit: 'KiB', measured: `in use of a heap of ${kib(after.heap)} KiB, which grew by ${kib(after.heap - before.heap)} KiB`},
      {name: 'script grown', value: kib(grown('script')), unit: 'KiB', limit: limits.grownKiB, measured: `of JavaScript's heap of ${kib(after.script)} KiB`},
      {name: 'nodes grown', value: grown('nodes'), unit: 'nodes', limit: limits.grownNodes, measured: `of the document's ${after.nodes}`},
    ];
  });
}
