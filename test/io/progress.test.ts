import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startProgress } from '../../src/io/progress.ts';
import type { Output } from '../../src/io/terminal.ts';

const scene = ({ quiet = false, mayMove = false, columns = 80 } = {}) => {
  const written: string[] = [];
  let nowMs = 500;
  const stream = Object.assign(
    new Writable({
      write: (chunk, _encoding, done) => {
        written.push(String(chunk));
        done();
      },
    }),
    {
      isTTY: mayMove,
      columns,
      clearLine: () => true,
      cursorTo: () => true,
      moveCursor: () => true,
    },
  );
  const output: Output = {
    write: async (text) => {
      written.push(text);
    },
    isClosed: () => false,
    isTerminal: mayMove,
    columns: () => (mayMove ? columns : null),
    colour: false,
    mayMove,
    stream,
  };
  const progress = startProgress(output, { quiet, nowMs: () => nowMs });
  return {
    progress,
    written,
    at: (ms: number) => {
      nowMs = 500 + ms;
    },
  };
};

describe('where nothing may move', () => {
  it('work under ten seconds leaves nothing', () => {
    const { progress, written, at } = scene();
    for (let ms = 0; ms < 10_000; ms += 100) {
      at(ms);
      progress.show(`at ${ms}`);
    }
    progress.end();
    expect(written).toEqual([]);
  });

  it('longer work leaves one line every ten seconds, however many there are on a terminal', () => {
    const { progress, written, at } = scene();
    for (const ms of [0, 9_999, 10_000, 10_001, 19_999, 31_000, 40_999, 41_000]) {
      at(ms);
      progress.show(`round ${ms}\nsecond line\nthird`);
    }
    expect(written).toEqual([
      'round 10000; second line; third\n',
      'round 31000; second line; third\n',
      'round 41000; second line; third\n',
    ]);
  });

  it('nothing is written unasked: neither while paused nor after the end', () => {
    const { progress, written, at } = scene();
    progress.show('round 1');
    progress.pause();
    at(60_000);
    progress.pause();
    progress.end();
    progress.show('too late');
    expect(written).toEqual([]);
  });

  it('quiet is quiet', () => {
    const { progress, written, at } = scene({ quiet: true });
    at(60_000);
    progress.show('round 1');
    progress.note('a note');
    expect(written).toEqual([]);
    expect(progress.isSeen()).toBe(false);
  });

  it('says when a text will soon be seen', () => {
    const { progress, at } = scene();
    const seen = [0, 4_999, 5_000, 10_000].map((ms) => {
      at(ms);
      return progress.isSeen();
    });
    expect(seen).toEqual([false, false, true, true]);
    progress.end();
    expect(progress.isSeen()).toBe(false);
  });
});

it('on a terminal all lines move, at once', async () => {
  const { progress, written } = scene({ mayMove: true });
  expect(progress.isSeen()).toBe(true);
  progress.show('round 2 of 9\nabout 12 seconds left');
  await expect.poll(() => written.join('')).toMatch(/round 2 of 9[\s\S]*\n[\s\S]*about 12 seconds left/);
  progress.end();
});

it('a terminal without columns gets plain lines: there is nothing to move in', () => {
  const { progress, written, at } = scene({ mayMove: true, columns: 0 });
  progress.show('round 1');
  at(10_000);
  progress.show('round 2');
  progress.end();
  expect(written).toEqual(['round 2\n']);
});
