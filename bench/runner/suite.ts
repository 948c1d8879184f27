import type { Benchmark } from '../figure.ts';
import { type Row, rowsOf } from './row.ts';

/** A benchmark of the suite, loaded when its turn comes: one that cannot be loaded fails alone. */
export interface Entry {
  readonly name: string;
  readonly load: () => Promise<Benchmark>;
}

export interface Suite {
  readonly rows: readonly Row[];
  readonly tookMs: readonly { readonly name: string; readonly ms: number }[];
}

export interface SuiteOptions {
  readonly short: boolean;
  readonly nowMs: () => number;
  readonly onStart: (name: string) => void;
  readonly onError: (name: string, thrown: unknown) => void;
}

async function rowsOfEntry(entry: Entry, { short, onError }: SuiteOptions): Promise<readonly Row[]> {
  const failed = (because: string): Row => ({ kind: 'failed', group: entry.name, name: entry.name, because });
  try {
    const results = await (await entry.load()).run({ short });
    const rows = results.flatMap((result) => rowsOf(result, !short));
    return rows.length === 0 ? [failed('it gave no figure')] : rows;
  } catch (thrown) {
    onError(entry.name, thrown);
    return [failed(thrown instanceof Error ? thrown.message : String(thrown))];
  }
}

/** Runs benchmarks one after the other: two at once would measure each other. One that throws becomes a row. */
export async function runSuite(entries: readonly Entry[], options: SuiteOptions): Promise<Suite> {
  const rows: Row[] = [];
  const tookMs: { name: string; ms: number }[] = [];
  for (const entry of entries) {
    options.onStart(entry.name);
    const beganMs = options.nowMs();
    rows.push(...(await rowsOfEntry(entry, options)));
    tookMs.push({ name: entry.name, ms: options.nowMs() - beganMs });
  }
  return { rows, tookMs };
}
