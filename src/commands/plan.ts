import { createHash } from 'node:crypto';
import type { ColdWay } from '../model/cold.ts';
import type { FanoutPlan, LogsMode } from '../model/fanout.ts';
import type { OrchestratorPlan } from '../model/orchestration.ts';
import type { HeaderLine } from '../model/run-file.ts';
import { runFileSchemaVersion } from '../model/run-file-version.ts';
import type { TargetFacts } from '../model/target.ts';

/** The longest timeout a function can have, for one whose own could not be read.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const longestTimeoutMs = 900_000;
/** Beyond the function's own timeout, for the way there and back and for a cold start. */
const patienceMs = 10_000;

/** How long an answer of a function is waited for.
 * @param timeoutMs - the function's own; null: not known */
export const patientTimeoutMs = (timeoutMs: number | null): number =>
  (timeoutMs ?? longestTimeoutMs) + patienceMs;

/** A watch ends when the deployment is READY, or after the time for that: `--rounds` 1 is the default, not a wish. */
const mostRoundsWatched = ({ rounds }: Pick<PlanOptions, 'rounds'>): number =>
  rounds === 1 ? 1_000 : rounds;
/** What a plan takes from the command line. */
export interface PlanOptions {
  readonly concurrency: number;
  /** Requests of round 1, where it is another number. */
  readonly firstContact?: number | undefined;
  readonly rounds: number;
  readonly warmUp: number;
  /** Milliseconds. */
  readonly gap: number;
  /** Milliseconds; not there: by the function's own. */
  readonly timeout?: number | undefined;
  readonly logs: LogsMode;
  /** Milliseconds. */
  readonly logsTimeout: number;
  /** Wall clock, milliseconds since the epoch; not there: as soon as all is ready. */
  readonly releaseAt?: number | undefined;
  /** Milliseconds; not there: environments are not waited for to be retired. */
  readonly cool?: number | undefined;
  readonly watchDeployment?: true | undefined;
}

const firstContactOf = (plan: {
  readonly concurrency: number;
  readonly firstContact?: number | undefined;
}): { readonly firstContact?: number } =>
  plan.firstContact === undefined || plan.firstContact === plan.concurrency
    ? {}
    : { firstContact: plan.firstContact };

export const logGroupOf = (facts: Pick<TargetFacts, 'logGroup' | 'functionName'>): string =>
  facts.logGroup ?? `/aws/lambda/${facts.functionName}`;

/** A function logs in its own account and region. */
function logGroupArnOf(facts: TargetFacts): Pick<FanoutPlan, 'logGroupArn'> {
  const [, partition, , region, account] = (facts.functionArn ?? '').split(':');
  return account === undefined
    ? {}
    : { logGroupArn: `arn:${partition}:logs:${region}:${account}:log-group:${logGroupOf(facts)}` };
}

/** What a run will do, from the options and what is known of the target. */
export const planOf = (
  options: PlanOptions,
  facts: TargetFacts,
  payload: Uint8Array,
  runId: string,
  {
    orchestrator = null,
    cold = null,
  }: { orchestrator?: OrchestratorPlan | null; cold?: ColdWay | null } = {},
): FanoutPlan => ({
  runId,
  target: { functionName: facts.functionName, qualifier: facts.qualifier, region: facts.region },
  ...(orchestrator === null ? {} : { orchestrator }),
  concurrency: options.concurrency,
  ...firstContactOf(options),
  rounds: options.watchDeployment === true ? mostRoundsWatched(options) : options.rounds,
  warmUp: options.warmUp,
  gapMs: Math.max(options.gap, options.cool ?? 0),
  ...(options.releaseAt === undefined ? {} : { releaseAtWallMs: options.releaseAt }),
  ...(cold === null ? {} : { cold }),
  ...(options.watchDeployment === true ? { watchDeployment: true as const } : {}),
  timeoutMs: options.timeout ?? patientTimeoutMs(facts.timeoutMs),
  payload,
  logs: options.logs,
  logsTimeoutMs: options.logsTimeout,
  logFormat: facts.logFormat,
  logGroup: logGroupOf(facts),
  ...logGroupArnOf(facts),
});

const savable = (facts: TargetFacts): HeaderLine['target'] => ({
  ...facts,
  weights: { ...facts.weights },
  unread: [...facts.unread],
});

/** The first line of the run's file. */
export const headerOf = (
  plan: FanoutPlan,
  facts: TargetFacts,
  run: {
    readonly holdMs: number | null;
    readonly local: boolean;
    readonly toolVersion: string;
    readonly startedAt: string;
    readonly client: HeaderLine['client'];
    readonly orchestrator: TargetFacts | null;
  },
): HeaderLine => ({
  kind: 'header',
  schema: runFileSchemaVersion,
  tool: { name: 'lambda-fanout', version: run.toolVersion },
  runId: plan.runId,
  startedAt: run.startedAt,
  target: savable(facts),
  plan: {
    concurrency: plan.concurrency,
    ...firstContactOf(plan),
    rounds: plan.rounds,
    warmUp: plan.warmUp,
    gapMs: plan.gapMs,
    ...(plan.releaseAtWallMs === undefined ? {} : { releaseAtWallMs: plan.releaseAtWallMs }),
    ...(plan.cold === undefined ? {} : { cold: plan.cold }),
    ...(plan.watchDeployment === undefined ? {} : { watchDeployment: plan.watchDeployment }),
    timeoutMs: plan.timeoutMs,
    payload: {
      sha256: createHash('sha256').update(plan.payload).digest('hex'),
      bytes: plan.payload.byteLength,
    },
    holdMs: run.holdMs,
    logs: plan.logs,
  },
  client: run.client,
  local: run.local,
  ...(run.orchestrator === null
    ? {}
    : { orchestrator: { target: savable(run.orchestrator), shards: plan.orchestrator?.shards ?? 1 } }),
});
