import type { Clock } from '../../model/ports.ts';
import { exitErrorType, exitMessage, platformErrorType } from './error-reply.ts';
import type { RuntimeProcess } from './runtime-process.ts';

export interface InitPhaseResult {
  readonly status: 'success' | 'error' | 'timeout';
  /** From the start of the process to its first question for an event, or to the end of the attempt. */
  readonly durationMs: number;
  readonly errorType: string | null;
  /** What the runtime posted of its error; null: it posted nothing. */
  readonly body: Uint8Array | null;
  /** How the process ended, in words. */
  readonly message: string | null;
}

/** An init that did not run at all. */
export const initImpossible = (message: string): InitPhaseResult => ({
  status: 'error',
  durationMs: 0,
  errorType: 'Runtime.ExitError',
  body: null,
  message,
});

/** Waits for the first of: ready, init error, end of the process, `limitMs` over. */
export async function runInit(
  clock: Clock,
  runtime: RuntimeProcess,
  startedAtMs: number,
  limitMs: number,
  isOutOfMemory: () => boolean,
): Promise<InitPhaseResult> {
  let cancel = (): void => {};
  const timeout = new Promise<{ readonly kind: 'timeout' }>((resolve) => {
    cancel = clock.after(limitMs, () => resolve({ kind: 'timeout' }));
  });
  const outcome = await Promise.race([runtime.init, timeout]);
  cancel();
  if (outcome.kind === 'timeout') {
    return { status: 'timeout', durationMs: limitMs, errorType: null, body: null, message: null };
  }
  const durationMs = outcome.atMs - startedAtMs;
  switch (outcome.kind) {
    case 'ready':
      return { status: 'success', durationMs, errorType: null, body: null, message: null };
    case 'error':
      return {
        status: 'error',
        durationMs,
        errorType: platformErrorType(outcome.errorType),
        body: outcome.body,
        message: null,
      };
    case 'exited': {
      const errorType = isOutOfMemory() ? 'Runtime.OutOfMemory' : exitErrorType(outcome.exit);
      return { status: 'error', durationMs, errorType, body: null, message: exitMessage(outcome.exit) };
    }
  }
}
