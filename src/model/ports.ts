/** Stops what {@link Clock.after} started; calling it late does nothing. */
export type Cancel = () => void;

/** Time, handed in: only `io` has the real one. */
export interface Clock {
  /** Monotonic milliseconds from a start that stays the same for the life of the process. */
  readonly nowMs: () => number;
  /** Wall clock, milliseconds since the epoch. */
  readonly wallMs: () => number;
  /** Resolves after `delayMs`, or at once when `signal` aborts (it never rejects). */
  readonly sleep: (delayMs: number, signal?: AbortSignal) => Promise<void>;
  /** Calls `run` once after `delayMs`, unless cancelled. */
  readonly after: (delayMs: number, run: () => void) => Cancel;
}

/** Randomness, handed in. */
export interface Random {
  readonly uuid: () => string;
  /** `digits` lower-case hexadecimal digits. */
  readonly hex: (digits: number) => string;
  /** Uniform in [0, 1). */
  readonly fraction: () => number;
}

/** How late an event loop was. */
export interface LoopDelay {
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** The event loop of this process, handed in like a clock. */
export interface EventLoop {
  /** How long it has waited for events, in all. */
  readonly idleMs: () => number;
  /** Measures from now on how late it is.
   * @returns ends the measurement; null where it was too short to see anything */
  readonly watchDelay: () => () => LoopDelay | null;
}
