import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clocksAgree } from '../../src/analysis/clock-agreement.ts';
import type { OrchestrationLine } from '../../src/model/run-file.ts';
import { anInvocation, aRow } from '../support/analysis-builder.ts';
import { aWorker } from './run-builder.ts';

/** An orchestrator that was sent at `sentMs`, whose handler was called `inMs` later by true time and took 500 ms, and
 * whose reply took `outMs`; its clock puts its rows `errorMs` too early. */
const part = (shard: number, { sentMs = 0, inMs = 30, outMs = 10, errorMs = 0 } = {}): OrchestrationLine => ({
  kind: 'orchestration',
  round: 1,
  shard,
  requests: 2,
  invocation: {
    ...anInvocation({ writtenMs: sentMs, doneMs: sentMs + inMs + 500 + outMs, shard }),
    worker: null,
    tail: null,
  },
  contract: 1,
  orchestrator: null,
  clock: { calledAtWallMs: 1_767_322_445_000, preparedMs: 100, endedMs: 500 },
  offsetMs: sentMs + inMs - errorMs,
});

/** A request that this orchestrator wrote at `atMs` of true time; its worker's clock is `workerAheadMs` ahead. */
const request = (shard: number, atMs: number, errorMs: number, toMs = 5, backMs = 3, workerAheadMs = 1e6) => {
  const startedMs = atMs + toMs;
  const endedMs = startedMs + 250;
  return aRow({
    shard,
    writtenMs: atMs - errorMs,
    doneMs: endedMs + backMs - errorMs,
    worker: {
      ...aWorker('e', 'on-demand', 1),
      handlerStartedAt: startedMs + workerAheadMs,
      handlerEndedAt: endedMs + workerAheadMs,
    },
  });
};

describe('how far apart the clocks of orchestrators may be', () => {
  it('by send and receive: what is not theirs of one round trip, and of the other', () => {
    // Called within 30 + 10 ms of true time; so may the other have been.
    expect(clocksAgree([part(1), part(2)], [])).toEqual({ surelyMs: 40, byWorkersMs: null });
    expect(clocksAgree([part(1), part(2, { inMs: 5, outMs: 1 })], []).surelyMs).toBe(31);
  });

  it('by workers, where those have one clock', () => {
    const rows = [request(1, 100, 0), request(2, 100, 4)];
    // Each request leaves 5 + 3 ms; the second's rows stand 4 ms too early.
    expect(clocksAgree([part(1), part(2, { errorMs: 4 })], rows).byWorkersMs).toBe(12);
    const [first] = rows;
    expect(clocksAgree([part(1), part(2)], first === undefined ? [] : [first]).byWorkersMs).toBeNull();
  });

  it('says nothing by workers whose clocks surely differ', () => {
    const rows = [request(1, 100, 0), request(1, 100, 0, 5, 3, 2e6), request(2, 100, 0)];
    expect(clocksAgree([part(1), part(2)], rows).byWorkersMs).toBeNull();
  });

  it('takes the worst of several rounds, and no greeting', () => {
    const later = [part(1), part(2, { inMs: 90 })].map((line) => ({ ...line, round: 2 }));
    const greeting = [part(1), part(2, { inMs: 5_000 })].map((line) => ({ ...line, round: 0 }));
    expect(clocksAgree([...greeting, part(1), part(2), ...later], []).surelyMs).toBe(100);
  });

  it('knows nothing where a stamp is missing', () => {
    const silent = { ...part(2), clock: null };
    expect(clocksAgree([part(1), silent], [])).toEqual({ surelyMs: null, byWorkersMs: null });
  });

  it('never claims less than the truth, whatever the network and the clocks do', () => {
    const ms = fc.double({ min: 0, max: 500, noNaN: true });
    const shard = fc.record({
      inMs: ms,
      outMs: ms,
      toMs: ms,
      backMs: ms,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(shard, { minLength: 2, maxLength: 5 }), (shards) => {
        // The offset is taken from anywhere between the bounds: as far from the truth as it can be.
        const errors = shards.map(({ inMs, outMs, share }) => inMs - share * (inMs + outMs));
        const lines = shards.map(({ inMs, outMs }, nth) =>
          part(nth + 1, { inMs, outMs, errorMs: errors[nth] ?? 0 }),
        );
        const rows = shards.map(({ toMs, backMs }, nth) =>
          request(nth + 1, 1_000, errors[nth] ?? 0, toMs, backMs),
        );
        const { surelyMs, byWorkersMs } = clocksAgree(lines, rows);
        const apart = Math.max(...errors) - Math.min(...errors);
        expect(surelyMs ?? 0).toBeGreaterThanOrEqual(apart - 1e-6);
        expect(byWorkersMs ?? 0).toBeGreaterThanOrEqual(apart - 1e-6);
      }),
    );
  });
});
