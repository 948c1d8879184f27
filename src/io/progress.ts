import type { Output } from './terminal.ts';

/** What a person sees while work goes on. Never on standard output. */
export interface Progress {
  /** Replaces the line that moves; nothing happens where no one watches. */
  readonly show: (text: string) => void;
  /** Takes the line away while something is measured that drawing could disturb; `show` brings it back. */
  readonly pause: () => void;
  /** A line that stays, wherever standard error goes. */
  readonly note: (text: string) => void;
  /** Takes the line away for good. Idempotent. */
  readonly end: () => void;
}

interface Spinner {
  text: string;
  readonly isSpinning: boolean;
  start(): unknown;
  stop(): unknown;
}

/**
 * Progress on standard error: a spinner on a terminal, else only what {@link Progress.note} says.
 *
 * @param options.quiet - neither spinner nor notes
 */
export function startProgress(stderr: Output, options: { readonly quiet: boolean }): Progress {
  const moves = stderr.mayMove && stderr.stream !== null && !options.quiet;
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

  return {
    show: (text) => {
      if (!moves || ended) return;
      wanted = text;
      if (spinner === null && !loading) {
        loading = true;
        void load();
      }
      draw();
    },
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
