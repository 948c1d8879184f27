import { coldByMarker, coldByTwins } from '../fanout/cold.ts';
import type { Io } from '../io/io.ts';
import type { ColdMaker, ColdWay } from '../model/cold.ts';
import { UsageError } from '../model/errors.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import type { TargetFacts } from '../model/target.ts';
import type { Context } from './context.ts';
import { openJournal } from './journals.ts';

/** ARN without a qualifier: a call with it finds nothing in another account. @throws UsageError where it is not known */
function plainArn({ functionArn, functionName, unread }: TargetFacts): string {
  if (functionArn !== null) return functionArn.split(':').slice(0, 7).join(':');
  const why = unread.find(({ fact }) => fact === 'function configuration')?.reason ?? 'no reason given';
  throw new UsageError(
    `The configuration of ${functionName} could not be read (${why}), so nothing of it can be changed or copied`,
    'Allow lambda:GetFunctionConfiguration, or take cold samples with --cool 15m.',
  );
}

/**
 * Opens what makes the rounds of a plan cold, with its journal; null where nothing is done for it but wait.
 *
 * @param run.way - null or `cool`: null is returned
 * @throws UsageError where the journal cannot be written
 */
export async function openCold(
  way: ColdWay | null,
  run: {
    readonly context: Context;
    readonly io: Io;
    readonly facts: TargetFacts;
    readonly plan: Pick<FanoutPlan, 'runId' | 'target' | 'logGroup'>;
    readonly profile: string | undefined;
    readonly journal: string | undefined;
  },
): Promise<ColdMaker | null> {
  if (way === null || way === 'cool') return null;
  const { context, io, facts, plan, profile, journal: path } = run;
  const functionArn = plainArn(facts);
  const account = await context.account();
  const journal = await openJournal({ context, io, runId: plan.runId, profile, path });
  const { runId, target, logGroup } = plan;
  const subject = { runId, target, logGroup, functionArn };
  const ports = { account, journal, clock: io.clock };
  return way === 'marker' ? coldByMarker(subject, ports) : coldByTwins(subject, ports);
}
