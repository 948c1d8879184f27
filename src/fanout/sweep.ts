import { FanoutError } from '../model/errors.ts';
import type { SweepEnd } from '../model/sweep.ts';

/**
 * Measures one concurrency after the other, each chosen by what was seen so far.
 *
 * @param next - the next concurrency; null: there is nothing more to find
 * @param measure - one round
 * @param maxInvocations - no round is begun that would go over it
 * @returns with `failure`, what ended it early: the rounds before it stand
 * @throws what the first round throws, and whatever says nothing to a user
 */
export async function sweepRounds<Seen>(
  next: (seen: readonly Seen[]) => number | null,
  measure: (concurrency: number, step: number) => Promise<Seen>,
  { maxInvocations, stop }: { readonly maxInvocations: number; readonly stop: AbortSignal },
): Promise<{
  readonly seen: readonly Seen[];
  readonly end: SweepEnd;
  readonly sent: number;
  readonly failure: FanoutError | null;
}> {
  const seen: Seen[] = [];
  let sent = 0;
  for (;;) {
    const concurrency = next(seen);
    if (concurrency === null) return { seen, end: 'done', sent, failure: null };
    if (stop.aborted) return { seen, end: 'interrupted', sent, failure: null };
    if (sent + concurrency > maxInvocations) return { seen, end: 'invocations', sent, failure: null };
    try {
      seen.push(await measure(concurrency, seen.length + 1));
    } catch (error) {
      if (seen.length === 0 || !(error instanceof FanoutError)) throw error;
      return { seen, end: stop.aborted ? 'interrupted' : 'failed', sent, failure: error };
    }
    sent += concurrency;
  }
}
