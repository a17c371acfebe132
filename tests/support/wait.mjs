// Waiting for conditions, and chance that can be repeated.

/** How long a condition is waited for unless a test says otherwise: it costs only where the test fails, so it is for the slowest
 *  machine. */
export const patienceMs = 60_000;

/** Resolves with the first truthy value of `probe()`, asked every `everyMs`; rejects after `timeoutMs` saying what was awaited. */
export async function until(what, probe, {timeoutMs = patienceMs, everyMs = 10} = {}) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await pause(everyMs);
  }
}

/** Lets time pass where time itself is the subject (how long a load runs, when a fault strikes). */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** `promise`, or a rejection that names `what` once `timeoutMs` have passed. */
export function within(timeoutMs, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const inForceWithinMs = 5_000;   // whatever the machine

/**
 * The second within which a change of who may do what is promised to be in force. It begins when this resolves; the function it
 * resolves with throws once the second is over. A busy or slow machine is given more: what fifty plain requests take it (`ask()`
 * makes one, their time is measured here), which is many times what the steps of a test cost. With that it has five seconds at
 * most. So on a slow machine this shows only that a change is in force within those, the second itself only on a quick one.
 */
export async function withinASecond(ask) {
  return (await secondToCome(ask))();
}

/** The same second where it is measured before and begins later: the function that this resolves with begins it. */
export async function secondToCome(ask) {
  const times = [];
  for (let n = 0; n < 5; ++n) {
    const began = performance.now();
    await ask();
    times.push(performance.now() - began);
  }
  const [, , usual] = times.sort((a, b) => a - b);
  const allowed = Math.min(1000 + 50 * usual, inForceWithinMs);
  return () => {
    const began = performance.now();
    return () => {
      const took = performance.now() - began;
      if (took > allowed) throw new Error(`what is promised within a second took ${took} ms (${allowed} ms allowed, where a plain request takes ${usual} ms)`);
    };
  };
}

/** A generator of the same numbers in every run (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (n) => Math.floor(next() * n),
    between: (low, high) => low + next() * (high - low),
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}
