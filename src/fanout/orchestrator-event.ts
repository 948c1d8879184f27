import { UsageError } from '../model/errors.ts';
import type { OrchestrateRequest } from '../model/orchestrator.ts';

/** Largest event of a synchronous invocation.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const eventAtMostBytes = 6 * 1_024 * 1_024;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The event of an orchestrator: what is asked of it under `lambdaFanout.orchestrate`, and beside it the fields of the
 * payload, for one that does not speak the contract and reads its event.
 *
 * @throws UsageError where it is over 6 MB
 */
export function orchestratorEvent(request: OrchestrateRequest): Uint8Array {
  const payload: unknown = request.count === 0 ? null : JSON.parse(request.payload);
  const own = isFields(payload) ? payload : {};
  const lambdaFanout = { ...(isFields(own.lambdaFanout) ? own.lambdaFanout : {}), orchestrate: request };
  const bytes = new TextEncoder().encode(JSON.stringify({ ...own, lambdaFanout }));
  if (bytes.byteLength > eventAtMostBytes)
    throw new UsageError(
      `the orchestrator's event would have ${bytes.byteLength.toLocaleString('en')} bytes: it carries the payload for its workers and, beside it, the payload's fields; Lambda takes at most ${eventAtMostBytes.toLocaleString('en')}`,
      'Make --payload smaller, or put the data where the function can read it (S3, for instance).',
    );
  return bytes;
}

/** How many requests each of `shards` orchestrators sends: as equal as can be, the first ones one more. */
export const sharedOut = (requests: number, shards: number): readonly number[] =>
  Array.from(
    { length: shards },
    (_, nth) => Math.floor(requests / shards) + (nth < requests % shards ? 1 : 0),
  );
