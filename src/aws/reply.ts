import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import type { Reply, Settled } from '../model/dispatch.ts';
import { throttleReasons } from '../model/outcome.ts';
import { platformLines } from '../model/platform-lines.ts';
import { workerReplyOf } from '../model/worker-reply-of.ts';
import { refusalOf, thrownFacts } from './errors.ts';

/** What the socket saw of a request. */
export interface Stamps {
  readonly connectMs: number | null;
  readonly writtenMs: number | null;
  readonly firstByteMs: number | null;
  readonly lastByteMs: number | null;
  readonly uncertaintyMs: number | null;
}

const nothing = {
  requestId: null,
  reason: null,
  statusCode: null,
  errorType: null,
  throttleReason: null,
  executedVersion: null,
  worker: null,
  tail: null,
} as const;

const timesOf = ({ connectMs, writtenMs, firstByteMs, uncertaintyMs }: Stamps) => ({
  stampUncertaintyMs: uncertaintyMs,
  connectMs,
  writtenMs,
  firstByteMs,
  doneMs: null,
});

function jsonOf(payload: Uint8Array | undefined): unknown {
  if (payload === undefined) return null;
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'));
  } catch {
    return null;
  }
}

const textField = (value: unknown, field: string): string | null => {
  if (typeof value !== 'object' || value === null) return null;
  const text = (value as Record<string, unknown>)[field];
  return typeof text === 'string' ? text : null;
};

/** A reply that arrived whole. Of its payload the row keeps only the worker's own words, and the type and message of an
 * error.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function replied(output: InvokeCommandOutput, stamps: Stamps): Settled {
  const payload = jsonOf(output.Payload);
  const failed = output.FunctionError !== undefined;
  const errorType = failed ? (textField(payload, 'errorType') ?? output.FunctionError ?? null) : null;
  const said = failed ? textField(payload, 'errorMessage') : null;
  const reply: Reply = {
    ...nothing,
    ...timesOf(stamps),
    doneMs: stamps.lastByteMs,
    requestId: output.$metadata.requestId ?? null,
    outcome: failed ? 'function-error' : 'ok',
    reason: failed ? (said ?? `the function failed (${errorType})`) : null,
    statusCode: output.StatusCode ?? output.$metadata.httpStatusCode ?? null,
    errorType,
    executedVersion: output.ExecutedVersion ?? null,
    worker: workerReplyOf(payload),
    tail: output.LogResult === undefined ? null : platformLines(output.LogResult),
  };
  return { reply, refusal: null, ...(output.Payload === undefined ? {} : { payload: output.Payload }) };
}

function throttled(error: unknown): Partial<Reply> {
  const throttleReason = textField(error, 'Reason');
  const meaning = throttleReasons[(throttleReason ?? '') as keyof typeof throttleReasons];
  return { outcome: 'throttled', throttleReason, reason: meaning ?? thrownFacts(error).message };
}

/** A request that ended in an error: refused by the API, or cut off. */
export function failed(error: unknown, stamps: Stamps): Settled {
  const { name, statusCode, requestId, message, code } = thrownFacts(error);
  const answered = statusCode !== null && stamps.firstByteMs !== null && code !== 'ECONNRESET';
  const reply: Reply = { ...nothing, ...timesOf(stamps), outcome: 'unsent', reason: message };
  if (answered) {
    const refused: Reply = {
      ...reply,
      doneMs: stamps.lastByteMs,
      outcome: 'api-error',
      requestId,
      statusCode,
      errorType: name,
      reason: `${name}: ${message}`,
    };
    return statusCode === 429
      ? { reply: { ...refused, ...throttled(error) }, refusal: null }
      : { reply: refused, refusal: refusalOf('Lambda Invoke', error) };
  }
  if (stamps.writtenMs === null)
    return {
      reply: { ...reply, reason: `not sent: ${message}` },
      refusal: refusalOf('Lambda Invoke', error),
    };
  // What the SDK says of a body that is cut tells how to debug the SDK.
  const reason =
    stamps.firstByteMs === null
      ? `the connection broke before a reply came: ${message}`
      : 'the connection broke in the middle of the reply';
  // Where the head of the reply came, its request id finds the REPORT.
  return { reply: { ...reply, outcome: 'lost', reason, requestId }, refusal: null };
}

/** A request that this client does not wait for any longer. */
export const givenUp = (reason: string, stamps: Stamps): Settled => ({
  reply: {
    ...nothing,
    ...timesOf(stamps),
    outcome: stamps.writtenMs === null ? 'unsent' : 'timeout',
    reason,
  },
  refusal: null,
});
