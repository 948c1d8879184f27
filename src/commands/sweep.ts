import { join } from 'node:path';
import { estimateInWords } from '../analysis/cost.ts';
import { hasProvisioned } from '../analysis/has-provisioned.ts';
import { servingProvisioned } from '../analysis/prediction.ts';
import { runCost } from '../analysis/run-cost.ts';
import {
  type Bracket,
  bracketOf,
  canGoBack,
  isDecided,
  kneeOf,
  nextConcurrency,
  plannedConcurrencies,
  type SweepRange,
} from '../analysis/sweep/knee.ts';
import { type Observation, observe } from '../analysis/sweep/observation.ts';
import { counted } from '../analysis/wording.ts';
import { sweepRounds } from '../fanout/sweep.ts';
import { checkFolder } from '../io/folders.ts';
import type { Io } from '../io/io.ts';
import { processFacts } from '../io/process-facts.ts';
import { type Progress, startProgress } from '../io/progress.ts';
import { openRunFile } from '../io/run-file-writer.ts';
import { type Interruptions, interruptions } from '../io/signals.ts';
import { FanoutError } from '../model/errors.ts';
import { type ExitCode, exitCodes } from '../model/exit-code.ts';
import type { RowFacts } from '../model/invocation.ts';
import type { TargetFacts } from '../model/target.ts';
import { viewPrintable } from '../report/printable.ts';
import { sweepPrintable } from '../report/sweep-printable.ts';
import { functionFact, modelledFact, provisionedFact, targetFact } from '../report/target-facts.ts';
import type { Fact } from '../report/view.ts';
import { payloadFrom, refuseSharedEnvironments, refuseUnasked } from './before-sending.ts';
import { collectRun } from './collect-run.ts';
import { type Context, openContext } from './context.ts';
import { judgeRun } from './judge-run.ts';
import { soFar } from './live-run.ts';
import { type OutputFile, outputFilesOf } from './options/output.ts';
import { type SweepOptions, sweepOptions, sweepRangeOf } from './options/sweep.ts';
import { functionNameOf, refuseContradictions } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import { headerOf, planOf } from './plan.ts';
import { print } from './print.ts';
import { startRunClock } from './run-clock.ts';
import type { Command, RawOptions } from './spec.ts';

interface Session {
  readonly options: SweepOptions;
  readonly io: Io;
  readonly context: Context;
  readonly facts: TargetFacts;
  readonly namedBy: string;
  readonly files: readonly OutputFile[];
  readonly payload: { readonly bytes: Uint8Array; readonly holdMs: number | null };
  readonly signals: Interruptions;
  readonly progress: Progress;
}

function rangeOf(options: SweepOptions, facts: TargetFacts, exact: boolean): SweepRange {
  const serving = servingProvisioned(facts, exact);
  return {
    metric: options.metric,
    ...sweepRangeOf(options),
    predicted: serving.min === serving.max ? serving.min : null,
    hasProvisioned: hasProvisioned(facts) === true,
    rise: options.rise,
  };
}

const there = (facts: readonly (Fact | null)[]): Fact[] => facts.filter((fact) => fact !== null);

const targetFacts = ({ facts, context, namedBy }: Session): Fact[] =>
  there([
    targetFact(facts, context.local, namedBy),
    functionFact(facts),
    modelledFact(facts),
    provisionedFact(facts),
  ]);

/** `--plan`: what would be sent and what it would cost; nothing is. */
async function printPlan(session: Session, range: SweepRange): Promise<ExitCode> {
  const { options, facts, payload, context, files, io } = session;
  const planned = plannedConcurrencies(range);
  const invocations = planned.reduce((sum, each) => sum + each, 0);
  const words =
    range.metric === 'cold.count' && range.predicted !== null
      ? `${planned.join(', then ')} at once, if the prediction holds; more rounds where it does not`
      : `up to ${planned.join(', ')} at once, then halving${range.metric === 'cold.count' ? '' : ' if no round had a cold start'}`;
  const view = {
    title: `Plan of a sweep of ${facts.functionName}:${facts.qualifier}`,
    headline: `Plan: ${counted(invocations, 'invocation')} in ${counted(planned.length, 'round')}; nothing was sent.`,
    facts: [
      ...targetFacts(session),
      { name: 'Would send', value: [words, `; never over ${options.maxInvocations} invocations`] },
      { name: 'Cost', value: [estimateInWords(facts, invocations, payload.holdMs, !context.onAws)] },
    ],
    tables: [],
    notes: [],
    checks: [],
  };
  await print(viewPrintable('sweep-plan', view), options, files, io);
  return exitCodes.good;
}

