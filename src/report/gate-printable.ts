import { csvRecord } from './csv.ts';
import { gateColumns } from './gate-columns.ts';
import { gateJson } from './gate-json.ts';
import type { Gate } from './gate-result.ts';
import { gateView } from './gate-view.ts';
import type { Printable } from './printable.ts';

/** A gate, for every format. CSV holds one row a check. */
export const gatePrintable = (gate: Gate): Printable => ({
  view: () => gateView(gate),
  json: () => [gateJson(gate)],
  csv: () => [
    csvRecord(gateColumns.map(({ name }) => name)),
    ...gate.assertions.map((verdict) =>
      csvRecord(gateColumns.map(({ ofAssertion }) => ofAssertion(verdict))),
    ),
    ...gate.lines.map((line) => csvRecord(gateColumns.map(({ ofRegression }) => ofRegression(line)))),
  ],
});
