// What /proc tells about processes. Every process is named by its id and its start time, since ids are used again.
import {readFileSync, readdirSync} from 'node:fs';

function stat(pid) {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return {pid, state: fields[0], parent: Number(fields[1]), started: Number(fields[19])};
  } catch {
    return null;
  }
}

/** The process, or null when there is none or only its exit code is left. */
export function processOf(pid) {
  const found = stat(pid);
  return found && found.state !== 'Z' && found.state !== 'X' ? found : null;
}

/** True while exactly that process lives. */
export const lives = (process) => processOf(process.pid)?.started === process.started;

function all() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => processOf(Number(name))).filter(Boolean);
}

export const childrenOf = (pid) => all().filter((process) => process.parent === pid);

/** A process and everything below it. */
export function familyOf(pid) {
  const known = all();
  const family = known.filter((process) => process.pid === pid);
  for (let i = 0; i < family.length; i++) family.push(...known.filter((process) => process.parent === family[i].pid));
  return family;
}

/** Processes whose command line names `text`, such as a data folder. */
export function processesNaming(text) {
  return all().filter((process) => {
    try {
      return readFileSync(`/proc/${process.pid}/cmdline`, 'latin1').includes(text);
    } catch {
      return false;
    }
  });
}

export function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
