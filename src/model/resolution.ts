import * as z from 'zod';

const ms = z.number().nullable();

/** How exact a run's time stamps are, as it measured on itself; null: that was not measured. */
export const resolutionSchema = z.object({
  /** How late the event loop was while replies were awaited; the worst of the rounds. */
  eventLoopDelayP99Ms: ms,
  eventLoopDelayMaxMs: ms,
  /** Stamped arrival − sent, of replies of a server in the same process, before the first release. */
  stampErrorP50Ms: ms,
  stampErrorMaxMs: ms,
  /** First to last write of the longest release. */
  releaseLoopMs: ms,
});

export type Resolution = Readonly<z.infer<typeof resolutionSchema>>;

/** An invocation whose stamps are less certain than this is marked: its round trip is this machine's as much as
 * Lambda's. A tenth of a warm round trip to a near region, and well above what a quiet machine shows. */
export const stampBoundMs = 10;
