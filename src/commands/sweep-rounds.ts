import { join } from 'node:path';
import { type Bracket, bracketOf, type SweepRange } from '../analysis/sweep/knee.ts';
import { type Observation, observe } from '../analysis/sweep/observation.ts';
import { processFacts } from '../io/process-facts.ts';
import { openRunFile } from '../io/run-file-writer.ts';
import type { Rows } from '../model/invocation.ts';
import { collectRun } from './collect-run.ts';
import { judgeRun } from './judge-run.ts';
import { soFar } from './live-run.ts';
import { headerOf, planOf } from './plan.ts';
import { startRunClock } from './run-clock.ts';
import type { SweepSession } from './sweep-session.ts';

/** What a sweep knows up to now. */
const bracketText = ({ below, at }: Bracket): string | null =>
  below === null && at === null
    ? null
    : `so far: ${[...(below === null ? [] : [`nothing up to ${below} at once`]), ...(at === null ? [] : [`beyond from ${at} on`])].join(', ')}`;

/** The rounds of a sweep, and what is known after them. */
export interface SweepRounds {
  /** @throws what a round of any run throws */
  readonly measure: (concurrency: number, step: number) => Promise<Observation>;
  /** Round by round. */
  readonly rows: readonly Rows[];
  readonly notes: () => Iterable<{ readonly code: string; readonly message: string }>;
  /** Each start kind is known. */
  readonly isComplete: () => boolean;
}

/** Measures rounds of one concurrency after the other. */
export function measureRounds(session: SweepSession, range: SweepRange): SweepRounds {
  const { options, io, context, facts, payload, signals, progress } = session;
  const known = new Set<string>();
  const rows: Rows[] = [];
  const notes = new Map<string, { code: string; message: string }>();
  let complete = true;
  const observed: Observation[] = [];
  let soFarLines: readonly string[] = [];
  const measure = async (concurrency: number, step: number) => {
    if (step > 1) await io.clock.sleep(options.gap, signals.stop);
    const plan = planOf(
      { ...options, concurrency, rounds: 1, warmUp: 0 },
      facts,
      payload.bytes,
      io.random.uuid(),
    );
    const { clock, startedAt } = startRunClock(io.clock);
    const header = headerOf(plan, facts, {
      holdMs: payload.holdMs,
      local: context.local,
      toolVersion: io.version,
      startedAt,
      client: processFacts(),
      orchestrator: null,
    });
    const writer =
      options.save === undefined
        ? null
        : await openRunFile(join(options.save, `round-${step}-of-${concurrency}.jsonl`), header);
    const collected = await collectRun(plan, header, context.fanout(plan.target, clock), signals, {
      writer,
      progress: {
        ...progress,
        show: (text) =>
          progress.show([`round ${step}, ${concurrency} at once: ${text}`, ...soFarLines].join('\n')),
      },
      finishedAt: () => new Date(io.clock.wallMs()).toISOString(),
    });
    if (collected.error !== null) throw collected.error;
    if (collected.saveError !== null) throw collected.saveError;
    const analysis = judgeRun(collected.run);
    rows.push(analysis.rows);
    const seen = observe(analysis, concurrency, known);
    if (seen.unknown > 0) complete = false;
    observed.push(seen);
    soFarLines = [soFar(analysis, `in round ${step}`), bracketText(bracketOf(observed, range))].filter(
      (line) => line !== null,
    );
    if (
      seen.achievedConcurrency < concurrency &&
      seen.environments !== null &&
      // Who is throttled, or tells of no start, proves no sharing.
      seen.environments < concurrency - seen.unknown
    )
      notes.set('shared', {
        code: 'shared-environments',
        message: `In a round of ${concurrency} only ${seen.environments} environments served: requests shared one, so the knee may lie lower. Give a longer --hold.`,
      });
    return seen;
  };
  return { measure, rows, notes: () => notes.values(), isComplete: () => complete };
}
