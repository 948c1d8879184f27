import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);

/** What the dispatch benchmarks run, built into a temporary folder. */
export interface Built {
  readonly clientPath: string;
  readonly peerPath: string;
  /** False where OpenSSL's headers are not there. */
  readonly tls: boolean;
  readonly remove: () => Promise<void>;
}

/** Run from the checkout (`npm run bench`).
 * @throws where there is no C compiler */
export async function buildDispatch(): Promise<Built> {
  const here = resolve('bench/dispatch');
  const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-bench-'));
  const [clientPath, peerPath] = [join(folder, 'client.mjs'), join(folder, 'peer')];
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await build({
      entryPoints: [join(here, 'client.ts')],
      outfile: clientPath,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      mainFields: ['module', 'main'],
      logLevel: 'error',
      banner: {
        js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
      },
    });
    const source = join(here, 'peer.c');
    const compile = (...more: string[]) => run('cc', ['-O2', '-o', peerPath, source, ...more]);
    const tls = await compile('-DWITH_TLS', '-lssl', '-lcrypto').then(
      () => true,
      () => false,
    );
    if (!tls) await compile();
    return { clientPath, peerPath, tls, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
