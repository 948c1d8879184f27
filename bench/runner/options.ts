import { parseArgs } from 'node:util';

export interface RunOptions {
  readonly short: boolean;
  readonly docs: boolean;
  readonly jsonPath: string | null;
  /** Names of the benchmarks to run, in the suite's order. */
  readonly names: readonly string[];
}

export const usage = `npm run bench -- [options]
  --only NAME   one benchmark (repeatable)
  --short       everything once and small: fails by an error, not by time
  --json FILE   every value, for a program to read
  --docs        writes the tables of docs/performance.md and docs/statistics.md; whole suite, or the latter's own
                by --only gate-calibration
`;

/** @throws with a sentence for the user */
export function runOptions(args: readonly string[], known: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      json: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const { short, docs, json, only } = values;
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`there is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const ownPage = only.length > 0 && only.every((name) => name === 'gate-calibration');
  if (docs && (short || (only.length > 0 && !ownPage)))
    throw new Error('--docs takes the whole suite, or --only gate-calibration; and never --short');
  const names = only.length === 0 ? known : known.filter((name) => only.includes(name));
  return { short, docs, jsonPath: json ?? null, names };
}
