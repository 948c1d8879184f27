import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliOptions, type CliResult, cli } from './cli.ts';

/** A row of `--format json`, as far as tests read it. */
export interface JsonRow {
  readonly round: number;
  readonly seq: number;
  readonly requestId: string | null;
  readonly startKind: string;
  readonly evidence: string;
  readonly outcome: string;
  readonly statusCode: number | null;
  readonly errorType: string | null;
  readonly throttleReason: string | null;
  readonly environmentId: string | null;
  readonly executedVersion: string | null;
  readonly reportSource: string | null;
  readonly initType: string | null;
  readonly initMs: number | null;
  readonly initInPathMs: number | null;
  readonly reason: string | null;
}

/** The document of `--format json`, as far as tests read it. */
export interface JsonRun {
  readonly target: {
    readonly version: string | null;
    readonly provisioned: { readonly status: string } | null;
  };
  readonly summary: {
    readonly headline: string;
    readonly rows: number;
    readonly waitedForInit: number;
    readonly classified: number;
    readonly outcomes: Readonly<Record<string, number>>;
    readonly coverage: {
      readonly due: number;
      readonly fromTail: number;
      readonly fromLogs: number;
      readonly reconciled: Readonly<Record<string, number>> | null;
    };
    readonly interrupted: boolean;
    readonly killed: boolean;
    readonly rounds: readonly {
      readonly asked: number;
      readonly environments: number | null;
      readonly achievedConcurrency: number;
      readonly expected: { readonly because: string; readonly verdict: string };
    }[];
  };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly verdicts: readonly { readonly verdict: string; readonly message: string }[];
  readonly rows: readonly JsonRow[];
}

export interface BenchRun extends CliResult {
  readonly run: JsonRun;
}

export const alias = ['--qualifier', 'worker_lambda_alias'] as const;

/** Runs `bench --format json` and reads what it printed.
 * @throws Error with standard error in it where that is no JSON */
export async function benchJson(args: readonly string[], options: CliOptions = {}): Promise<BenchRun> {
  const result = await cli(['bench', ...args, '--format', 'json'], options);
  try {
    return { ...result, run: JSON.parse(result.stdout) as JsonRun };
  } catch (cause) {
    throw new Error(`exit code ${result.exitCode}, and no JSON: ${result.stderr}`, { cause });
  }
}

/** How many rows have each value of a field. */
export function tally(rows: readonly JsonRow[], field: keyof JsonRow): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[String(row[field])] = (counts[String(row[field])] ?? 0) + 1;
  return counts;
}

/** Writes a local.json into a folder.
 * @returns its path */
export async function localJson(folder: string, config: unknown): Promise<string> {
  const path = join(folder, 'local.json');
  await writeFile(path, JSON.stringify(config));
  return path;
}
