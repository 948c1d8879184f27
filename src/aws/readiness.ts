import type { Clock } from '../model/ports.ts';
import type { StagedRequest } from './staged-request.ts';

/** A request that is not staged by then does not hold up the others. */
const readyWithinMs = 120_000;

/**
 * Resolves once every request is ready or has come to its end, when `signal` aborts, and after two minutes at the
 * latest.
 *
 * @param onChange - is handed what is to be called whenever a request may have become ready
 */
export function allReady(
  requests: ReadonlySet<StagedRequest>,
  clock: Clock,
  signal: AbortSignal,
  onProgress: (ready: number) => void,
  onChange: (changed: () => void) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      onChange(() => {});
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(readyWithinMs, done);
    signal.addEventListener('abort', done);
    let looking = false;
    const look = (): void => {
      looking = false;
      let ready = 0;
      for (const one of requests) if (one.isReady) ready += 1;
      onProgress(ready);
      if (ready === requests.size || signal.aborted) done();
    };
    // Many requests become ready in one turn of the loop; they are counted once.
    onChange(() => {
      if (!looking) setImmediate(look);
      looking = true;
    });
    look();
  });
}
