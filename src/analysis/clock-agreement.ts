import type { RowFacts } from '../model/invocation.ts';
import { surelyCalledBetween } from '../model/orchestration.ts';
import type { OrchestrationLine } from '../model/run-file.ts';
import { grouped } from './grouped.ts';

/** How far apart the clocks of a round's orchestrators may be at most, of all rounds the worst. */
export interface ClockAgreement {
  /** Whatever their clocks say: no handler was called before its invocation was sent, nor ended after its reply came.
   * Null: that is not known of two. */
  readonly surelyMs: number | null;
  /** The same by the workers they invoked, each of which ran between a send and a receive, if the workers' clocks are
   * one. Null: they surely are not, or too few workers told. */
  readonly byWorkersMs: number | null;
}

/** What a clock may be off: between these. */
interface Error {
  readonly minMs: number;
  readonly maxMs: number;
}

/** The most by which two of the errors may differ; null where there are not two. */
function apartMs(errors: readonly Error[]): number | null {
  let most: number | null = null;
  errors.forEach((one, nth) => {
    errors.forEach((other, otherNth) => {
      if (nth !== otherNth) most = Math.max(most ?? 0, one.maxMs - other.minMs);
    });
  });
  return most;
}

/** How much later than its rows say an orchestrator's moments may truly have been. */
function bySendAndReceive(line: OrchestrationLine): Error | null {
  const called = surelyCalledBetween(line);
  if (called === null || line.offsetMs === null) return null;
  return { minMs: called.minMs - line.offsetMs, maxMs: called.maxMs - line.offsetMs };
}

/** The same against the workers' clock: a request was written before its handler started, and done after that ended.
 * Where the interval is empty the workers' clocks differ. */
function byWorkers(rows: readonly RowFacts[]): Error | null {
  let minMs = Number.NEGATIVE_INFINITY;
  let maxMs = Number.POSITIVE_INFINITY;
  for (const { worker, writtenMs, doneMs } of rows) {
    if (worker === null || writtenMs === null || doneMs === null) continue;
    maxMs = Math.min(maxMs, worker.handlerStartedAt - writtenMs);
    minMs = Math.max(minMs, worker.handlerEndedAt - doneMs);
  }
  return minMs <= maxMs && Number.isFinite(minMs) ? { minMs, maxMs } : null;
}

const worst = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null) ? null : Math.max(...values.map((value) => value ?? 0));

/** How well the clocks agree by which several orchestrators told their times.
 * @param lines - of all rounds; greetings do not count */
export function clocksAgree(lines: readonly OrchestrationLine[], rows: Iterable<RowFacts>): ClockAgreement {
  const rounds = [
    ...grouped(
      lines.filter(({ round }) => round > 0),
      ({ round }) => round,
    ),
  ];
  const rowsOf = grouped(rows, ({ round, shard }) => `${round}/${shard}`);
  return {
    surelyMs: worst(rounds.map(([, own]) => apartMs(own.flatMap((line) => bySendAndReceive(line) ?? [])))),
    byWorkersMs: worst(
      rounds.map(([round, own]) => {
        const errors = own.map(({ shard }) => byWorkers(rowsOf.get(`${round}/${shard}`) ?? []));
        return errors.includes(null) ? null : apartMs(errors.flatMap((error) => error ?? []));
      }),
    ),
  };
}
