// The change log as a client can see it.
import assert from 'node:assert/strict';

import {LiveConnection} from './live.mjs';

/**
 * Reads the whole log through a live subscription from its beginning and asserts what the contract promises of it: numbers 1
 * to n without a gap, each once and in order, and every record's versions 1, 2, 3, … Returns the changes.
 */
export async function readWholeLog(socketUrl, {resources = ['brands', 'insights'], timeoutMs = 60_000} = {}) {
  const connection = await LiveConnection.welcome(socketUrl);
  const last = connection.welcome.seq;
  for (const resource of resources) await connection.subscribe(resource, resource, {after: 0});
  if (last > 0) await connection.next((message) => message.op === 'change' && message.seq >= last, timeoutMs);
  const bySeq = new Map();
  for (const change of connection.changes) bySeq.set(change.seq, change);
  connection.cut();
  const changes = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  assert.equal(changes[0]?.seq ?? 1, 1, 'the log begins with 1');
  for (let i = 1; i < changes.length; i++) assert.equal(changes[i].seq, changes[i - 1].seq + 1, 'no gap and nothing twice');
  assert.ok(last === 0 || changes.at(-1).seq >= last, `the log reaches ${last}`);
  const versions = new Map();
  for (const change of changes) {
    assert.equal(change.version, (versions.get(change.id) ?? 0) + 1, `versions of ${change.id} follow each other`);
    versions.set(change.id, change.version);
  }
  return changes;
}

/** Asserts that the histories of these records, put together, tell the same as the log. */
export async function assertHistoriesMatch(api, resource, ids, changes) {
  const wanted = new Map();
  for (const change of changes) {
    if (!wanted.has(change.id)) wanted.set(change.id, []);
    wanted.get(change.id).push(`${change.seq} ${change.version} ${change.kind}`);
  }
  let next = 0;
  const lane = async () => {
    while (next < ids.length) {
      const id = ids[next++];
      const entries = await api.history(resource, id);
      assert.deepEqual(entries.map((entry) => `${entry.seq} ${entry.version} ${entry.kind}`), wanted.get(id), `the history of ${id}`);
    }
  };
  await Promise.all(Array.from({length: 16}, lane));
}
