import { UnreachableError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import { isPassing } from './errors.ts';

/** All control-plane calls of an account share 15 requests a second.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const pollFirstMs = 250;
const pollAtMostMs = 2_000;

export interface Settling {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** What is waited for, as a clause: `lambda-fanout-twin-1 to be Active`. */
  readonly what: string;
}

/**
 * Asks until an answer will do, with growing pauses. A call that is throttled, or fails on the other side, is asked
 * again later.
 *
 * @throws UnreachableError when the time is over, or `signal` aborts before; whatever else `ask` throws
 */
export async function settled<Answer>(
  ask: () => Promise<Answer>,
  willDo: (answer: Answer) => boolean,
  { clock, signal, timeoutMs, what }: Settling,
): Promise<Answer> {
  const deadlineMs = clock.nowMs() + timeoutMs;
  let pollMs = pollFirstMs;
  for (;;) {
    const asked = await ask().then(
      (answer) => ({ answer, failure: null }),
      (failure: unknown) => ({ answer: null, failure }),
    );
    if (asked.failure !== null && !isPassing(asked.failure)) throw asked.failure;
    if (asked.answer !== null && willDo(asked.answer)) return asked.answer;
    if (signal.aborted) throw new UnreachableError(`Interrupted while waiting for ${what}.`, 'Run it again.');
    if (clock.nowMs() >= deadlineMs)
      throw new UnreachableError(
        `Waited ${Math.round(timeoutMs / 1_000)} s for ${what}, in vain.`,
        'Look at the function in the AWS console, and run it again.',
        asked.failure,
      );
    await clock.sleep(Math.min(pollMs, deadlineMs - clock.nowMs()), signal);
    pollMs = Math.min(pollMs * 2, pollAtMostMs);
  }
}
