// Writers that remember every answer: what was acknowledged must be there afterwards, whatever happens in between.
import assert from 'node:assert/strict';

import {BrokenConnection} from './api.mjs';
import {seeded} from './wait.mjs';

const patchShare = 0.6;

/** What the server has promised: of every record its newest acknowledged version and value. */
export class Ledger {
  constructor() {
    this.records = new Map();    // id → {version, headcount, name}
    this.touched = new Set();    // ids acknowledged since the last check
    this.creates = 0;
    this.patches = 0;
    this.unknown = 0;            // no answer, or one that says nothing about the outcome
    this.refused = [];           // answers 503: {retryAfter, ms}
    this.faults = [];            // answers that must not be
    this.slowestMs = 0;
  }

  acknowledged(record) {
    const held = this.records.get(record.id);
    if (held && held.version >= record.version) this.faults.push(`version ${record.version} of ${record.id} was answered after ${held.version}`);
    this.records.set(record.id, {version: record.version, headcount: record.headcount, name: record.name});
    this.touched.add(record.id);
  }

  /** Asserts that the server still has what it acknowledged: all of it, or what was touched since the last check. */
  async check(api, {all = false} = {}) {
    const ids = all ? [...this.records.keys()] : [...this.touched];
    this.touched.clear();
    let next = 0;
    const lane = async () => {
      while (next < ids.length) {
        const id = ids[next++];
        const promised = this.records.get(id);
        const found = (await api.get(`/api/v1/brands/${id}`)).expect(200).json;
        assert.equal(found.name, promised.name);
        assert.ok(found.version >= promised.version, `${id}: version ${promised.version} was acknowledged, ${found.version} is there`);
        if (found.version === promised.version) assert.equal(found.headcount, promised.headcount, `${id}: the acknowledged value`);
        else assert.ok(found.headcount > promised.headcount, `${id}: a version that nobody wrote`);
      }
    };
    await Promise.all(Array.from({length: 16}, lane));
    return ids.length;
  }
}

/**
 * Creates and patches records of its own until `stop.now`. A writer's values only grow, so that a value tells whether it is
 * newer. Each writer waits for one answer before it writes again.
 */
export async function writeUntil(stop, api, ledger, number) {
  const random = seeded(1000 + number);
  const own = [];
  let counter = 0;
  while (!stop.now) {
    counter++;
    const patch = own.length > 0 && random.next() < patchShare;
    try {
      const answer = patch
        ? await api.patch(`/api/v1/brands/${random.pick(own)}`, {headcount: counter})
        : await api.post('/api/v1/brands', {name: `${stop.name} ${number}-${counter}`, headcount: counter, industry: 'Chaos'});
      ledger.slowestMs = Math.max(ledger.slowestMs, answer.ms);
      if (answer.status === (patch ? 200 : 201)) {
        if (patch) ledger.patches++;
        else ledger.creates++;
        ledger.acknowledged(answer.json);
        if (!patch) own.push(answer.json.id);
      } else if (answer.status === 503) {
        ledger.unknown++;
        ledger.refused.push({retryAfter: answer.headers['retry-after'], ms: answer.ms});
        await stop.backOff?.();
      } else {
        ledger.faults.push(`${answer.status} ${answer.text.slice(0, 500)}`);
      }
    } catch (error) {
      if (!(error instanceof BrokenConnection)) throw error;
      ledger.unknown++;
      if (stop.serverMustStayUp && !stop.now) ledger.faults.push(`a request was cut: ${error.message}`);
      if (!stop.serverMustStayUp) return;
    }
  }
}
