/** What the process answers to a script; the same whatever the output format.
 * Where several apply, {@link worst} says which one wins. */
export const exitCodes = {
  /** Done, and nothing to complain of. */
  good: 0,
  /** A proven finding: an assertion breached, doctor found an error. */
  finding: 1,
  /** Usage or configuration: the command line, a file, the target. */
  usage: 2,
  /** The evidence is incomplete: a row that is not ok, a REPORT that is missing, an assertion without its sample. */
  incomplete: 3,
  /** AWS refused or could not be reached, and no row was measured. */
  unreachable: 4,
  /** A bug in this tool. */
  bug: 70,
  /** Interrupted; the rows measured so far are saved. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const precedence: readonly ExitCode[] = [130, 70, 2, 4, 1, 3, 0];

/** The exit code that wins where several apply: 130, 70, 2, 4, 1, 3, 0. An empty list is 0. */
export const worst = (codes: readonly ExitCode[]): ExitCode =>
  precedence.find((code) => codes.includes(code)) ?? exitCodes.good;
