import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { benchmarks } from '../../bench/benchmarks.ts';
import { packageRoot } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const limitMs = 180_000;
const temporaryFolder = temporaryFolders();

const bench = (args: readonly string[], env = process.env) =>
  run(process.execPath, [join(packageRoot, 'scripts/bench.mjs'), ...args], { cwd: packageRoot, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );

beforeAll(() => {
  if (!existsSync(join(packageRoot, 'dist/cli.js'))) throw new Error('dist is not built: npm run build');
});

describe("the suite in CI's form", () => {
  it.each(benchmarks.map(({ name }) => name))(
    '%s runs to its end',
    async (name) => {
      const json = join(await temporaryFolder(), 'results.json');
      const { code, stdout, stderr } = await bench(['--short', '--only', name, '--json', json]);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const { short, rows } = JSON.parse(await readFile(json, 'utf8'));
      expect(short).toBe(true);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter((row: { kind: string }) => row.kind === 'failed')).toEqual([]);
      // Told, but by a single small repetition nothing is judged.
      expect(stdout).toContain('No goal was judged');
    },
    limitMs,
  );

  it(
    'dispatch runs without a C compiler, beside a loop of Node.js',
    async () => {
      const bin = await temporaryFolder();
      for (const [name, path] of [['node', process.execPath] as const, ['sh', '/bin/sh'] as const])
        await symlink(path, join(bin, name));
      const json = join(bin, 'results.json');
      const args = ['--short', '--only', 'dispatch', '--json', json];
      const { code, stderr } = await bench(args, { ...process.env, PATH: bin });
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const { rows } = JSON.parse(await readFile(json, 'utf8'));
      expect(rows).toContainEqual(
        expect.objectContaining({
          kind: 'measured',
          name: 'N = 11: first to last write',
          anchor: expect.objectContaining({ name: 'raw Node.js write loop' }),
        }),
      );
    },
    limitMs,
  );

  it('an unknown name is a matter of usage', async () => {
    const { code, stdout, stderr } = await bench(['--only', 'speed']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('there is no benchmark speed');
  });
});
