import type { Row, RowFacts } from '../model/invocation.ts';
import type { Run } from '../model/run-file.ts';
import type { TargetFacts } from '../model/target.ts';
import { type ClockAgreement, clocksAgree } from './clock-agreement.ts';
import { skewMs } from './concurrency.ts';
import type { JoinedOrchestration } from './orchestrator-starts.ts';
import { settle } from './settle.ts';
import { RowTable } from './table/row-table.ts';
import { bySeq } from './table/selection.ts';
import { WholeRows } from './whole-rows.ts';

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

const inOrder = ({ line: a }: JoinedOrchestration, { line: b }: JoinedOrchestration): number =>
  a.round - b.round || a.shard - b.shard;

function widestStart(rows: Iterable<RowFacts>): number | null {
  const starts = new Map<number, number[]>();
  for (const { warmUp, round, writtenMs, loggedStartMs } of rows) {
    if (warmUp || writtenMs !== null || loggedStartMs === null) continue;
    const known = starts.get(round);
    if (known === undefined) starts.set(round, [loggedStartMs]);
    else known.push(loggedStartMs);
  }
  const spreads = [...starts.values()].flatMap((own) => (own.length < 2 ? [] : (skewMs(own) ?? [])));
  return spreads.length === 0 ? null : Math.max(...spreads);
}

/** The orchestrators' own invocations as rows, classified like those of any run, in the order given. */
function rowsOf(target: TargetFacts, joined: readonly JoinedOrchestration[]): readonly Row[] {
  const own = joined.map(({ line, found }, seq) => ({
    line: { ...line.invocation, kind: 'invocation' as const, seq },
    found,
  }));
  const table = new RowTable();
  // One socket, or a few, show no floor of the network: where opening it was slow, a cold start would look impossible.
  for (const { line, found } of own) table.add({ ...line, connectMs: null }, found);
  settle(table, target);
  const again = (at: number) => {
    const read = own[at];
    if (read === undefined) throw new RangeError(`no orchestration ${at}`);
    return read;
  };
  return [...new WholeRows(bySeq(table), again, target.modelled)];
}

/**
 * What a run's orchestrators did, as the client saw it.
 *
 * @param joined - their parts of the rounds
 * @param rows - of the requests they sent
 * @returns null where this process sent the requests itself
 */
export function summarizeOrchestration(
  { header: { orchestrator } }: Pick<Run, 'header'>,
  joined: readonly JoinedOrchestration[],
  rows: Iterable<RowFacts>,
): OrchestrationSummary | null {
  if (orchestrator === undefined) return null;
  const told = joined.toSorted(inOrder);
  const lines = told.map(({ line }) => line);
  const own = rowsOf(orchestrator.target, told);
  const parts = lines.flatMap((line, nth): OrchestrationPart[] => {
    const row = own[nth];
    const { round, shard, requests, contract, clock } = line;
    return row === undefined
      ? []
      : [{ round, shard, requests, contract, row, preparedMs: clock?.preparedMs ?? null }];
  });
  const speaker = lines.find((line) => line.contract !== null);
  return {
    target: orchestrator.target,
    shards: orchestrator.shards,
    contract: speaker?.contract ?? null,
    code: speaker?.orchestrator?.code ?? null,
    runtime: speaker?.orchestrator?.runtime ?? null,
    parts,
    clocks: orchestrator.shards === 1 ? null : clocksAgree(lines, rows),
    startSpreadMs: widestStart(rows),
  };
}
