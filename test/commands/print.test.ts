import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { print } from '../../src/commands/print.ts';
import { type Io, realIo } from '../../src/io/io.ts';
import { UsageError } from '../../src/model/errors.ts';
import { runPrintable } from '../../src/report/printable.ts';
import { runOf } from '../support/every-kind.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

describe('the summary of a job of GitHub', () => {
  const printed = async (summary: string): Promise<{ out: string; err: string; error: unknown }> => {
    const told = { out: '', err: '', error: null as unknown };
    const into = (name: 'out' | 'err'): Io['stdout'] => ({
      ...realIo().stdout,
      columns: () => null,
      write: async (text) => {
        told[name] += text;
      },
    });
    const io: Io = {
      ...realIo(),
      env: { GITHUB_STEP_SUMMARY: summary },
      stdout: into('out'),
      stderr: into('err'),
    };
    await print(runPrintable(runOf(1, 'worker')), { format: 'github' }, [], io).catch((error: unknown) => {
      told.error = error;
    });
    return told;
  };

  it('that cannot be written costs no result, and is named', async () => {
    const { out, error } = await printed(join(await folder(), 'none/summary.md'));
    expect(out).toContain('Coverage');
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      message: expect.stringContaining('the summary of the job: cannot write'),
      hint: expect.stringContaining('GITHUB_STEP_SUMMARY'),
    });
  });

  it('stays below the size at which GitHub shows none of it', async () => {
    const path = join(await folder(), 'summary.md');
    const before = 'x'.repeat(1_048_000);
    await writeFile(path, before);
    const { err, error } = await printed(path);
    expect(error).toBeNull();
    expect(err).toMatch(/nothing is added to .* over 1 MiB/);
    expect(await readFile(path, 'utf8')).toBe(before);
  });
});
