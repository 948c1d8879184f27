import { describe, expect, it } from 'vitest';
import { notJoined } from '../../src/analysis/joined.ts';
import { summarizeOrchestration } from '../../src/analysis/orchestration.ts';
import type { OrchestrationLine } from '../../src/model/run-file.ts';
import { aHeader, anInvocation, aReport, aRow } from '../support/analysis-builder.ts';

/** An orchestrator's own invocation, cold: an init of 100 ms, 500 ms of work, and 10 ms of network. */
const part = (changes: Partial<OrchestrationLine['invocation']> = {}, round = 1) => ({
  line: {
    kind: 'orchestration',
    round,
    shard: 1,
    requests: 2,
    invocation: {
      ...anInvocation({ writtenMs: 100, doneMs: 710, round, shard: 1 }),
      worker: null,
      tail: null,
      ...changes,
    },
    contract: 1,
    orchestrator: { environmentId: 'e', code: 'code 1', runtime: 'none' },
    clock: { calledAtWallMs: 1_767_322_445_000, preparedMs: 40, endedMs: 500 },
    offsetMs: 205,
  } as const satisfies OrchestrationLine,
  found: {
    ...notJoined,
    report: aReport({ durationMs: 500, billedMs: 600, initMs: 100 }),
    reportSource: 'tail' as const,
  },
});
const header = {
  ...aHeader(),
  orchestrator: { target: { ...aHeader().target, qualifier: '$LATEST', provisioned: null }, shards: 1 },
};

describe('an orchestrator, as its client saw it', () => {
  it('is classified like any request, its init in its round trip', () => {
    const summary = summarizeOrchestration({ header }, [part()], []);
    expect(summary).toMatchObject({ contract: 1, code: 'code 1', clocks: null, startSpreadMs: null });
    expect(summary?.parts).toMatchObject([
      {
        round: 1,
        shard: 1,
        requests: 2,
        preparedMs: 40,
        row: { startKind: 'cold', initInPathMs: 100, roundTripMs: 610 },
      },
    ]);
  });

  it('a connection that was slow to open does not make its cold start look impossible', () => {
    const summary = summarizeOrchestration({ header }, [part({ connectMs: 60 })], []);
    expect(summary?.parts[0]?.row).toMatchObject({ startKind: 'cold', connectMs: 60 });
  });

  it('is none where this process sent the requests', () => {
    expect(summarizeOrchestration({ header: aHeader() }, [], [])).toBeNull();
  });

  it('of requests that nobody stamped, the widest spread of STARTs in a measured round', () => {
    const logged = (round: number, startMs: number, warmUp = false) =>
      aRow({ round, warmUp, writtenMs: null, doneMs: null, loggedStartMs: 1_767_322_445_000 + startMs });
    const rows = [
      logged(1, 0, true),
      logged(1, 900, true),
      logged(2, 5_000),
      logged(2, 5_040),
      logged(3, 9_000),
      logged(3, 9_070),
    ];
    expect(summarizeOrchestration({ header }, [part()], rows)?.startSpreadMs).toBe(70);
  });
});
