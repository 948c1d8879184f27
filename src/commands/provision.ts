import {
  changeInWords,
  failedHint,
  hourlyCost,
  noneHint,
  provisionedInWords,
} from '../analysis/provisioned-wording.ts';
import { checkCanAsk, confirmed } from '../io/confirm.ts';
import type { Io } from '../io/io.ts';
import type { Progress } from '../io/progress.ts';
import type { Interruptions } from '../io/signals.ts';
import { NotReadyError, UsageError } from '../model/errors.ts';
import { type ExitCode, exitCodes } from '../model/exit-code.ts';
import type { Target, TargetFacts } from '../model/target.ts';
import { viewPrintable } from '../report/printable.ts';
import { provisionView } from '../report/provision-view.ts';
import { type Context, openContext } from './context.ts';
import { interruptible } from './interruptible.ts';
import { type OutputFile, outputFilesOf } from './options/output.ts';
import {
  type ProvisionAction,
  type ProvisionOptions,
  provisionAction,
  provisionOptions,
} from './options/provision.ts';
import { functionNameOf, refuseContradictions } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import { print } from './print.ts';
import { steadyProgress, untilReady } from './readiness.ts';
import type { Command } from './spec.ts';

interface Session {
  readonly options: ProvisionOptions;
  readonly files: readonly OutputFile[];
  readonly io: Io;
  readonly context: Context;
  readonly target: Target;
  readonly functionNameFrom: string;
  readonly signals: Interruptions;
  readonly progress: Progress;
}

const nameOf = ({ functionName, qualifier }: Target): string => `${functionName}:${qualifier}`;

/** Shows how things stand now.
 * @param headline - null: the state in words */
async function show({ context, target, files, ...session }: Session, headline: string | null): Promise<void> {
  const { options, io, progress, functionNameFrom } = session;
  const facts = await context.targets.facts(target);
  const all = await context.targets.allProvisioned(target);
  progress.end();
  const own = all.find(({ qualifier }) => qualifier === target.qualifier)?.provisioned ?? null;
  const elsewhere = own === null && facts.provisioned !== null;
  const view = provisionView({
    headline: headline ?? provisionedInWords(nameOf(target), own),
    target: facts,
    functionNameFrom,
    local: context.local,
    cost: hourlyCost(facts, facts.provisioned?.requested ?? 0, !context.onAws),
    all,
    notes: elsewhere
      ? [
          {
            code: 'on-version',
            message: `What is provisioned on version ${facts.version} serves ${target.qualifier} too, which points there.`,
          },
        ]
      : [],
  });
  await print(viewPrintable('provision', view), options, files, io);
}

/** Waits, and shows what came of it; what did not become READY is shown before it is told. */
async function awaitReady(session: Session, headline: string): Promise<ExitCode> {
  const { context, target, io, signals, options, progress } = session;
  try {
    await untilReady(target, {
      targets: context.targets,
      clock: io.clock,
      stop: signals.stop,
      timeoutMs: options.timeout,
      show: steadyProgress(io, progress),
    });
  } catch (error) {
    if (!(error instanceof NotReadyError)) throw error;
    await show(session, null);
    throw error;
  }
  if (signals.stop.aborted) {
    progress.note(`Interrupted: the allocation goes on. lambda-fanout provision show tells how far it is.`);
    return exitCodes.interrupted;
  }
  await show(session, headline);
  return exitCodes.good;
}

/** Asks back, unless `--yes` was given. */
async function mayChange(session: Session, facts: TargetFacts, requested: number | null): Promise<boolean> {
  const { options, io, target, context, progress, signals } = session;
  const counted = requested ?? facts.provisioned?.requested ?? 0;
  const words = changeInWords(nameOf(target), facts, requested, hourlyCost(facts, counted, !context.onAws));
  if (options.yes === true) {
    progress.note(words);
    return true;
  }
  progress.end();
  return confirmed(`${words}\n${requested === null ? 'Take it away?' : 'Set it?'}`, io, signals.stop);
}

