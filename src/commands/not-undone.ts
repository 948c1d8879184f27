import type { Io } from '../io/io.ts';
import { notUndone } from '../model/cold.ts';
import type { Run } from '../model/run-file.ts';
import { terminalText } from '../report/escape.ts';

/** What is left in the account must be said, also where there is no result to say it in. */
export function tellNotUndone({ end }: Run, io: Io): void {
  for (const { code, message } of end?.notes ?? [])
    if (code === notUndone) void io.stderr.write(`lambda-fanout: ${terminalText(message)}\n`);
}
