/** `lambda-fanout/worker`: lets a worker say, by its own clock, when its environment was initialized and when its
 * handler ran. It turns an inference about a cold start into evidence. No dependency; docs/worker.md tells its use. */
import { randomUUID } from 'node:crypto';

/** What the wrapped handler replies beside its own result. The same shape as the CLI's `workerReplySchema`. */
export interface FanoutReply {
  readonly environmentId: string;
  readonly initializationType: string | null;
  readonly initStartedAt: number;
  readonly initEndedAt: number;
  readonly handlerStartedAt: number;
  readonly handlerEndedAt: number;
  readonly logStream: string | null;
}

type Handler<Event, Context, Result> = (event: Event, context: Context) => Result | Promise<Result>;

/** Longest hold: Lambda's own longest timeout. */
const maximumHoldMs = 900_000;
const defaultHoldMs = 250;

const environmentId = randomUUID();
// Both ends of the init by one clock; timeOrigin is when this process started.
const initStartedAt = performance.timeOrigin;
const wallMs = (): number => performance.timeOrigin + performance.now();

const asHoldMs = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= maximumHoldMs ? value : null;

function holdMsOf(event: unknown): number {
  const asked =
    typeof event === 'object' && event !== null && 'lambdaFanout' in event ? event.lambdaFanout : undefined;
  const fromEvent =
    typeof asked === 'object' && asked !== null && 'holdMs' in asked ? asHoldMs(asked.holdMs) : null;
  const environment = process.env.HOLD_MS;
  const fromEnvironment =
    environment === undefined || environment === '' ? null : asHoldMs(Number(environment));
  return fromEvent ?? fromEnvironment ?? defaultHoldMs;
}

/**
 * Wraps a handler: it holds its environment on a timer until `holdMs` have passed since it was called (payload
 * `{"lambdaFanout":{"holdMs":n}}`, else `HOLD_MS`, else 250 ms; 0 is allowed), so that requests released together
 * cannot share an environment, and replies when init and handler ran.
 *
 * Call it at the end of the module, when the rest of the init is done. An object that the handler returns is kept,
 * and the reply's fields are put beside its own; anything else is kept under `result`.
 *
 * @param handler - the worker's own handler; without one the worker only holds
 * @returns a Lambda handler
 */
export function withFanout<Event = unknown, Context = unknown, Result = unknown>(
  handler?: Handler<Event, Context, Result>,
): (event: Event, context: Context) => Promise<FanoutReply & Record<string, unknown>> {
  const initEndedAt = wallMs();
  return async (event, context) => {
    const handlerStartedAt = wallMs();
    const holding = new Promise<void>((resolve) => {
      const holdMs = holdMsOf(event);
      if (holdMs === 0) resolve();
      else setTimeout(resolve, holdMs);
    });
    const result = await handler?.(event, context);
    await holding;
    const isObject = typeof result === 'object' && result !== null && !Array.isArray(result);
    return {
      ...(isObject ? (result as Record<string, unknown>) : result === undefined ? {} : { result }),
      environmentId,
      initializationType: process.env.AWS_LAMBDA_INITIALIZATION_TYPE ?? null,
      initStartedAt,
      initEndedAt,
      handlerStartedAt,
      handlerEndedAt: wallMs(),
      logStream: process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? null,
    };
  };
}
