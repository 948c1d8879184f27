import { explain } from '../analysis/explain.ts';
import { readRunFile } from '../io/run-file-reader.ts';
import { UsageError } from '../model/errors.ts';
import { exitCodes } from '../model/exit-code.ts';
import { explainView } from '../report/explain-view.ts';
import { viewPrintable } from '../report/printable.ts';
import { judgeRun } from './judge-run.ts';
import { print } from './print.ts';
import type { Command } from './spec.ts';

/** `explain`: why one request of a saved run got its start kind, with every number. */
export const explainCommand: Command = async (_raw, [path = '-', wanted = ''], io) => {
  const { run, notes } = await readRunFile(path, io.stdin);
  const analysis = judgeRun(run);
  const row = /^\d+$/.test(wanted) ? analysis.rows.find(({ seq }) => seq === Number(wanted)) : undefined;
  if (row === undefined) {
    const last = analysis.rows.at(-1)?.seq;
    throw new UsageError(
      `the run has no request ${JSON.stringify(wanted)}`,
      last === undefined ? 'It has no rows at all.' : `Give its seq, a whole number from 0 to ${last}.`,
    );
  }
  const view = { ...explainView(row, explain(row, analysis)), notes };
  await print(viewPrintable('explanation', view), { format: 'table' }, [], io);
  return exitCodes.good;
};
