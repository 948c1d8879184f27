import { readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { realClock } from '../../src/io/clock.ts';
import { startServiceProcess } from '../../src/io/service-process.ts';
import { packageRoot } from '../support/cli.ts';

it('the service is nicer than who sends to it, so that what a write wakes does not hold up the next write', async () => {
  const service = await startServiceProcess({
    nodePath: process.execPath,
    cliPath: join(packageRoot, 'dist/cli.js'),
    args: ['--model', 'node22-arm64'],
    env: process.env,
    clock: realClock,
    signal: new AbortController().signal,
  });
  try {
    expect(getPriority(service.pid)).toBeGreaterThan(getPriority());
    const group = await readFile(`/proc/${service.pid}/autogroup`, 'utf8').catch(() => null);
    // `/autogroup-12 nice 10`, on kernels that have groups.
    if (group !== null) expect(group).toMatch(/ nice 10$/m);
  } finally {
    await service.stop();
  }
});
