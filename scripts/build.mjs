// Builds dist/: the CLI with code splitting, so that a command loads only what it needs, and the files that run on
// their own: the runtime inside an environment, the import for workers, the fixture handlers as one file each.
// Silent, and the same result each time: `prepare` runs it after `npm ci`.
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
const fresh = `${root}dist.new-${process.pid}`;
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  legalComments: 'eof',
  metafile: true,
  logLevel: 'warning',
};

/** Writes the type declarations of one dependency-free module. */
const declarations = (file, outDir) =>
  promisify(execFile)(
    process.execPath,
    [
      `${root}node_modules/typescript/bin/tsc`,
      ...['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--strict', '--types', 'node'],
      ...[
        '--target',
        'es2023',
        '--module',
        'nodenext',
        '--rewriteRelativeImportExtensions',
        '--outDir',
        outDir,
        file,
      ],
    ],
    { cwd: root },
  );

/** Writes the JSON Schema of the outputs, made from the very schemas that the code has. */
async function publishSchema() {
  const module = `${fresh}/published-schema.mjs`;
  await build({
    ...shared,
    entryPoints: ['src/report/published-schema.ts'],
    outfile: module,
    metafile: false,
  });
  const { publishedSchema } = await import(pathToFileURL(module).href);
  await writeFile(`${fresh}/output.schema.json`, `${JSON.stringify(publishedSchema(), null, 1)}\n`);
  await rm(module);
}

await mkdir(fresh, { recursive: true });
const [cli, alone, worker, orchestrator] = await Promise.all([
  build({
    ...shared,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: fresh,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // Without what only eyes need a start reads half as much. Names stay, and lines short enough to find a place in.
    minifyWhitespace: true,
    lineLimit: 120,
    // Packages in CommonJS require Node's own modules.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
  }),
  build({
    ...shared,
    entryPoints: {
      bootstrap: 'src/local/bootstrap.ts',
      'simulation-thread': 'src/simulation-thread.ts',
      worker: 'src/worker.ts',
    },
    outdir: fresh,
  }),
  build({
    ...shared,
    entryPoints: { 'handlers/worker/index': 'fixtures/handlers/worker/index.ts' },
    outdir: fresh,
    // Lambda reads a lone .js file as CommonJS on older runtimes.
    outExtension: { '.js': '.mjs' },
  }),
  build({
    ...shared,
    entryPoints: { 'handlers/orchestrator/index': 'fixtures/handlers/orchestrator/index.ts' },
    outdir: fresh,
    outExtension: { '.js': '.mjs' },
    define: { 'process.env.LAMBDA_FANOUT_VERSION': JSON.stringify(version) },
    // It is uploaded and cold-started; names stay, so that a stack can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    // Some packages in it are CommonJS and require Node's own modules.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
  }),
  declarations('src/worker.ts', fresh),
]);
const metafiles = [cli, alone, worker, orchestrator].map(({ metafile }) => metafile);
await publishSchema();
await writeFile(`${fresh}/THIRD-PARTY-NOTICES.txt`, thirdPartyNotices(metafiles, root));
await chmod(`${fresh}/cli.js`, 0o755);
// Moved into place at the end: a build that fails, or two at once, leave no half of a dist behind.
await rm(`${root}dist`, { recursive: true, force: true });
await rename(fresh, `${root}dist`);