const actions = {
  show: async (session: Session): Promise<ExitCode> => {
    await show(session, null);
    return exitCodes.good;
  },
  wait: async (session: Session): Promise<ExitCode> => {
    const { target, context } = session;
    if ((await context.targets.provisioned(target)) === null)
      throw new UsageError(`${nameOf(target)} has no provisioned concurrency.`, noneHint(target.qualifier));
    return awaitReady(session, `${nameOf(target)}: provisioned concurrency is READY.`);
  },
  clear: async (session: Session): Promise<ExitCode> => {
    const { target, context } = session;
    const facts = await context.targets.facts(target);
    const before = await context.targets.provisioned(target);
    if (before === null) {
      await show(session, null);
      return exitCodes.good;
    }
    if (!(await mayChange(session, { ...facts, provisioned: before }, null))) return unchanged(session);
    await context.targets.clearProvisioned(target);
    await show(
      session,
      `${nameOf(target)} has no provisioned concurrency any more; it had ${before.requested}.`,
    );
    return exitCodes.good;
  },
  set: async (session: Session, requested: number): Promise<ExitCode> => {
    const { target, context, options } = session;
    const facts = await context.targets.facts(target);
    const before = await context.targets.provisioned(target);
    if (before?.requested !== requested || before.status === 'FAILED') {
      if (!(await mayChange(session, { ...facts, provisioned: before }, requested)))
        return unchanged(session);
      const asked = await context.targets.setProvisioned(target, requested);
      if (asked.status === 'FAILED')
        throw new NotReadyError(
          `The provisioned concurrency of ${nameOf(target)} FAILED: ${asked.statusReason ?? 'no reason given'}`,
          failedHint(asked.statusReason),
          'failed',
        );
    }
    const headline = `${nameOf(target)}: provisioned concurrency is ${requested}`;
    if (options.wait) return awaitReady(session, `${headline}, READY.`);
    await show(session, `${headline} as asked for; lambda-fanout provision wait tells when it is READY.`);
    return exitCodes.good;
  },
};

async function unchanged({ io }: Session): Promise<ExitCode> {
  await io.stderr.write('Nothing was changed.\n');
  return exitCodes.interrupted;
}

const run = (action: ProvisionAction, session: Session): Promise<ExitCode> =>
  action.kind === 'set' ? actions.set(session, action.requested) : actions[action.kind](session);

/** `$LATEST` is refused before anything is asked. @throws UsageError */
function refuseLatest({ qualifier }: ProvisionOptions): void {
  if (qualifier !== '$LATEST') return;
  throw new UsageError('$LATEST cannot have provisioned concurrency.', noneHint(qualifier));
}

/** `provision`: shows, sets, awaits or clears the provisioned concurrency of a version or alias. */
export const provision: Command = async (raw, operands, io) => {
  refuseContradictions(raw);
  const action = provisionAction(operands);
  const options = parseOptions(provisionOptions, raw, 'provision');
  if (!options.wait && action.kind !== 'set')
    throw new UsageError(
      `--no-wait is for provision set, and provision ${action.kind} is asked for`,
      'Leave it out.',
    );
  refuseLatest(options);
  const changes = action.kind === 'set' || action.kind === 'clear';
  if (changes && options.yes !== true) checkCanAsk(`provision ${action.kind}`, io);
  const files = await outputFilesOf({ ...options, assert: [] });
  const { functionName, from: functionNameFrom } = functionNameOf(options, io.env);
  return interruptible(io, { quiet: options.quiet === true, says: null }, async ({ signals, progress }) => {
    const context = await openContext(options, raw, io, signals.stop);
    try {
      const target = { functionName, qualifier: options.qualifier, region: context.region };
      progress.show('reading the target');
      return await run(action, { options, files, io, context, target, functionNameFrom, signals, progress });
    } finally {
      await context.close();
    }
  });
};
