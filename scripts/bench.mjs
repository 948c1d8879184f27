// Bundles bench/run.ts and runs it in the checkout. All that a benchmark writes goes to one temporary folder, which is
// removed at the end however it ends. The bundle lies under node_modules, so that packages resolve from it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const cache = join(root, 'node_modules', '.cache');

/** Its exit code, 128 + the signal's number if a signal ended it. */
const run = (file, args, env) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit', env });
    // A Ctrl-C reaches the child by itself; here it only must not skip the clean-up.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });

if (!existsSync(join(root, 'dist', 'cli.js'))) throw new Error('dist is not built: npm run build');
await mkdir(cache, { recursive: true });
const bundle = await mkdtemp(join(cache, 'bench-'));
const temporary = await mkdtemp(join(tmpdir(), 'lambda-fanout-bench-'));
try {
  const outfile = join(bundle, 'run.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['bench/run.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    packages: 'external',
    logLevel: 'warning',
  });
  process.exitCode = await run(outfile, process.argv.slice(2), { ...process.env, TMPDIR: temporary });
} finally {
  await Promise.all(
    [bundle, temporary].map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 })),
  );
}
