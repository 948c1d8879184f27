import type { Writable } from 'node:stream';
import { messageOf, UsageError } from '../model/errors.ts';
import { mayMove, wantsColour } from './colour-choice.ts';

/** Where text goes: standard output or standard error. */
export interface Output {
  /** Resolves once the text was taken: waiting for it is the back-pressure. A pipe that was closed by its reader is
   * silent. @throws UsageError where writing fails otherwise (a full disk behind a redirection) */
  readonly write: (text: string) => Promise<void>;
  /** Its reader has gone: nothing more arrives. */
  readonly isClosed: () => boolean;
  readonly isTerminal: boolean;
  /** Width in columns; null where there is no terminal. */
  readonly columns: () => number | null;
  readonly colour: boolean;
  /** Spinners and rewritten lines are welcome. */
  readonly mayMove: boolean;
  /** The stream itself, for what must have one; null in a double. */
  readonly stream: Writable | null;
}

/** A stream of `process`, as far as it is used. */
export type TerminalStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

const closedPipe = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);
const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

/** An output of this process.
 * @param env - decides on colour and movement */
export function realOutput(
  stream: TerminalStream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Output {
  let closed = false;
  // Each write hears of its own error; without a listener the stream would throw it a second time.
  stream.on('error', (error: unknown) => {
    if (closedPipe.has(codeOf(error) ?? '')) closed = true;
  });
  const written = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (closed || text === '') {
        resolve();
        return;
      }
      stream.write(text, (error) => {
        if (error === null || error === undefined) {
          resolve();
        } else if (closedPipe.has(codeOf(error) ?? '')) {
          closed = true;
          resolve();
        } else {
          reject(
            new UsageError(
              `the output could not be written: ${messageOf(error)}`,
              'Look at where it is redirected to: is there room, and may it be written?',
              error,
            ),
          );
        }
      });
    });
  const isTerminal = stream.isTTY === true;
  const columns = (): number | null => (isTerminal ? stream.columns || null : null);
  return {
    write: (text) => {
      const result = written(text);
      // Whoever does not wait for it does not want to hear of it.
      result.catch(() => {});
      return result;
    },
    isClosed: () => closed,
    isTerminal,
    columns,
    colour: wantsColour(env, isTerminal),
    // A terminal that says it has no width would make a spinner clear lines without end.
    mayMove: mayMove(env, isTerminal) && columns() !== null,
    stream,
  };
}
