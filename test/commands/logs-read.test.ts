import { expect, it } from 'vitest';
import type { Context } from '../../src/commands/context.ts';
import { readGroup } from '../../src/commands/logs-read.ts';
import { realIo } from '../../src/io/io.ts';
import { FakeClock } from '../support/fake-clock.ts';

it('what is followed reaches as far as it was read the last time, not to Ctrl-C', async () => {
  const clock = new FakeClock();
  const stop = new AbortController();
  const readAtMs: number[] = [];
  const page = async () => {
    readAtMs.push(clock.wallMs());
    // While nothing is read: between this look and the next.
    if (readAtMs.length === 3) clock.after(500, () => stop.abort());
    return { events: [], nextToken: null };
  };
  const reading = readGroup({
    plan: {
      ...{ logGroup: 'g', region: 'us-east-1', functionName: null, version: null },
      ...{ fromMs: 0, toMs: null, notes: [] },
    },
    resumed: null,
    output: { showsRows: false, rows: async () => {}, finish: async () => 0, abandon: async () => {} },
    context: { logs: { page } } as unknown as Context,
    io: { ...realIo(), clock, stdout: { ...realIo().stdout, isClosed: () => false } },
    progress: { show: () => {}, note: () => {}, pause: () => {}, isSeen: () => false, end: () => {} },
    stop: stop.signal,
  });
  await clock.runUntil(reading);
  expect(clock.wallMs()).toBe((readAtMs[2] ?? 0) + 500);
  expect(await reading).toMatchObject({ caughtUpAtMs: readAtMs[2], failure: null });
});
