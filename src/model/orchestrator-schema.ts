import * as z from 'zod';
import {
  type OrchestrateRequest,
  type OrchestratorReply,
  type OrchestratorRow,
  orchestratorContract,
} from './orchestrator.ts';
import { outcomes } from './outcome.ts';
import { resolutionSchema } from './resolution.ts';
import { workerReplySchema } from './worker-reply.ts';

const ms = z.number().nullable().default(null);
const text = z.string().max(4_096).nullable().default(null);
const count = z.int().nonnegative();

const doc = <Schema extends z.ZodType>(schema: Schema, says: string): Schema =>
  schema.describe(says) as Schema;

/** `lambdaFanout.orchestrate` of the event; our own handler checks it by hand, to stay small. */
export const orchestrateRequestSchema = z.object({
  contract: doc(z.literal(orchestratorContract), 'Version of the contract.'),
  runId: doc(z.string(), 'The run that asks.'),
  round: doc(count, 'Round, from 1; 0: a greeting, which sends nothing and only tells the clock.'),
  shard: doc(z.int().positive(), "Which of the run's orchestrators this is, from 1."),
  functionName: doc(z.string().min(1), 'Whom to invoke: name or ARN.'),
  qualifier: doc(z.string().min(1), '`$LATEST`, a version or an alias.'),
  count: doc(count, 'Requests to release at one moment; 0 in a greeting.'),
  payload: doc(z.string(), 'JSON text that each of them carries, as it is.'),
  timeoutMs: doc(z.number().positive(), 'From the release to giving up on a request.'),
  releaseAtWallMs: doc(
    z.number().nullable(),
    'Wall clock of the release, agreed with the other orchestrators, milliseconds since the epoch; null: as soon as all is ready.',
  ),
}) satisfies z.ZodType<OrchestrateRequest>;

/** One row of the reply, once its cells are put to their columns. */
export const orchestratorRowSchema = z.object({
  requestId: doc(text, "Request id that Lambda gave the worker's invocation."),
  outcome: doc(z.enum(outcomes), 'What became of it; the only cell that must be there.'),
  plannedMs: doc(ms, 'The moment of the release.'),
  writtenMs: doc(ms, 'Its last byte was handed to the kernel.'),
  firstByteMs: doc(ms, 'The first byte of its reply arrived.'),
  doneMs: doc(ms, 'Its reply was complete.'),
  connectMs: doc(ms, 'TCP connect time of its socket, before the release.'),
  stampUncertaintyMs: doc(ms, 'How much earlier than stamped its first or last byte may have arrived.'),
  statusCode: doc(ms, 'HTTP status of its reply.'),
  executedVersion: doc(text, '`X-Amz-Executed-Version`.'),
  errorType: doc(text, 'Error type of the function or of the API.'),
  throttleReason: doc(text, 'Reason of a 429.'),
  reason: doc(text, 'Why, in words, where the outcome is not ok.'),
  worker: doc(
    workerReplySchema.nullable().catch(null).default(null),
    'What a worker that speaks its contract replied (worker.md).',
  ),
  tail: doc(
    z.array(z.string()).nullable().default(null),
    'Platform lines of `X-Amz-Log-Result`; null: its REPORT is looked up in CloudWatch Logs.',
  ),
}) satisfies z.ZodType<OrchestratorRow>;

/** `lambdaFanout.orchestrated` of the result. */
export const orchestratorReplySchema = z.object({
  contract: doc(z.literal(orchestratorContract), 'Version of the contract.'),
  runId: doc(z.string(), 'As asked.'),
  round: doc(count, 'As asked.'),
  shard: doc(z.int().positive(), 'As asked.'),
  orchestrator: doc(
    z.object({
      environmentId: doc(z.string().min(1).max(128), 'Made once per execution environment.'),
      code: doc(z.string().max(256), "Name and version of the orchestrator's code."),
      runtime: doc(z.string().max(256), 'What it runs on.'),
    }),
    'Who speaks.',
  ),
  clock: doc(
    z.object({
      calledAtWallMs: doc(
        z.number(),
        'Wall clock at which the handler was called, milliseconds since the epoch: the moment 0 of all times of the reply.',
      ),
      preparedMs: doc(ms, 'All requests stood ready.'),
      endedMs: doc(z.number().nonnegative(), 'The reply was made.'),
    }),
    'Its own clock.',
  ),
  resolution: doc(
    resolutionSchema.nullable().default(null),
    'How exact its time stamps are (statistics.md); null: not measured.',
  ),
  columns: doc(
    z.array(z.string().max(64)),
    'Names of the cells of a row; one that is not known is passed over.',
  ),
  rows: doc(z.array(z.array(z.unknown())), 'One for each request, in launch order.'),
  leftOut: doc(
    z
      .object({
        tails: doc(count, 'Tails left out, so that the reply stays under the limit of 6 MB.'),
        workers: doc(count, 'Words of workers left out for the same reason.'),
      })
      .default({ tails: 0, workers: 0 }),
    'What is not in the rows although it was there.',
  ),
  notes: doc(
    z
      .array(
        z.object({
          code: doc(z.string().max(64), 'Names the kind of note.'),
          message: doc(z.string().max(4_096), 'One sentence.'),
        }),
      )
      .default([]),
    'What the reader should know.',
  ),
}) satisfies z.ZodType<OrchestratorReply>;
