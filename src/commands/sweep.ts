import { standingCost } from '../analysis/provisioned-wording.ts';
import { runCost } from '../analysis/run-cost.ts';
import {
  bracketOf,
  canGoBack,
  isDecided,
  kneeOf,
  nextConcurrency,
  plannedConcurrencies,
} from '../analysis/sweep/knee.ts';
import { sweepRounds } from '../fanout/sweep.ts';
import { checkFolder } from '../io/folders.ts';
import type { Io } from '../io/io.ts';
import { type Progress, startProgress } from '../io/progress.ts';
import { type Interruptions, interruptions } from '../io/signals.ts';
import { FanoutError } from '../model/errors.ts';
import { type ExitCode, exitCodes } from '../model/exit-code.ts';
import { sweepPrintable } from '../report/sweep-printable.ts';
import { payloadFrom, refuseSharedEnvironments, refuseUnasked } from './before-sending.ts';
import { openContext } from './context.ts';
import { outputFilesOf } from './options/output.ts';
import { type SweepOptions, sweepOptions, sweepRangeOf } from './options/sweep.ts';
import { functionNameOf, refuseContradictions } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import { print } from './print.ts';
import type { Command, RawOptions } from './spec.ts';
import { printSweepPlan } from './sweep-plan.ts';
import { measureRounds } from './sweep-rounds.ts';
import { rangeOf, type SweepSession, sweepTargetFacts } from './sweep-session.ts';

async function run(session: SweepSession): Promise<ExitCode> {
  const { options, io, context, facts, signals, progress } = session;
  const range = rangeOf(options, facts, context.local);
  if (options.plan === true || options.dryRun === true) {
    await printSweepPlan(session, range);
    return exitCodes.good;
  }
  refuseUnasked(
    plannedConcurrencies(range).reduce((sum, each) => sum + each, 0),
    options,
    context,
  );
  const rounds = measureRounds(session, range);
  const { seen, end, sent, failure } = await sweepRounds(
    (all) => nextConcurrency(all, range),
    rounds.measure,
    {
      maxInvocations: options.maxInvocations,
      stop: signals.stop,
    },
  );
  progress.end();
  const bracket = bracketOf(seen, range);
  const printable = sweepPrintable({
    title: `Sweep of ${facts.functionName}:${facts.qualifier}`,
    targetFacts: sweepTargetFacts(session),
    range,
    observations: seen,
    bracket,
    end,
    sent,
    cost: runCost(rounds.rows, facts),
    besides: standingCost(facts),
    local: !context.onAws,
    notes: [
      ...rounds.notes(),
      ...(failure === null
        ? []
        : [
            {
              code: 'cut-short',
              message: `The next round failed: ${failure.message.replace(/\.?$/, '.')} ${failure.hint}`,
            },
          ]),
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
  return isDecided(seen, bracket, range, end) && rounds.isComplete() ? exitCodes.good : exitCodes.incomplete;
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
