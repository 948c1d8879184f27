import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A load tool and its closest equivalent to "N requests at the same moment". */
export interface LoadTool {
  readonly name: string;
  /** Exact version on npm, for tools that are there; others come with the operating system. */
  readonly npmVersion: string | null;
  readonly args: (count: number) => readonly string[];
}

export const loadTools: readonly LoadTool[] = [
  {
    name: 'autocannon',
    npmVersion: '8.0.0',
    args: (count) => ['-c', String(count), '-a', String(count)],
  },
  {
    name: 'artillery',
    // The last that runs on Node 20.
    npmVersion: '2.0.21',
    args: (count) => ['quick', '--count', String(count), '-n', '1'],
  },
  { name: 'hey', npmVersion: null, args: (count) => ['-n', String(count), '-c', String(count)] },
  {
    // Has no number of requests: each connection sends again once it was answered, which is not counted.
    name: 'wrk',
    npmVersion: null,
    args: (count) => ['-t', '1', '-c', String(count), '-d', '1s'],
  },
];

export type Found = { readonly path: string } | { readonly missing: string };

async function onPath(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, name);
    const there = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return null;
}

const installLimitMs = 120_000;

async function installed(name: string, version: string): Promise<Found> {
  const folder = join(tmpdir(), `peer-${name}`);
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--fetch-retries',
    '0',
    '--loglevel',
    'error',
  ];
  try {
    await run('npm', ['install', '--prefix', folder, ...quiet, `${name}@${version}`], {
      timeout: installLimitMs,
    });
    return { path: join(folder, 'node_modules', '.bin', name) };
  } catch {
    return { missing: `not installed here, and npm could not install ${name}@${version}` };
  }
}

/** The tool of the `PATH`; else, where that is allowed, from npm in the suite's temporary folder. */
export async function findTool({ name, npmVersion }: LoadTool, mayInstall: boolean): Promise<Found> {
  const path = await onPath(name);
  if (path !== null) return { path };
  if (npmVersion === null || !mayInstall) return { missing: 'not installed here' };
  return installed(name, npmVersion);
}
