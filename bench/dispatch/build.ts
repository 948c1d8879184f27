import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);

/** What the dispatch benchmarks run, built into a temporary folder. */
export interface Built {
  readonly clientPath: string;
  /** Server and floor, a program: peer.c, or peer.ts where there is no C compiler. */
  readonly peerPath: string;
  /** What the floor is, in the words of the table. */
  readonly floor: 'C write() loop' | 'raw Node.js write loop';
  /** False where OpenSSL's headers are not there. */
  readonly tls: boolean;
  readonly remove: () => Promise<void>;
}

const bundled = (source: string, outfile: string, banner: string) =>
  build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: { js: banner },
  });

const compile = (peerPath: string, source: string, ...more: readonly string[]) =>
  run('cc', ['-O2', '-o', peerPath, source, ...more]);

const hasCompiler = (): Promise<boolean> =>
  run('cc', ['--version']).then(
    () => true,
    () => false,
  );

async function buildPeer(here: string, folder: string): Promise<Pick<Built, 'peerPath' | 'floor' | 'tls'>> {
  const peerPath = join(folder, 'peer');
  const source = join(here, 'peer.c');
  if (await hasCompiler()) {
    const tls = await compile(peerPath, source, '-DWITH_TLS', '-lssl', '-lcrypto').then(
      () => true,
      () => false,
    );
    if (!tls) await compile(peerPath, source);
    return { peerPath, floor: 'C write() loop', tls };
  }
  const path = `${peerPath}.mjs`;
  await bundled(join(here, 'peer.ts'), path, `#!${process.execPath}`);
  await chmod(path, 0o755);
  return { peerPath: path, floor: 'raw Node.js write loop', tls: true };
}

/** Run from the checkout (`npm run bench`). */
export async function buildDispatch(): Promise<Built> {
  const here = resolve('bench/dispatch');
  const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-bench-'));
  const clientPath = join(folder, 'client.mjs');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await bundled(
      join(here, 'client.ts'),
      clientPath,
      "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    );
    return { clientPath, ...(await buildPeer(here, folder)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
