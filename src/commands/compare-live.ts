import { type LikenessField, refuseUnlike } from '../analysis/comparison/likeness.ts';
import { abba, takeTurns } from '../fanout/turns.ts';
import type { Io } from '../io/io.ts';
import { processFacts } from '../io/process-facts.ts';
import { type Progress, startProgress } from '../io/progress.ts';
import { checkRunFile, openRunFile } from '../io/run-file-writer.ts';
import { type Interruptions, interruptions } from '../io/signals.ts';
import type { ColdMaker } from '../model/cold.ts';
import { FanoutError, UsageError } from '../model/errors.ts';
import { type ExitCode, exitCodes } from '../model/exit-code.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import { requestsOfRun } from '../model/plan-size.ts';
import type { HeaderLine, Run } from '../model/run-file.ts';
import { seededFractions } from '../model/seeded-fractions.ts';
import type { TargetFacts } from '../model/target.ts';
import { payloadFrom, refuseSharedEnvironments, refuseUnasked } from './before-sending.ts';
import { type Collected, collectRun } from './collect-run.ts';
import { type Context, openContext } from './context.ts';
import { tellNotUndone } from './not-undone.ts';
import { coldWayOf, refuseColdContradictions } from './options/cold.ts';
import { type CompareLiveOptions, compareLiveOptions, firstContactOf } from './options/compare.ts';
import { type OutputFile, outputFilesOf } from './options/output.ts';
import { functionNameOf, refuseContradictions } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import { headerOf, planOf } from './plan.ts';
import type { Command, RawOptions } from './spec.ts';

/** One side, before anything is sent. */
export interface PlannedSide {
  readonly name: 'old' | 'new';
  readonly facts: TargetFacts;
  readonly plan: FanoutPlan;
  readonly header: HeaderLine;
  /** Where its run is saved; null: nowhere. */
  readonly save: string | null;
}
type Sides = readonly [old: PlannedSide, now: PlannedSide];

/** Function and qualifier of both sides; what is given once holds for both. */
function targetsOf(options: CompareLiveOptions, io: Io) {
  const { functionName: names, qualifier: qualifiers } = options;
  if (names.length < 2 && qualifiers.length < 2) {
    throw new UsageError(
      'compare needs two sides',
      "Give two saved runs, or --qualifier twice (for instance --qualifier '$LATEST' --qualifier live), or --function-name twice.",
    );
  }
  return ([0, 1] as const).map((at) => {
    const functionName = names[at] ?? names[0];
    const qualifier = qualifiers[at] ?? qualifiers[0] ?? '$LATEST';
    return {
      functionName: functionNameOf({ ...options, functionName, qualifier }, io.env).functionName,
      qualifier,
    };
  });
}

function savesOf({ save }: CompareLiveOptions): readonly (string | null)[] {
  if (save.length === 0) return [null, null];
  if (save.length === 2 && save[0] !== save[1]) return save;
  throw new UsageError(
    save.length === 2
      ? 'both runs would be saved to one file'
      : 'compare saves both runs, each to a file of its own',
    'Give --save twice: for the run of the old side, then for that of the new.',
  );
}

async function planSides(
  options: CompareLiveOptions,
  context: Context,
  io: Io,
  saves: readonly (string | null)[],
): Promise<Sides> {
  const payload = await payloadFrom(options, io);
  const sized = {
    ...options,
    firstContact: firstContactOf(options),
    rounds: options.rounds + 1,
    warmUp: 0,
  };
  const planned: PlannedSide[] = [];
  for (const [at, target] of targetsOf(options, io).entries()) {
    const facts = await context.targets.facts({ ...target, region: context.region });
    refuseSharedEnvironments(facts);
    const plan = planOf(sized, facts, payload.bytes, io.random.uuid(), { cold: coldWayOf(options, facts) });
    const header = headerOf(plan, facts, {
      holdMs: payload.holdMs,
      local: context.local,
      toolVersion: io.version,
      startedAt: new Date(io.clock.wallMs()).toISOString(),
      client: processFacts(),
      orchestrator: null,
    });
    planned.push({ name: at === 0 ? 'old' : 'new', facts, plan, header, save: saves[at] ?? null });
  }
  const [old, now] = planned;
  if (old === undefined || now === undefined) throw new Error('two sides were planned');
  refuseOneMarker(old, now);
  return [old, now];
}

/** One function has one `$LATEST`: what marks it for one side would mark it for the other.
 * @throws UsageError */
function refuseOneMarker(old: PlannedSide, now: PlannedSide): void {
  const bothMark = old.plan.cold === 'marker' && now.plan.cold === 'marker';
  if (!bothMark || old.facts.functionName !== now.facts.functionName) return;
  throw new UsageError(
    `both sides are $LATEST of ${old.facts.functionName}, and --force-cold changes a variable of it before each round`,
    'Give --twins instead, or compare versions.',
  );
}

