import * as z from 'zod';
import { coldWays } from './cold.ts';
import { logsModes } from './fanout.ts';
import { outcomes } from './outcome.ts';
import { resolutionSchema } from './resolution.ts';
import { runFileSchemaVersion } from './run-file-version.ts';
import { provisioningStatuses } from './target.ts';
import { workerReplySchema } from './worker-reply.ts';

/** Thirty thousand years: what is beyond is no time of ours, and its sums are no numbers. */
export const greatestMs = 1e15;
const ms = z.number().min(-greatestMs).max(greatestMs).nullable();
const text = z.string().nullable();
const count = z.int().nonnegative();

/** {@link Provisioned} as files have it. */
export const provisionedSchema = z.object({
  requested: count,
  allocated: count,
  available: count,
  status: z.enum(provisioningStatuses),
  statusReason: text,
});

const targetFactsSchema = z.object({
  functionName: z.string(),
  qualifier: z.string(),
  region: z.string(),
  functionArn: text,
  version: text,
  weights: z.record(z.string(), z.number().min(0).max(1)),
  // A hundred times what Lambda gives: a price is made of it.
  memorySizeMb: z.number().positive().max(1_000_000).nullable(),
  architecture: text,
  runtime: text,
  timeoutMs: ms,
  codeSha256: text,
  logGroup: text,
  logFormat: z.enum(['Text', 'JSON']).nullable(),
  systemLogLevel: text,
  snapStart: z.boolean().nullable(),
  managedInstances: z.boolean().nullable(),
  provisioned: provisionedSchema.nullable(),
  reservedConcurrency: count.nullable(),
  accountConcurrency: count.nullable(),
  unreservedConcurrency: count.nullable(),
  /** Not in the files of early versions, which knew no models. */
  modelled: text.default(null),
  unread: z.array(z.object({ fact: z.string(), reason: z.string() })),
});

/** First line: what was to be done, to whom, by what. */
export const headerLineSchema = z.object({
  kind: z.literal('header'),
  schema: z.literal(runFileSchemaVersion),
  tool: z.object({ name: z.literal('lambda-fanout'), version: z.string() }),
  runId: z.string(),
  /** Wall clock at which the run's monotonic clock was 0, ISO 8601. */
  startedAt: z.string(),
  target: targetFactsSchema,
  plan: z.object({
    concurrency: z.int().positive(),
    /** Requests of round 1, where they are not as many as those of the others. */
    firstContact: z.int().positive().optional(),
    rounds: z.int().positive(),
    warmUp: count,
    gapMs: z.number(),
    /** Wall clock at which round 1 was to be released, milliseconds since the epoch; not there: as soon as it was ready. */
    releaseAtWallMs: z.number().optional(),
    timeoutMs: z.number(),
    /** Of a payload only hash and size are kept. */
    payload: z.object({ sha256: z.string(), bytes: count }),
    /** What the worker was asked to hold; null: the payload did not say. */
    holdMs: ms,
    /** How later rounds were made first contact too; not there: they were not. */
    cold: z.enum(coldWays).optional(),
    /** The deployment was watched, and `rounds` is the most there could be; not there: it was not. */
    watchDeployment: z.literal(true).optional(),
    /** Which REPORTs were looked up. */
    logs: z.enum(logsModes),
  }),
  client: z.object({ node: z.string(), platform: z.string(), cpus: count }),
  /** True on the embedded service. */
  local: z.boolean(),
  /** Who sends the requests; not there: this process. */
  orchestrator: z.object({ target: targetFactsSchema, shards: z.int().positive() }).optional(),
});

const logEventSchema = z.object({ atMs: ms, logStream: text, message: z.string() });

const invocationSchema = z.object({
  runId: z.string(),
  round: z.int().positive(),
  seq: count,
  shard: count,
  warmUp: z.boolean(),
  functionName: z.string(),
  qualifier: z.string(),
  requestId: text,
  plannedMs: ms,
  writtenMs: ms,
  firstByteMs: ms,
  doneMs: ms,
  connectMs: ms,
  /** Files of older versions do not have it. */
  stampUncertaintyMs: ms.default(null),
  outcome: z.enum(outcomes),
  reason: text,
  statusCode: z.number().nullable(),
  errorType: text,
  throttleReason: text,
  executedVersion: text,
  worker: workerReplySchema.nullable(),
  tail: z.array(z.string()).nullable(),
});

export const invocationLineSchema = invocationSchema.extend({ kind: z.literal('invocation') });

/** An orchestrator's part of a round: its own invocation, and what it says of its clock. Its rows are invocation lines,
 * with its number as their shard. Not in the files of early versions. */
export const orchestrationLineSchema = z.object({
  kind: z.literal('orchestration'),
  /** 0: greeted before the first round. */
  round: count,
  shard: z.int().positive(),
  requests: count,
  invocation: invocationSchema.extend({ round: count }),
  contract: z.number().nullable(),
  orchestrator: z.object({ environmentId: z.string(), code: z.string(), runtime: z.string() }).nullable(),
  clock: z.object({ calledAtWallMs: z.number(), preparedMs: ms, endedMs: z.number() }).nullable(),
  offsetMs: ms,
});

/** REPORTs that came after their invocation's line; joined by request id on reading. */
export const reportLineSchema = z.object({
  kind: z.literal('report'),
  requestId: z.string(),
  source: z.literal('logs'),
  events: z.array(logEventSchema),
});

/** Provisioned concurrency just before a round, where the deployment was watched. */
export const deploymentLineSchema = z.object({
  kind: z.literal('deployment'),
  round: z.int().positive(),
  atMs: z.number(),
  provisioned: provisionedSchema.nullable(),
});

/** Last line of a run that could end by itself; a killed run has none. */
export const endLineSchema = z.object({
  kind: z.literal('end'),
  finishedAt: z.string(),
  interrupted: z.boolean(),
  notes: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Not there: nothing was released, or the file is of an older version. */
  resolution: resolutionSchema.optional(),
});

export const runLineSchema = z.discriminatedUnion('kind', [
  headerLineSchema,
  invocationLineSchema,
  orchestrationLineSchema,
  reportLineSchema,
  deploymentLineSchema,
  endLineSchema,
]);

export type HeaderLine = z.infer<typeof headerLineSchema>;
export type InvocationLine = z.infer<typeof invocationLineSchema>;
export type OrchestrationLine = z.infer<typeof orchestrationLineSchema>;
export type ReportLine = z.infer<typeof reportLineSchema>;
export type DeploymentLine = z.infer<typeof deploymentLineSchema>;
export type EndLine = z.infer<typeof endLineSchema>;
export type RunLine = z.infer<typeof runLineSchema>;
/** What stands between header and end. */
export type BodyLine = Exclude<RunLine, HeaderLine | EndLine>;

/** A run as its file tells it, before it is interpreted. */
export interface Run {
  readonly header: HeaderLine;
  readonly invocations: readonly InvocationLine[];
  /** Not there, or empty: this process sent the requests itself. */
  readonly orchestrations?: readonly OrchestrationLine[];
  readonly reports: readonly ReportLine[];
  /** Not there, or empty: no deployment was watched. */
  readonly deployment?: readonly DeploymentLine[];
  /** Null: the run was killed. */
  readonly end: EndLine | null;
}
