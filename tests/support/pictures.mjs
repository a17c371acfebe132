// Pictures of the screen compared with those that were accepted: a few pixels may differ by a little (another version of the
// browser, another rasterizer), a changed part may not. What differs is drawn for the eye.
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

import pixelmatch from 'pixelmatch';
import {PNG} from 'pngjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const acceptedFolder = path.join(root, 'tests/e2e/pictures');
const resultsFolder = path.join(root, 'build/test-results/pictures');

/** How far one pixel may be from the accepted one before it counts as different (0 to 1, distance of perceived colors). */
export const pixelTolerance = 0.1;
/** The share of pixels that may be different: 64 of 1440 x 900, less than a letter of body text covers. */
export const shareTolerance = 0.00005;

/** True when new pictures are to be accepted as they are: DOSSIER_ACCEPT_PICTURES=1. */
export const accepting = process.env.DOSSIER_ACCEPT_PICTURES === '1';

/** Asserts that `png` (bytes) looks as tests/e2e/pictures/`name`.png, or makes it so while accepting. */
export function assertLooksAs(name, png) {
  const file = path.join(acceptedFolder, `${name}.png`);
  if (accepting) {
    mkdirSync(acceptedFolder, {recursive: true});
    writeFileSync(file, png);
    return;
  }
  assert.ok(existsSync(file), `there is no accepted picture ${file}; look at the screen, then run with DOSSIER_ACCEPT_PICTURES=1`);
  const expected = PNG.sync.read(readFileSync(file));
  const actual = PNG.sync.read(png);
  const {different, difference} = compare(expected, actual);
  const share = different / (expected.width * expected.height);
  if (share <= shareTolerance) return;
  mkdirSync(resultsFolder, {recursive: true});
  const shown = path.join(resultsFolder, `${name}.png`);
  writeFileSync(shown, PNG.sync.write(sideBySide([expected, actual, difference])));
  assert.fail(`${name}: ${different} pixels (${(share * 100).toFixed(3)} %) differ, ${(shareTolerance * 100).toFixed(3)} % may. ` +
    `Expected, actual and difference are side by side in ${shown}. If it should look so: DOSSIER_ACCEPT_PICTURES=1`);
}

/** {different, difference}: how many pixels differ, and a picture of them. Sizes that differ differ everywhere. */
export function compare(expected, actual) {
  const difference = new PNG({width: expected.width, height: expected.height});
  if (expected.width !== actual.width || expected.height !== actual.height) {
    return {different: expected.width * expected.height, difference};
  }
  const different = pixelmatch(expected.data, actual.data, difference.data, expected.width, expected.height,
    {threshold: pixelTolerance, alpha: 0.2});
  return {different, difference};
}

function sideBySide(pictures) {
  const gap = 8;
  const width = pictures.reduce((sum, picture) => sum + picture.width + gap, -gap);
  const out = new PNG({width, height: Math.max(...pictures.map(({height}) => height))});
  let x = 0;
  for (const picture of pictures) {
    PNG.bitblt(picture, out, 0, 0, picture.width, picture.height, x, 0);
    x += picture.width + gap;
  }
  return out;
}
