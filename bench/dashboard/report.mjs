// The table for people: figure, value, limit, and a line for each that says how it was measured.
import {cpus} from 'node:os';

const grouped = (value) => value.toLocaleString('en-US', {maximumFractionDigits: value < 100 ? 2 : 0});

export function toTable(figures) {
  const lines = [['figure', 'value', 'limit', 'unit', '']];
  for (const {name, value, limit, unit} of figures) {
    lines.push([name, grouped(value), limit === undefined ? '-' : grouped(limit), unit, limit !== undefined && value > limit ? 'over' : '']);
  }
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column].length)));
  const row = (line) => `${line[0].padEnd(widths[0])}  ${line[1].padStart(widths[1])}  ${line[2].padStart(widths[2])}  ${line[3].padEnd(widths[3])}  ${line[4]}`.trimEnd();
  const notes = figures.map(({name, measured}) => `  ${name.padEnd(widths[0])}  ${measured}`);
  return `${lines.map(row).join('\n')}\n\nServer, PostgreSQL, load and a Chromium that draws in software share ${cpus().length} cores; what waits for a core is in the ` +
    `times to first rows.\nA frame's milliseconds are CPU of the page's script: ours, and the calls of WebGL, not what draws behind them.\n${notes.join('\n')}`;
}
