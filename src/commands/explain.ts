import { explain } from '../analysis/explain.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import { UsageError } from '../model/errors.ts';
import { exitCodes } from '../model/exit-code.ts';
import { explainView } from '../report/explain-view.ts';
import { viewPrintable } from '../report/printable.ts';
import { judgeSavedRun } from './judge-run.ts';
import { print } from './print.ts';
import type { Command } from './spec.ts';

/** `explain`: why one request of a saved run got its start kind, with every number. */
export const explainCommand: Command = async (_raw, [path = '-', wanted = ''], io) => {
  const { analysis, notes, close } = await judgeSavedRun(path, io);
  try {
    const row = /^\d+$/.test(wanted) ? analysis.placing?.of(Number(wanted))?.row : undefined;
    if (row === undefined) throw noSuchRequest(wanted, analysis);
    const view = { ...explainView(row, explain(row, analysis)), notes };
    await print(viewPrintable('explanation', view), { format: 'table' }, [], io);
    return exitCodes.good;
  } finally {
    await close();
  }
};

function noSuchRequest(wanted: string, { rows }: RunAnalysis): UsageError {
  let last: number | null = null;
  for (const { seq } of rows) last = seq;
  return new UsageError(
    `the run has no request ${JSON.stringify(wanted)}`,
    last === null ? 'It has no rows at all.' : `Give its seq, a whole number from 0 to ${last}.`,
  );
}
