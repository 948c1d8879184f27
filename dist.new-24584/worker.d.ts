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
export declare function withFanout<Event = unknown, Context = unknown, Result = unknown>(
  handler?: Handler<Event, Context, Result>,
): (event: Event, context: Context) => Promise<FanoutReply & Record<string, unknown>>;
