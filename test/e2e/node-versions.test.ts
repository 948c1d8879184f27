import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { alias, benchJson, tally } from '../support/bench-run.ts';
import { cli, packageRoot } from '../support/cli.ts';
import { nodeOf } from '../support/other-node.ts';

describe.each([22, 24])('on Node.js %i', (major) => {
  let nodePath: string | null = null;
  beforeAll(async () => {
    nodePath = await nodeOf(major);
  }, 240_000);

  /** The program, or the test is skipped in words. */
  const there = (skip: (note: string) => void): string => {
    if (nodePath === null) skip(`Node.js ${major} could not be installed from the npm package node`);
    return nodePath ?? '';
  };

  it('says its version', async ({ skip }) => {
    const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {
      version: string;
    };
    const result = await cli(['--version'], { nodePath: there(skip) });
    expect(result).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('helps', async ({ skip }) => {
    const result = await cli(['bench', '--help'], { nodePath: there(skip) });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('--concurrency');
  });

  it('alias × 11: exactly one waited, on environments of the same Node.js', async ({ skip }) => {
    const args = ['--local', ...alias, '--concurrency', '11'];
    const { run, exitCode, stderr } = await benchJson(args, { nodePath: there(skip) });
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 10 });
    expect(run).toMatchObject({ target: { runtime: `nodejs${major}.x` } });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});
