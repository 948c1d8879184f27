// Builds dist/: the CLI with code splitting (a command loads what it needs), and the files that run on their own.
// Silent, and the same result each time: `prepare` runs it after `npm ci`.
import { mkdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const dist = new URL('../dist/', import.meta.url).pathname;
const src = new URL('../src/', import.meta.url).pathname;
const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await build({
  ...shared,
  entryPoints: { cli: `${src}cli.ts` },
  outdir: dist,
  splitting: true,
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
});
