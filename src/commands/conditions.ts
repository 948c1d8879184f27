import type { FanoutPorts } from '../fanout/fan-out.ts';
import type { Io } from '../io/io.ts';
import type { Progress } from '../io/progress.ts';
import type { FanoutPlan, StopSignals } from '../model/fanout.ts';
import type { TargetFacts } from '../model/target.ts';
import { openCold } from './cold.ts';
import type { Context } from './context.ts';
import type { BenchOptions } from './options/bench.ts';
import { deploymentPort, provisionedTarget, steadyProgress, untilReady } from './readiness.ts';

interface Run {
  readonly options: BenchOptions;
  readonly context: Context;
  readonly io: Io;
  readonly signals: StopSignals;
  readonly progress: Progress;
}

/** The target's facts once its provisioned concurrency is READY.
 * @throws UsageError where it has none, NotReadyError, UnreachableError */
export async function readyFacts(
  asFound: TargetFacts,
  { options, context, io, signals, progress }: Run,
): Promise<TargetFacts> {
  const { targets } = context;
  await untilReady(await provisionedTarget(asFound, targets), {
    targets,
    clock: io.clock,
    stop: signals.stop,
    timeoutMs: options.readyTimeout,
    show: steadyProgress(io, progress),
  });
  const { functionName, qualifier, region } = asFound;
  return targets.facts({ functionName, qualifier, region });
}

/** What a plan needs beyond sending: cold rounds, a deployment that is watched.
 * @throws UsageError where there is nothing to watch, or the journal cannot be written */
export async function conditionsOf(
  plan: FanoutPlan,
  { options, context, io, facts }: Omit<Run, 'signals' | 'progress'> & { readonly facts: TargetFacts },
): Promise<Pick<FanoutPorts, 'cold' | 'deployment'>> {
  const { profile, journal, readyTimeout } = options;
  if (plan.watchDeployment === true)
    return { deployment: await deploymentPort(facts, context.targets, readyTimeout) };
  const cold = await openCold(plan.cold ?? null, { context, io, facts, plan, profile, journal });
  return cold === null ? {} : { cold };
}