/** What a sweep knows up to now. */
const bracketText = ({ below, at }: Bracket): string | null =>
  below === null && at === null
    ? null
    : `so far: ${[...(below === null ? [] : [`nothing up to ${below} at once`]), ...(at === null ? [] : [`beyond from ${at} on`])].join(', ')}`;

async function run(session: Session): Promise<ExitCode> {
  const { options, io, context, facts, payload, signals, progress } = session;
  const range = rangeOf(options, facts, context.local);
  if (options.plan === true) return printPlan(session, range);
  refuseUnasked(
    plannedConcurrencies(range).reduce((sum, each) => sum + each, 0),
    options,
    context,
  );
  const known = new Set<string>();
  const rows: RowFacts[] = [];
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
    rows.push(...analysis.rows);
    const seen = observe(analysis, concurrency, known);
    if (seen.unknown > 0) complete = false;
    observed.push(seen);
    soFarLines = [soFar(analysis, `in round ${step}`), bracketText(bracketOf(observed, range))].filter(
      (line) => line !== null,
    );
    if (
      seen.achievedConcurrency < concurrency &&
      seen.environments !== null &&
      seen.environments < concurrency
    )
      notes.set('shared', {
        code: 'shared-environments',
        message: `In a round of ${concurrency} only ${seen.environments} environments served: requests shared one, so the knee may lie lower. Give a longer --hold.`,
      });
    return seen;
  };
  const { seen, end, sent } = await sweepRounds((all) => nextConcurrency(all, range), measure, {
    maxInvocations: options.maxInvocations,
    stop: signals.stop,
  });
  progress.end();
  const bracket = bracketOf(seen, range);
  const printable = sweepPrintable({
    title: `Sweep of ${facts.functionName}:${facts.qualifier}`,
    targetFacts: targetFacts(session),
    range,
    observations: seen,
    bracket,
    end,
    sent,
    cost: runCost(rows, facts),
    local: !context.onAws,
    notes: [
      ...notes.values(),
      ...(end === 'invocations'
        ? [
            {
              code: 'max-invocations',
              message: `Stopped before --max-invocations ${options.maxInvocations} would be passed.`,
            },
          ]
        : []),
      range.metric === 'cold.count'
        ? {
            code: 'once',
            message:
              'Each concurrency was measured once: an environment that Lambda recycles at that moment would move the knee by one.',
          }
        : {
            code: 'once',
            message: 'Each concurrency was measured once: a 95th percentile of one round is a rough one.',
          },
      ...(bracket.at !== null && kneeOf(bracket, range) === null && !canGoBack(seen, range)
        ? [
            {
              code: 'no-way-back',
              message:
                'It is told no closer: a smaller round would meet the environments that a larger one has made, and wait for no init.',
            },
          ]
        : []),
    ],
  });
  await print(printable, options, session.files, io);
  if (end === 'interrupted') return exitCodes.interrupted;
  return isDecided(seen, bracket, range, end) && complete ? exitCodes.good : exitCodes.incomplete;
}

async function withTarget(
  options: SweepOptions,
  raw: RawOptions,
  io: Io,
  signals: Interruptions,
  progress: Progress,
): Promise<ExitCode> {
  sweepRangeOf(options);
  const files = await outputFilesOf({ ...options, assert: [] });
  if (options.save !== undefined) await checkFolder(options.save);
  const payload = await payloadFrom(options, io);
  const { functionName, from: namedBy } = functionNameOf(options, io.env);
  if (options.local === true) progress.show('starting the embedded Lambda service');
  const context = await openContext(options, raw, io, signals.stop);
  try {
    progress.show('reading the target');
    const facts = await context.targets.facts({
      functionName,
      qualifier: options.qualifier,
      region: context.region,
    });
    refuseSharedEnvironments(facts);
    return await run({ options, io, context, facts, namedBy, files, payload, signals, progress });
  } finally {
    await context.close();
  }
}

/** `sweep`: finds the smallest concurrency that meets a cold start. */
export const sweep: Command = async (raw, _operands, io) => {
  refuseContradictions(raw);
  const options = parseOptions(sweepOptions, raw, 'sweep');
  const progress = startProgress(io.stderr, { quiet: options.quiet === true, nowMs: io.clock.nowMs });
  const signals = interruptions(() =>
    progress.note('Interrupted: waiting for what is in flight. Ctrl-C again stops at once.'),
  );
  try {
    return await withTarget(options, raw, io, signals, progress);
  } catch (thrown) {
    // What was cut short by Ctrl-C is no error of its own.
    if (signals.stop.aborted && thrown instanceof FanoutError) return exitCodes.interrupted;
    throw thrown;
  } finally {
    progress.end();
    signals.dispose();
  }
};
