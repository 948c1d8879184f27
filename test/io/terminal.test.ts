import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { startProgress } from '../../src/io/progress.ts';
import { realOutput } from '../../src/io/terminal.ts';
import { UsageError } from '../../src/model/errors.ts';

const failing = (code: string): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })),
  });

const collecting = (): { stream: Writable; text: () => string } => {
  let text = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      setImmediate(done);
    },
  });
  return { stream, text: () => text };
};

it('waits until the text was taken', async () => {
  const { stream, text } = collecting();
  const output = realOutput(stream, {});
  await output.write('one\n');
  await output.write('two\n');
  expect(text()).toBe('one\ntwo\n');
  expect(output).toMatchObject({ isTerminal: false, colour: false, mayMove: false });
  expect(output.columns()).toBeNull();
});

it('a closed pipe is silent, and stays so', async () => {
  const output = realOutput(failing('EPIPE'), {});
  await output.write('one');
  await output.write('two');
});

it('a full disk is told', async () => {
  const output = realOutput(failing('ENOSPC'), {});
  await expect(output.write('one')).rejects.toThrow(UsageError);
});

it('knows a terminal and its width as it is now', () => {
  const stream = Object.assign(collecting().stream, { isTTY: true, columns: 80 });
  const output = realOutput(stream, {});
  expect(output).toMatchObject({ isTerminal: true, colour: true, mayMove: true });
  stream.columns = 132;
  expect(output.columns()).toBe(132);
  // Some pseudo-terminals say that they have no width: nothing can be drawn there.
  const narrow = realOutput(Object.assign(collecting().stream, { isTTY: true, columns: 0 }), {});
  expect([narrow.isTerminal, narrow.mayMove, narrow.columns()]).toEqual([true, false, null]);
});

it('progress on a pipe is only its notes, and nothing when quiet', async () => {
  const { stream, text } = collecting();
  const output = realOutput(stream, {});
  const progress = startProgress(output, { quiet: false, nowMs: () => 0 });
  progress.show('round 1');
  progress.note('REPORTs are looked up');
  progress.end();
  const quiet = startProgress(output, { quiet: true, nowMs: () => 0 });
  quiet.note('not this');
  quiet.end();
  await output.write('end\n');
  expect(text()).toBe('REPORTs are looked up\nend\n');
});

it('progress on a terminal shows the line and takes it away', async () => {
  const { stream, text } = collecting();
  const terminal = Object.assign(stream, {
    isTTY: true,
    columns: 80,
    clearLine: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
  });
  const progress = startProgress(realOutput(terminal, {}), { quiet: false, nowMs: () => 0 });
  progress.show('round 1 of 3');
  await expect.poll(text).toContain('round 1 of 3');
  progress.pause();
  progress.end();
  progress.show('too late');
  expect(text()).not.toContain('too late');
});
