import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Builds `src/local/bootstrap.ts` as the package's build does, into a folder of its own. */
export async function builtBootstrap(): Promise<{
  readonly path: string;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-bootstrap-'));
  const path = join(folder, 'bootstrap.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/local/bootstrap.ts', import.meta.url))],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