/** Both runs, round by round in turn. Rows that were measured before an error are kept. */
async function measureInTurn(
  sides: Sides,
  options: CompareLiveOptions,
  context: Context,
  io: Io,
  { signals, progress }: { readonly signals: Interruptions; readonly progress: Progress },
): Promise<readonly Collected[]> {
  const startedMs = io.clock.nowMs();
  const clock = { ...io.clock, nowMs: () => io.clock.nowMs() - startedMs };
  const first = seededFractions(`order ${options.seed}`)() < 0.5 ? 0 : 1;
  const order = [...abba(options.rounds + 1, first), 0, 1];
  const turns = takeTurns(order, clock, options.gap);
  // A side that is refused leaves nothing to compare the other with.
  const refused = new AbortController();
  const own = {
    stop: AbortSignal.any([signals.stop, refused.signal]),
    quit: AbortSignal.any([signals.quit, refused.signal]),
  };
  const colds: (ColdMaker | null)[] = [];
  const { profile } = options;
  for (const { facts, plan } of sides)
    colds.push(
      plan.cold === undefined
        ? null
        : await (await import('./cold.ts')).openCold(plan.cold, {
            context,
            io,
            facts,
            plan,
            profile,
            journal: undefined,
          }),
    );
  const writers = await Promise.all(
    sides.map(({ save, header }) => (save === null ? null : openRunFile(save, header))),
  );
  return Promise.all(
    sides.map(async ({ name, plan, header }, at) => {
      const turn = turns[at];
      const cold = colds[at] ?? null;
      const ports = {
        ...context.fanout(plan.target, clock),
        ...(turn === undefined ? {} : { turn }),
        ...(cold === null ? {} : { cold }),
      };
      const collected = await collectRun(plan, header, ports, own, {
        writer: writers[at] ?? null,
        progress: { ...progress, show: (text) => progress.show(`${name} side, ${text}`) },
        finishedAt: () => new Date(io.clock.wallMs()).toISOString(),
      });
      if (collected.error !== null) refused.abort();
      return collected;
    }),
  );
}

interface Session {
  readonly options: CompareLiveOptions;
  readonly raw: RawOptions;
  readonly io: Io;
  readonly signals: Interruptions;
  readonly progress: Progress;
  readonly files: readonly OutputFile[];
}

async function withContext(
  { options, io, signals, progress, files }: Session,
  saves: readonly (string | null)[],
  context: Context,
): Promise<ExitCode> {
  progress.show('reading the targets');
  const sides = await planSides(options, context, io, saves);
  const [old, now] = sides;
  refuseUnlike(old.header, now.header, options.vary satisfies readonly LikenessField[]);
  if (options.dryRun === true) {
    const { printCompareDryRun } = await import('./compare-dry-run.ts');
    progress.end();
    await printCompareDryRun(sides, options, { files, io, onAws: context.onAws });
    return exitCodes.good;
  }
  refuseUnasked(requestsOfRun(old.plan) + requestsOfRun(now.plan), options, context);
  if (signals.stop.aborted) return exitCodes.interrupted;
  const collected = await measureInTurn(sides, options, context, io, { signals, progress });
  progress.end();
  const failed = collected.find(({ error }) => error !== null);
  if (failed !== undefined) {
    for (const { run } of collected) tellNotUndone(run, io);
    throw failed.error;
  }
  const [was, is] = collected.map(({ run }): Run => run);
  if (was === undefined || is === undefined) throw new Error('two runs were measured');
  const { showComparison } = await import('./show-comparison.ts');
  const exitCode = await showComparison({ old: was, new: is }, options, {
    files,
    io,
    notes: [],
    replay: false,
  });
  const unsaved = collected.find(({ saveError }) => saveError !== null);
  if (unsaved !== undefined) throw unsaved.saveError;
  return exitCode;
}

/** Measures two targets in turn and compares them. */
export const compareLive: Command = async (raw, _operands, io) => {
  refuseContradictions(raw);
  const options = parseOptions(compareLiveOptions, raw, 'compare');
  targetsOf(options, io);
  refuseColdContradictions(raw, { cool: options.cool, rounds: options.rounds + 1, warmUp: 0 });
  const saves = savesOf(options);
  const taken = saves.filter((save) => save !== null);
  const files = await outputFilesOf({ ...options, assert: [] }, taken);
  if (options.dryRun !== true) for (const save of taken) await checkRunFile(save);
  const progress = startProgress(io.stderr, { quiet: options.quiet === true });
  const signals = interruptions(() =>
    progress.note('Interrupted: waiting for what is in flight. Ctrl-C again stops at once.'),
  );
  try {
    if (options.local === true) progress.show('starting the embedded Lambda service');
    const context = await openContext(
      { ...options, functionName: undefined, qualifier: '' },
      raw,
      io,
      signals.stop,
    );
    try {
      return await withContext({ options, raw, io, signals, progress, files }, saves, context);
    } finally {
      await context.close();
    }
  } catch (thrown) {
    // What was cut short by Ctrl-C is no error of its own.
    if (signals.stop.aborted && thrown instanceof FanoutError) return exitCodes.interrupted;
    throw thrown;
  } finally {
    progress.end();
    signals.dispose();
  }
};
