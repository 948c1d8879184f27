import { createHash } from 'node:crypto';
import type { FanoutPlan } from '../model/fanout.ts';
import type { HeaderLine } from '../model/run-file.ts';
import { runFileSchemaVersion } from '../model/run-file-version.ts';
import type { TargetFacts } from '../model/target.ts';
import type { BenchOptions } from './options/bench.ts';

/** The longest timeout a function can have, for one whose own could not be read.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const longestTimeoutMs = 900_000;
/** Beyond the function's own timeout, for the way there and back and for a cold start. */
const patienceMs = 10_000;

/** What a run will do, from the options and what is known of the target. */
export const planOf = (
  options: BenchOptions,
  facts: TargetFacts,
  payload: Uint8Array,
  runId: string,
): FanoutPlan => ({
  runId,
  target: { functionName: facts.functionName, qualifier: facts.qualifier, region: facts.region },
  concurrency: options.concurrency,
  rounds: options.rounds,
  warmUp: options.warmUp,
  gapMs: options.gap,
  timeoutMs: options.timeout ?? (facts.timeoutMs ?? longestTimeoutMs) + patienceMs,
  payload,
  logs: options.logs,
  logsTimeoutMs: options.logsTimeout,
  logFormat: facts.logFormat,
  logGroup: facts.logGroup ?? `/aws/lambda/${facts.functionName}`,
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
  },
): HeaderLine => ({
  kind: 'header',
  schema: runFileSchemaVersion,
  tool: { name: 'lambda-fanout', version: run.toolVersion },
  runId: plan.runId,
  startedAt: run.startedAt,
  target: { ...facts, weights: { ...facts.weights }, unread: [...facts.unread] },
  plan: {
    concurrency: plan.concurrency,
    rounds: plan.rounds,
    warmUp: plan.warmUp,
    gapMs: plan.gapMs,
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
});
