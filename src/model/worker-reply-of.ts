import type { WorkerReply } from './worker-reply.ts';

const textUpTo = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most;
const orNull = (value: unknown, most: number): value is string | null =>
  value === null || textUpTo(value, most);

/**
 * The worker's own words in what a function replied; null where it does not speak the contract. The same as
 * `workerReplySchema` says, by hand: this runs in the orchestrator too, whose bundle would grow by a fifth with zod.
 */
export function workerReplyOf(payload: unknown): WorkerReply | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const {
    environmentId,
    initializationType,
    initStartedAt,
    initEndedAt,
    handlerStartedAt,
    handlerEndedAt,
    logStream,
  } = payload as Readonly<Record<string, unknown>>;
  if (!textUpTo(environmentId, 128) || environmentId === '') return null;
  if (!orNull(initializationType, 64) || !orNull(logStream, 512)) return null;
  if (typeof initStartedAt !== 'number' || typeof initEndedAt !== 'number') return null;
  if (typeof handlerStartedAt !== 'number' || typeof handlerEndedAt !== 'number') return null;
  return {
    environmentId,
    initializationType,
    initStartedAt,
    initEndedAt,
    handlerStartedAt,
    handlerEndedAt,
    logStream,
  };
}
