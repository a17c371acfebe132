// The change log as a client can see it.
import assert from 'node:assert/strict';

import {LiveConnection} from './live.mjs';

const replayed = 5_000;   // what lies further back than the server's limit is answered with `reset`

/**
 * Reads the newest changes (all of them, where there are no more than `replayed`) through a live subscription that resumes,
 * and asserts what the contract promises: numbers without a gap, each once and in order, the versions of each record
 * following each other. Returns the changes.
 */
export async function readLog(socketUrl, {resources = ['brands', 'insights'], timeoutMs = 60_000} = {}) {
  const connection = await LiveConnection.welcome(socketUrl);
  const last = connection.welcome.seq;
  const after = Math.max(0, last - replayed);
  for (const resource of resources) await connection.subscribe(resource, resource, {after});
  if (last > 0) {
    await connection.next((message) => message.op === 'reset' || (message.op === 'change' && message.seq >= last), timeoutMs).catch((error) => {
      throw new Error(`${error.message}: the log reaches ${last}, heard were ${connection.changes.length} changes up to ${connection.changes.at(-1)?.seq}`);
    });
    assert.ok(!connection.messages.some(({op}) => op === 'reset'), `the log is kept from ${after} on`);
  }
  connection.cut();
  const bySeq = new Map(connection.changes.map((change) => [change.seq, change]));   // each resource replays what it has missed
  const changes = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  assertGapless(changes.map(({seq}) => seq), after + 1, last);
  const versions = new Map();
  for (const {id, version} of changes) {
    if (versions.has(id)) assert.equal(version, versions.get(id) + 1, `versions of ${id} follow each other`);
    else if (after === 0) assert.equal(version, 1, `${id} begins with version 1`);
    versions.set(id, version);
  }
  return changes;
}

/** Asserts that the histories of these records, which are all there ever were, make the whole log, and agree with what `changes` hold of it. */
export async function assertHistoriesMatch(api, resource, ids, changes) {
  const entries = [];
  let next = 0;
  const lane = async () => {
    while (next < ids.length) {
      const id = ids[next++];
      const history = await api.history(resource, id);
      assert.deepEqual(history.map(({version}) => version), history.map((_, i) => i + 1), `the history of ${id} has every version`);
      entries.push(...history.map((entry) => ({...entry, id})));
    }
  };
  await Promise.all(Array.from({length: 16}, lane));
  entries.sort((a, b) => a.seq - b.seq);
  assertGapless(entries.map(({seq}) => seq), 1, changes.at(-1)?.seq ?? 0);
  const shown = ({seq, id, version, kind}) => `${seq} ${id} ${version} ${kind}`;
  const tail = changes.length > 0 ? entries.slice(-changes.length) : [];
  assert.deepEqual(tail.map(shown), changes.map(shown));
}

function assertGapless(seqs, first, last) {
  if (last === 0) return;
  assert.equal(seqs[0], first, `the log is there from ${first} on`);
  for (let i = 1; i < seqs.length; i++) assert.equal(seqs[i], seqs[i - 1] + 1, 'no gap, and nothing twice');
  assert.ok(seqs.at(-1) >= last, `the log reaches ${last}`);
}
