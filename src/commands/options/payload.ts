import { UsageError } from '../../model/errors.ts';

/** Largest synchronous payload.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const maximumPayloadBytes = 6 * 1_024 * 1_024;

const hint = `Give JSON, @file or - for standard input, for instance --payload '{"id":1}'`;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`--payload is not JSON: ${(cause as Error).message}`, hint, cause);
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a payload asks the worker to hold; null where it does not say. */
const holdMsOf = (payload: unknown): number | null => {
  const asked = isRecord(payload) ? payload.lambdaFanout : undefined;
  return isRecord(asked) && typeof asked.holdMs === 'number' ? asked.holdMs : null;
};

/**
 * The bytes to send: `--payload`, with `--hold` merged in as `{"lambdaFanout":{"holdMs":n}}`.
 * A payload that is left as it is keeps its bytes exactly.
 *
 * @param text - JSON text; null: no payload was given, which is `{}`
 * @param holdMs - null: no hold was given
 * @throws UsageError where it is not JSON, is over 6 MB, or is no object although a hold was given
 */
export function payloadOf(
  text: string | null,
  holdMs: number | null,
): { readonly bytes: Uint8Array; readonly holdMs: number | null } {
  const payload = text === null ? {} : parseJson(text);
  if (holdMs !== null && !isRecord(payload)) {
    throw new UsageError(
      '--hold needs a payload that is a JSON object, to put lambdaFanout.holdMs into',
      'Give an object with --payload, or leave --hold out.',
    );
  }
  const merged =
    holdMs !== null && isRecord(payload)
      ? {
          ...payload,
          lambdaFanout: { ...(isRecord(payload.lambdaFanout) ? payload.lambdaFanout : {}), holdMs },
        }
      : null;
  const bytes = new TextEncoder().encode(merged === null ? (text ?? '{}') : JSON.stringify(merged));
  if (bytes.byteLength > maximumPayloadBytes) {
    throw new UsageError(
      `--payload has ${bytes.byteLength.toLocaleString('en')} bytes; Lambda takes at most ${maximumPayloadBytes.toLocaleString('en')}`,
      'Make it smaller, or put the data where the function can read it (S3, for instance).',
    );
  }
  return { bytes, holdMs: holdMs ?? holdMsOf(payload) };
}
