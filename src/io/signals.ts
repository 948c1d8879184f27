import type { StopSignals } from '../model/fanout.ts';

type Name = 'SIGINT' | 'SIGTERM';

/** What of `process` is used. */
export interface SignalSource {
  readonly on: (name: Name, listener: () => void) => unknown;
  readonly off: (name: Name, listener: () => void) => unknown;
}

export interface Interruptions extends StopSignals {
  /** Gives Ctrl-C its usual meaning back. Idempotent. */
  readonly dispose: () => void;
}

const names = ['SIGINT', 'SIGTERM'] as const;

/**
 * Listens for Ctrl-C (SIGINT) and SIGTERM: the first aborts `stop`, the second `quit`. From the third on nothing more
 * happens here, as everything has been told to end.
 *
 * @param onStop - called at the first, to say that a second quits
 */
export function interruptions(onStop: () => void = () => {}, source: SignalSource = process): Interruptions {
  const stop = new AbortController();
  const quit = new AbortController();
  const listener = (): void => {
    if (stop.signal.aborted) {
      quit.abort();
    } else {
      stop.abort();
      onStop();
    }
  };
  for (const name of names) source.on(name, listener);
  return {
    stop: stop.signal,
    quit: quit.signal,
    dispose: () => {
      for (const name of names) source.off(name, listener);
    },
  };
}
