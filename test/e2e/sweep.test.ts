import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alias } from '../support/bench-run.ts';
import { cli } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

const sweep = async (...args: string[]) => {
  const { exitCode, stdout, stderr } = await cli([
    'sweep',
    '--local',
    '--gap',
    '50ms',
    '--format',
    'json',
    ...args,
  ]);
  expect(stderr).toBe('');
  return { exitCode, document: JSON.parse(stdout) };
};

describe('sweep --local', () => {
  it('the default deployment: eleven, in 21 invocations; each round is saved', async () => {
    const at = join(await folder(), 'rounds');
    const { exitCode, document } = await sweep(...alias, '--save', at);
    expect({ exitCode, knee: document.knee, sent: document.invocations }).toEqual({
      exitCode: 0,
      knee: 11,
      sent: 21,
    });
    expect(document.bracket).toEqual({ below: 10, at: 11 });
    expect(await readdir(at)).toEqual(['round-1-of-10.jsonl', 'round-2-of-11.jsonl']);
    const saved = await cli(['report', join(at, 'round-2-of-11.jsonl'), '--assert', 'cold.count == 1']);
    expect(saved.exitCode).toBe(0);
  });

  it('without a prediction: the same, counting what earlier rounds made', async () => {
    const { document } = await sweep(
      '--model',
      'node22-x86',
      ...alias,
      '--from',
      '3',
      '--to',
      '64',
      '--provisioned',
      '12',
    );
    expect(document.knee).toBe(13);
  });

  it('$LATEST: the first', async () => {
    const { exitCode, document } = await sweep('--qualifier', '$LATEST');
    expect({ exitCode, knee: document.knee, sent: document.invocations }).toEqual({
      exitCode: 0,
      knee: 1,
      sent: 1,
    });
  });

  it('none in the range, and no more invocations than allowed', async () => {
    const none = await sweep('--model', 'node22-x86', ...alias, '--to', '8');
    expect({ exitCode: none.exitCode, knee: none.document.knee }).toEqual({ exitCode: 0, knee: null });
    const few = await sweep('--model', 'node22-x86', ...alias, '--max-invocations', '15');
    expect({ exitCode: few.exitCode, sent: few.document.invocations }).toEqual({ exitCode: 3, sent: 10 });
  });

  it.each(['--plan', '--dry-run'])('%s sends nothing', async (flag) => {
    const { stdout, exitCode } = await cli(['sweep', '--local', ...alias, '--model', 'node22-x86', flag]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Plan: 21 invocations in 2 rounds; nothing was sent\./);
  });

  it.each([
    { args: ['--from', '9', '--to', '8'], want: /--from 9 is above --to 8/ },
    { args: ['--metric', 'cold'], want: /--metric must be one of/ },
    { args: ['--rise', '1'], want: /--rise must be/ },
    { args: ['--save', 'package.json'], want: /it is no folder/ },
  ])('2 for $args', async ({ args, want }) => {
    const { exitCode, stderr } = await cli(['sweep', '--local', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(want);
  });
});
