import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { checkCanAsk, confirmed } from '../../src/io/confirm.ts';
import type { Output } from '../../src/io/terminal.ts';

function asker(stdinIsTerminal = true, isTerminal = true) {
  const stdin = new PassThrough();
  let said = '';
  const stderr = {
    write: async (text: string) => {
      said += text;
    },
    isTerminal,
  } as Output;
  return { stdin, stderr, stdinIsTerminal, leaveStdin: () => void stdin.destroy(), said: () => said };
}
const never = new AbortController().signal;

describe('a question', () => {
  it.each([
    { typed: 'y\n', want: true },
    { typed: 'Yes \n', want: true },
    { typed: '\n', want: false },
    { typed: 'n\n', want: false },
    { typed: 'yesterday\n', want: false },
    { typed: 'no\ny\n', want: false },
  ])('$typed is $want', async ({ typed, want }) => {
    const io = asker();
    io.stdin.write(typed);
    expect(await confirmed('Set it?', io, never)).toBe(want);
    expect(io.said()).toBe('Set it? [y/N] ');
    expect(io.stdin.destroyed).toBe(true);
  });

  it('whose input ends is no', async () => {
    const io = asker();
    io.stdin.end('y');
    // Without an end of line it was typed all the same.
    expect(await confirmed('Set it?', io, never)).toBe(true);
    const empty = asker();
    empty.stdin.end();
    expect(await confirmed('Set it?', empty, never)).toBe(false);
  });

  it('that is interrupted is no, also before it is asked', async () => {
    const io = asker();
    const stop = new AbortController();
    const asked = confirmed('Set it?', io, stop.signal);
    setImmediate(() => stop.abort());
    expect(await asked).toBe(false);
    expect(await confirmed('Set it?', asker(), stop.signal)).toBe(false);
  });

  it.each([
    [true, false],
    [false, true],
    [false, false],
  ])('without a terminal (in: %s, error: %s) is a usage error', (input, error) => {
    expect(() => checkCanAsk('provision set', asker(input, error))).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: 'provision set asks back first, and there is no terminal to ask on',
        hint: 'Add --yes.',
      }),
    );
    expect(() => checkCanAsk('provision set', asker())).not.toThrow();
  });
});
