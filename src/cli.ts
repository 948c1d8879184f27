#!/usr/bin/env node
import { readFileSync, writeSync } from 'node:fs';
import module from 'node:module';

const argv = process.argv.slice(2);

/** Answers `--version` alone before anything is loaded. False: it was not asked for, or could not be written at once. */
function saidVersion(): boolean {
  if (argv.length !== 1 || (argv[0] !== '--version' && argv[0] !== '-V')) return false;
  try {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    writeSync(1, `${version}\n`);
    return true;
  } catch {
    return false;
  }
}

if (!saidVersion()) {
  // From Node.js 22.8 on, what was compiled once is kept for the next start.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  const { runHere } = await import('./program.ts');
  // Set, not called: process.exit could cut piped output short.
  process.exitCode = await runHere(argv);
}
