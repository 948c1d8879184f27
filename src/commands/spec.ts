import type { Io } from '../io/io.ts';
import type { ExitCode } from '../model/exit-code.ts';

/** One option as commander spells it. Values stay text: each command reads them by its own schema. */
export interface OptionSpec {
  readonly flags: string;
  readonly says: string;
  /** May be given more than once; the values are a list. */
  readonly repeatable?: boolean;
  /** Not shown in help. */
  readonly hidden?: boolean;
}

/** The options as they were given, by camel-case name. */
export type RawOptions = Readonly<Record<string, unknown>>;

export type Command = (raw: RawOptions, operands: readonly string[], io: Io) => Promise<ExitCode>;

export interface CommandSpec {
  readonly says: string;
  /** As commander spells it: `<run>`, `[file...]`. */
  readonly operands: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  /** Loads the command's code: help and version never pay for it. */
  readonly load: () => Promise<Command>;
}
