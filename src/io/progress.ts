import type { Output } from './terminal.ts';

/** What a person sees while work goes on. Never on standard output. */
export interface Progress {
  /** Replaces the lines that move. Where nothing may move, work that goes on for long leaves one line every ten seconds. */
  readonly show: (text: string) => void;
  /** Whether what is shown now, or soon, will be seen: what costs time to tell can be left out else. */
  readonly isSeen: () => boolean;
  /** Takes the lines away while something is measured that drawing could disturb; `show` brings it back. */
  readonly pause: () => void;
  /** A line that stays, wherever standard error goes. */
  readonly note: (text: string) => void;
  /** Takes the lines away for good. Idempotent. */
  readonly end: () => void;
}

interface Spinner {
  text: string;
  readonly isSpinning: boolean;
  start(): unknown;
  stop(): unknown;
}

/** Between two plain lines, and before the first. */
const plainEveryMs = 10_000;

/**
 * Progress on standard error: a spinner on a terminal, else a plain line every ten seconds. There is no timer for the
 * plain lines: they come with {@link Progress.show}, so that nothing is written while requests are in flight.
 *
 * @param options.quiet - neither progress nor notes
 * @param options.nowMs - a clock that only goes forward
 */
export function startProgress(
  stderr: Output,
  options: { readonly quiet: boolean; readonly nowMs: () => number },
): Progress {
  let plainAfterMs = options.nowMs() + plainEveryMs;
  // A terminal that says it has no columns would have the spinner clear endless lines.
  const moves = stderr.mayMove && stderr.stream !== null && stderr.columns() !== 0 && !options.quiet;
  let spinner: Spinner | null = null;
  let loading = false;
  let wanted: string | null = null;
  let ended = false;

  const load = async (): Promise<void> => {
    const { default: ora } = await import('ora');
    // Standard input is left alone: a spinner that takes it would swallow Ctrl-C.
    spinner = ora({ stream: stderr.stream as NodeJS.WritableStream, discardStdin: false, color: false });
    draw();
  };
  const draw = (): void => {
    if (spinner === null || wanted === null || ended) return;
    spinner.text = wanted;
    if (!spinner.isSpinning) spinner.start();
  };
  const leave = (text: string): void => {
    const nowMs = options.nowMs();
    if (nowMs < plainAfterMs) return;
    plainAfterMs = nowMs + plainEveryMs;
    void stderr.write(`${text.replaceAll(/\n\s*/g, '; ')}\n`);
  };

  return {
    show: (text) => {
      if (ended || options.quiet) return;
      if (!moves) {
        leave(text);
        return;
      }
      wanted = text;
      if (spinner === null && !loading) {
        loading = true;
        void load();
      }
      draw();
    },
    isSeen: () => !ended && !options.quiet && (moves || options.nowMs() >= plainAfterMs - plainEveryMs / 2),
    pause: () => {
      wanted = null;
      spinner?.stop();
    },
    note: (text) => {
      if (options.quiet) return;
      spinner?.stop();
      void stderr.write(`${text}\n`);
      draw();
    },
    end: () => {
      ended = true;
      spinner?.stop();
    },
  };
}
