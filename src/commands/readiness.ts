import {
  failedHint,
  noneHint,
  notReadyInTime,
  provisionedProgress,
} from '../analysis/provisioned-wording.ts';
import type { Io } from '../io/io.ts';
import type { Progress } from '../io/progress.ts';
import type { DeploymentPort } from '../model/deployment.ts';
import type { TargetPort } from '../model/dispatch.ts';
import { NotReadyError, UsageError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import type { Provisioned, Target, TargetFacts } from '../model/target.ts';

interface Waiting {
  readonly targets: TargetPort;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly timeoutMs: number;
  readonly show: (text: string) => void;
}

const saidEveryMs = 10_000;

/** Progress on a line that moves; where none can (in the log of CI) a line every ten seconds. */
export function steadyProgress(io: Pick<Io, 'stderr' | 'clock'>, progress: Progress): (text: string) => void {
  let saidMs = io.clock.nowMs();
  return (text) => {
    progress.show(text);
    if (io.stderr.mayMove || io.clock.nowMs() - saidMs < saidEveryMs) return;
    saidMs = io.clock.nowMs();
    progress.note(text);
  };
}

/** Where the provisioned concurrency that serves a target is configured: on its qualifier, or on the version that an
 * alias points to.
 * @throws UsageError where there is none */
export async function provisionedTarget(facts: TargetFacts, targets: TargetPort): Promise<Target> {
  const { functionName, qualifier, region, version } = facts;
  const own = { functionName, qualifier, region };
  if (facts.provisioned === null)
    throw new UsageError(`${functionName}:${qualifier} has no provisioned concurrency.`, noneHint(qualifier));
  const onVersion = version !== null && version !== qualifier && (await targets.provisioned(own)) === null;
  return onVersion ? { ...own, qualifier: version } : own;
}

/**
 * Waits until the provisioned concurrency of a target is READY.
 *
 * @returns its last state; where `stop` aborts, that of then
 * @throws NotReadyError where it FAILED, is gone, or the time is over
 */
export async function untilReady(
  target: Target,
  { targets, clock, stop, timeoutMs, show }: Waiting,
): Promise<Provisioned> {
  const over = new AbortController();
  const cancel = clock.after(timeoutMs, () => over.abort());
  const name = `${target.functionName}:${target.qualifier}`;
  try {
    const signal = AbortSignal.any([stop, over.signal]);
    const state = await targets.waitForProvisioned(target, signal, (seen) =>
      show(provisionedProgress(name, seen)),
    );
    if (state === null)
      throw new NotReadyError(
        `The provisioned concurrency of ${name} was taken away while it was waited for.`,
        'Look for who else changes it.',
        'failed',
      );
    if (state.status === 'FAILED')
      throw new NotReadyError(
        `The provisioned concurrency of ${name} FAILED: ${state.statusReason ?? 'no reason given'}`,
        failedHint(state.statusReason),
        'failed',
      );
    if (state.status === 'IN_PROGRESS' && !stop.aborted)
      throw new NotReadyError(
        notReadyInTime(name, state, timeoutMs),
        'Wait longer with --ready-timeout (provision: --timeout).',
        'not-in-time',
      );
    return state;
  } finally {
    cancel();
  }
}

/** Looks at the deployment of a target that has provisioned concurrency. @throws UsageError where it has none */
export async function deploymentPort(
  facts: TargetFacts,
  targets: TargetPort,
  timeoutMs: number,
): Promise<DeploymentPort> {
  const target = await provisionedTarget(facts, targets);
  return { look: () => targets.provisioned(target), timeoutMs };
}
