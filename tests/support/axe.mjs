// axe-core on what assistive technology sees of the dashboard. The page's security policy refuses injected scripts, so that the
// checker comes in through the devtools protocol.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Rules that are off, and why.
const off = {
  // ARIA knows no landmark "application"; axe counts it as one, and so the canvas with everything in it. The canvas is an
  // application: it takes single letters, which a screen reader would keep for itself otherwise.
  'landmark-main-is-top-level': 'application',
  'landmark-banner-is-top-level': 'application',
  'landmark-complementary-is-top-level': 'application',
  'landmark-contentinfo-is-top-level': 'application',
  // The mirror has no boxes, so that there is nothing to measure; tests/client/theme_test.cpp checks every pair of tokens.
  'color-contrast': 'drawn on the canvas',
};

/** Asserts that axe finds nothing on the page of `view`. */
export async function assertAccessible(view, what) {
  const devtools = await view.page.context().newCDPSession(view.page);
  const run = async (expression) => {
    const {result, exceptionDetails} = await devtools.send('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
    assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
    return result.value;
  };
  await run(source);
  const rules = Object.fromEntries(Object.keys(off).map((rule) => [rule, {enabled: false}]));
  const found = JSON.parse(await run(`axe.run(document, {resultTypes: ['violations'], rules: ${JSON.stringify(rules)}}).then(JSON.stringify)`));
  await devtools.detach();
  assert.ok(found.passes.length >= 10, 'axe looked at something');
  const text = found.violations.map(({id, help, nodes}) =>
    `${id}: ${help}\n${nodes.slice(0, 5).map(({html, failureSummary}) => `  ${html}\n    ${failureSummary.replaceAll('\n', '\n    ')}`).join('\n')}`);
  assert.deepEqual(text, [], `${what}:\n${text.join('\n')}`);
}
