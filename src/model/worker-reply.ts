import * as z from 'zod';

/** What a worker that speaks the contract replies (docs/worker.md). Times are milliseconds since the epoch on the
 * worker's own clock; they are only ever compared with each other. */
export const workerReplySchema = z.object({
  /** Made once per execution environment. */
  environmentId: z.string().min(1).max(128),
  /** `AWS_LAMBDA_INITIALIZATION_TYPE`; null where the runtime does not set it. */
  initializationType: z.string().max(64).nullable(),
  initStartedAt: z.number(),
  initEndedAt: z.number(),
  handlerStartedAt: z.number(),
  handlerEndedAt: z.number(),
  /** `AWS_LAMBDA_LOG_STREAM_NAME`; null where the runtime does not set it. */
  logStream: z.string().max(512).nullable(),
});
export type WorkerReply = z.infer<typeof workerReplySchema>;
