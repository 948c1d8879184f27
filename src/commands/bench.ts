import { hiddenReports } from '../analysis/hidden-reports.ts';
import type { Io } from '../io/io.ts';
import { processFacts } from '../io/process-facts.ts';
import type { Progress } from '../io/progress.ts';
import { checkRunFile, openRunFile } from '../io/run-file-writer.ts';
import type { Interruptions } from '../io/signals.ts';
import { type ExitCode, exitCodes } from '../model/exit-code.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import { requestsOfRun } from '../model/plan-size.ts';
import type { HeaderLine } from '../model/run-file.ts';
import type { TargetFacts } from '../model/target.ts';
import { payloadFrom, refuseSharedEnvironments, refuseUnasked } from './before-sending.ts';
import { collectRun } from './collect-run.ts';
import { type Context, openContext } from './context.ts';
import { interruptible, waitsForReplies } from './interruptible.ts';
import { tellNotUndone } from './not-undone.ts';
import { type BenchOptions, benchOptions } from './options/bench.ts';
import { coldWayOf, refuseColdContradictions } from './options/cold.ts';
import { refuseOrchestratorContradictions } from './options/orchestrator.ts';
import { type OutputFile, outputFilesOf } from './options/output.ts';
import { refuseReleaseAt } from './options/release-at.ts';
import { functionNameOf, refuseContradictions } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import { orchestratorOf } from './orchestrator.ts';
import { headerOf, planOf } from './plan.ts';
import { startRunClock } from './run-clock.ts';
import type { Command, RawOptions } from './spec.ts';

interface Session {
  readonly options: BenchOptions;
  readonly files: readonly OutputFile[];
  readonly io: Io;
  readonly context: Context;
  readonly facts: TargetFacts;
  readonly functionNameFrom: string;
  readonly payload: { readonly bytes: Uint8Array; readonly holdMs: number | null };
  readonly signals: Interruptions;
  readonly progress: Progress;
}

async function measure(session: Session, plan: FanoutPlan, planned: HeaderLine): Promise<ExitCode> {
  const { options, files, io, context, signals, progress } = session;
  // Most runs need none of it: its code is loaded where it is.
  const conditions =
    plan.cold === undefined && plan.watchDeployment === undefined
      ? {}
      : await (await import('./conditions.ts')).conditionsOf(plan, session);
  const { clock, startedAt } = startRunClock(io.clock);
  const header = { ...planned, startedAt };
  const writer = options.save === undefined ? null : await openRunFile(options.save, header);
  const sending =
    plan.orchestrator === undefined
      ? context.fanout(plan.target, clock)
      : await context.orchestrated(plan, plan.orchestrator, clock);
  const { run, error, saveError } = await collectRun(plan, header, { ...sending, ...conditions }, signals, {
    writer,
    progress,
    finishedAt: () => new Date(io.clock.wallMs()).toISOString(),
  });
  progress.end();
  if (error !== null) {
    tellNotUndone(run, io);
    throw error;
  }
  // Loaded now, not before: the first request should not wait for what shows its result, nor its reply.
  const { showRun } = await import('./show-run.ts');
  const exitCode = await showRun(run, options, { files, io, functionNameFrom: session.functionNameFrom });
  if (saveError !== null) throw saveError;
  return exitCode;
}

async function withTarget(
  options: BenchOptions,
  raw: RawOptions,
  io: Io,
  signals: Interruptions,
  progress: Progress,
): Promise<ExitCode> {
  const files = await outputFilesOf(options, options.save === undefined ? [] : [options.save]);
  if (options.save !== undefined && options.dryRun !== true) await checkRunFile(options.save);
  const payload = await payloadFrom(options, io);
  const { functionName, from: functionNameFrom } = functionNameOf(options, io.env);
  refuseOrchestratorContradictions(raw, options, functionName);
  refuseColdContradictions(raw, options);
  refuseReleaseAt(options, io.clock.wallMs());
  if (raw.local === true) progress.show('starting the embedded Lambda service');
  const context = await openContext(options, raw, io, signals.stop);
  try {
    progress.show('reading the target');
    const target = { functionName, qualifier: options.qualifier, region: context.region };
    const [asFound, orchestrator] = await Promise.all([
      context.targets.facts(target),
      orchestratorOf(options, context),
    ]);
    refuseSharedEnvironments(asFound);
    const facts =
      options.waitReady === true && options.dryRun !== true
        ? await (await import('./conditions.ts')).readyFacts(asFound, {
            options,
            context,
            io,
            signals,
            progress,
          })
        : asFound;
    const plan = planOf(options, facts, payload.bytes, io.random.uuid(), {
      orchestrator: orchestrator?.plan ?? null,
      cold: coldWayOf(options, facts),
    });
    const session = { options, files, io, context, facts, functionNameFrom, payload, signals, progress };
    const header = headerOf(plan, facts, {
      holdMs: payload.holdMs,
      local: context.local,
      toolVersion: io.version,
      startedAt: new Date(io.clock.wallMs()).toISOString(),
      client: processFacts(),
      orchestrator: orchestrator?.facts ?? null,
    });
    if (options.dryRun === true) {
      const { printDryRun } = await import('./dry-run.ts');
      progress.end();
      await printDryRun({ ...session, plan, header, onAws: context.onAws });
      return exitCodes.good;
    }
    refuseUnasked(requestsOfRun(plan), options, context, plan.watchDeployment === true);
    const hidden = hiddenReports(facts);
    if (hidden !== null) progress.note(`Warning: ${hidden}`);
    if (signals.stop.aborted) return exitCodes.interrupted;
    return await measure(session, plan, header);
  } finally {
    await context.close();
  }
}

/** `bench`: sends N simultaneous invocations and says how many waited for an init, and why. */
export const bench: Command = async (raw, _operands, io) => {
  refuseContradictions(raw);
  const options = parseOptions(benchOptions, raw, 'bench');
  const says = { quiet: options.quiet === true, says: waitsForReplies };
  return interruptible(io, says, ({ signals, progress }) => withTarget(options, raw, io, signals, progress));
};
