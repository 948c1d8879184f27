import type { Invocation } from '../model/invocation.ts';
import { type OrchestratorColumn, orchestratorColumns } from '../model/orchestrator.ts';

/** Bytes of the rows of one reply: Lambda takes 6 MB, and the rest of the reply needs some of them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html "Invocation payload" */
export const rowsAtMostBytes = 6_000_000;

/** Of a reason in words no more than this is told. */
const reasonAtMostLength = 300;

/** Microseconds are finer than any clock here, and shorter to write than what a float has. */
const rounded = (value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;

const cellOf = (row: Invocation, column: OrchestratorColumn): unknown =>
  column === 'reason' ? (row.reason?.slice(0, reasonAtMostLength) ?? null) : rounded(row[column]);

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

export interface WrittenRows {
  readonly rows: readonly (readonly unknown[])[];
  readonly leftOut: { readonly tails: number; readonly workers: number };
}

/**
 * Rows as lists of cells. What would not fit is left out from the last row on: first tails, whose REPORTs can be
 * found in CloudWatch Logs, then the words of workers; never what was measured here.
 *
 * @param mostBytes - as JSON
 */
export function writeRows(invocations: readonly Invocation[], mostBytes = rowsAtMostBytes): WrittenRows {
  let leftBytes = mostBytes;
  const worker = orchestratorColumns.indexOf('worker');
  const tail = orchestratorColumns.indexOf('tail');
  const rows = invocations.map((row) => {
    const cells = orchestratorColumns.map((column) => cellOf(row, column));
    cells[worker] = null;
    cells[tail] = null;
    leftBytes -= bytesOf(cells) + 1;
    return cells;
  });
  const fill = (column: number, wordsOf: (row: Invocation) => unknown): number => {
    let leftOut = 0;
    invocations.forEach((invocation, nth) => {
      const cells = rows[nth];
      const value = wordsOf(invocation);
      if (cells === undefined || value === null) return;
      const bytes = bytesOf(value);
      if (bytes > leftBytes || leftOut > 0) leftOut += 1;
      else {
        cells[column] = value;
        leftBytes -= bytes;
      }
    });
    return leftOut;
  };
  const workers = fill(worker, (row) => row.worker);
  const tails = fill(tail, (row) => row.tail);
  return { rows, leftOut: { tails, workers } };
}
