import { type ExitCode, exitCodes } from './exit-code.ts';

/** An error a user can cause or must act on: what happened (message), what to do next (hint), and the exit code.
 * Anything thrown that is not one of these is a bug and keeps its stack. */
export abstract class FanoutError extends Error {
  abstract readonly hint: string;
  abstract readonly exitCode: ExitCode;
  /** What is shown below the message, line by line: where something is wrong in a text. */
  readonly shown: readonly string[] = [];
  override get name(): string {
    return this.constructor.name;
  }
}

/** The command line, a file or the environment is wrong: exit code 2. */
export class UsageError extends FanoutError {
  readonly exitCode: ExitCode = exitCodes.usage;
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** Something is wrong at a place in a text of the command line, which is shown with a caret below it. */
export class CaretError extends UsageError {
  override readonly shown: readonly string[];
  /** @param at - the place, from 0 */
  constructor(message: string, text: string, at: number, hint: string) {
    super(message, hint);
    this.shown = [text, `${' '.repeat(at)}^`];
  }
}

/** AWS, or the endpoint in its place, refused or could not be reached, and nothing was measured: exit code 4. */
export class UnreachableError extends FanoutError {
  readonly exitCode: ExitCode = exitCodes.unreachable;
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** Provisioned concurrency that was waited for is not READY: FAILED is a finding (1), not in time is no evidence (3). */
export class NotReadyError extends FanoutError {
  readonly exitCode: ExitCode;
  readonly hint: string;
  constructor(message: string, hint: string, how: 'failed' | 'not-in-time') {
    super(message);
    this.hint = hint;
    this.exitCode = how === 'failed' ? exitCodes.finding : exitCodes.incomplete;
  }
}

/** The message of anything thrown, in one line. */
export const messageOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).replaceAll(/\s*\n\s*/g, ' ').trim();
