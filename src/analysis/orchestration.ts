import type { Row } from '../model/invocation.ts';
import type { OrchestrationLine, Run } from '../model/run-file.ts';
import type { TargetFacts } from '../model/target.ts';
import { type ClockAgreement, clocksAgree } from './clock-agreement.ts';
import { skewMs } from './concurrency.ts';
import { grouped } from './grouped.ts';
import { joinReports } from './join.ts';
import { bySeq } from './joined.ts';
import { orchestratorLines } from './orchestrator-starts.ts';
import { buildRows } from './rows.ts';

/** One orchestrator's part of a round: what the client paid for it. */
export interface OrchestrationPart {
  /** 0: it was greeted before the first round. */
  readonly round: number;
  readonly shard: number;
  readonly requests: number;
  /** Its own invocation, classified like any other; the round trip is the client's. */
  readonly row: Row;
  /** Null: it did not speak the contract. */
  readonly contract: number | null;
  /** From its start to the moment when its requests stood ready; null: it does not tell. */
  readonly preparedMs: number | null;
}

/** Who sent the requests of a run, and what that took. */
export interface OrchestrationSummary {
  readonly target: TargetFacts;
  readonly shards: number;
  /** Of the contract that it speaks; null: none was spoken, and pairing is by log alone. */
  readonly contract: number | null;
  /** Name and version of its code, and what that runs on; null: not told. */
  readonly code: string | null;
  readonly runtime: string | null;
  /** In order of round and shard. */
  readonly parts: readonly OrchestrationPart[];
  /** How far apart the clocks of several may be; null: there was only one. */
  readonly clocks: ClockAgreement | null;
  /** First to last START of a round by the log's clock, the widest of the measured rounds, where no one stamped the
   * requests; null: somebody did, or it is not known. */
  readonly startSpreadMs: number | null;
}

const inOrder = (a: OrchestrationLine, b: OrchestrationLine): number =>
  a.round - b.round || a.shard - b.shard;

/** Rows of a round that only the log tells of. */
const loggedStarts = (rows: readonly Row[]): readonly number[] =>
  rows.flatMap(({ writtenMs, loggedStartMs }) =>
    writtenMs === null && loggedStartMs != null ? [loggedStartMs] : [],
  );

function widestStart(rows: readonly Row[]): number | null {
  const byRound = grouped(
    rows.filter(({ warmUp }) => !warmUp),
    ({ round }) => round,
  );
  const spreads = [...byRound.values()].flatMap((own) => {
    const starts = loggedStarts(own);
    return starts.length < 2 ? [] : (skewMs(starts) ?? []);
  });
  return spreads.length === 0 ? null : Math.max(...spreads);
}

/**
 * What a run's orchestrators did, as the client saw it.
 *
 * @param rows - of the requests they sent
 * @returns null where this process sent the requests itself
 */
export function summarizeOrchestration(run: Run, rows: readonly Row[]): OrchestrationSummary | null {
  const { orchestrator } = run.header;
  if (orchestrator === undefined) return null;
  const told = (run.orchestrations ?? []).toSorted(inOrder);
  const invocations = orchestratorLines({ orchestrations: told });
  const own: Run = {
    ...run,
    header: { ...run.header, target: orchestrator.target },
    invocations,
    orchestrations: [],
  };
  const built = buildRows(own, bySeq(joinReports(invocations, run.reports)));
  const parts = told.flatMap((line, nth): OrchestrationPart[] => {
    const row = built.rows[nth];
    const { round, shard, requests, contract, clock } = line;
    return row === undefined
      ? []
      : [{ round, shard, requests, contract, row, preparedMs: clock?.preparedMs ?? null }];
  });
  const speaker = told.find((line) => line.contract !== null);
  return {
    target: orchestrator.target,
    shards: orchestrator.shards,
    contract: speaker?.contract ?? null,
    code: speaker?.orchestrator?.code ?? null,
    runtime: speaker?.orchestrator?.runtime ?? null,
    parts,
    clocks: orchestrator.shards === 1 ? null : clocksAgree(told, rows),
    startSpreadMs: widestStart(rows),
  };
}
