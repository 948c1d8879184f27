import type { Clock } from '../../model/ports.ts';
import type { EngineRequest } from '../engine.ts';
import type { Exit } from './error-reply.ts';
import type { RuntimeAnswer } from './runtime-api.ts';
import type { RuntimeProcess } from './runtime-process.ts';

/** How an invocation ended; `durationMs` from the event's hand-over. */
export type InvocationResult =
  | { readonly kind: 'answered'; readonly answer: RuntimeAnswer; readonly durationMs: number }
  | { readonly kind: 'exited'; readonly exit: Exit; readonly durationMs: number }
  | { readonly kind: 'timeout'; readonly durationMs: number };

export interface InvocationOptions {
  readonly clock: Clock;
  readonly runtime: RuntimeProcess;
  readonly request: EngineRequest;
  /** What the function's timeout leaves. */
  readonly limitMs: number;
  /** Called when the runtime takes the event. */
  readonly onTaken: () => void;
}

/** Hands the event to the runtime and waits for the first of: its answer, its end, the deadline. All output up to
 * then has been read when it resolves. Null: the process had ended before it took the event. */
export async function runInvocation(options: InvocationOptions): Promise<InvocationResult | null> {
  const { clock, runtime, request, limitMs, onTaken } = options;
  let takenAtMs: number | null = null;
  let cancel = (): void => {};
  let onTimeout = (): void => {};
  const timeout = new Promise<'timeout'>((resolve) => {
    onTimeout = () => resolve('timeout');
  });
  // A runtime that never asks for the event must not hold its request for ever.
  cancel = clock.after(limitMs, onTimeout);
  const answered = runtime.deliver({
    requestId: request.requestId,
    deadlineWallMs: () => clock.wallMs() + limitMs,
    invokedArn: request.invokedArn,
    traceId: request.traceId,
    clientContext: request.clientContext,
    payload: request.payload,
    onTaken: () => {
      onTaken();
      cancel();
      cancel = clock.after(limitMs, onTimeout);
      takenAtMs = clock.nowMs();
    },
  });
  const first = await Promise.race([answered, runtime.exited, timeout]);
  cancel();
  const startedAtMs: number | null = takenAtMs;
  if (first === 'timeout') {
    if (startedAtMs === null) onTaken();
    await runtime.kill();
    return { kind: 'timeout', durationMs: limitMs };
  }
  if ('exit' in first) {
    if (startedAtMs === null) return null;
    return { kind: 'exited', exit: first.exit, durationMs: first.atMs - startedAtMs };
  }
  await runtime.drained();
  return { kind: 'answered', answer: first, durationMs: first.atMs - (startedAtMs ?? first.atMs) };
}
