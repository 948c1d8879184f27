import { describe, expect, it } from 'vitest';
import { LogEventWatch } from '../../src/aws/log-watch.ts';
import type { FoundEvent, LogPage, LogSearch } from '../../src/model/log-search.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fixedRandom } from '../support/real-clock.ts';

const apiError = (name: string, status = 400) =>
  Object.assign(new Error(`${name}: no`), { name, $metadata: { httpStatusCode: status } });

interface Arriving {
  /** When it can be read. */
  readonly visibleMs: number;
  readonly id: string;
}

/** A log group whose events arrive over time, two a page, an empty page before each. */
function arriving(clock: FakeClock, all: readonly Arriving[], trouble: (call: number) => Error | null) {
  let calls = 0;
  const search: LogSearch = {
    page: async (_span, nextToken): Promise<LogPage> => {
      const error = trouble(calls++);
      if (error !== null) throw error;
      const [at = 0, shown = 0] = (nextToken ?? '0 0').split(' ').map(Number);
      const visible = all.filter(({ visibleMs }) => visibleMs <= clock.nowMs());
      if (shown === 0 && at < visible.length) return { events: [], nextToken: `${at} 1` };
      const events = visible
        .slice(at, at + 2)
        .map(({ id }): FoundEvent => ({ eventId: id, atMs: 1_000_000, logStream: 's', message: id }));
      return { events, nextToken: at + 2 < visible.length ? `${at + 2} 0` : null };
    },
  };
  return { search, calls: () => calls };
}

async function watch(
  all: readonly Arriving[],
  { enough = 99, quietMs = 5_000, trouble = (_call: number): Error | null => null } = {},
) {
  const clock = new FakeClock();
  const { search, calls } = arriving(clock, all, trouble);
  const ids: string[] = [];
  const query = { logGroup: 'g', fromMs: 1_000_000, logFormat: null, quietMs, timeoutMs: 60_000 };
  const reading = (async () => {
    const signal = new AbortController().signal;
    for await (const { message } of new LogEventWatch(search, clock, fixedRandom).events(query, signal)) {
      ids.push(message);
      if (ids.length === enough) break;
    }
  })();
  const ended = reading.then(
    () => null,
    (thrown: unknown) => ({ thrown }),
  );
  await clock.runUntil(ended);
  const failed = await ended;
  if (failed !== null) throw failed.thrown;
  return { ids, endedMs: clock.nowMs(), calls: calls() };
}

const five: readonly Arriving[] = [0, 0, 900, 4_000, 8_500].map((visibleMs, index) => ({
  visibleMs,
  id: String(index),
}));

describe('watching a log group', () => {
  it('gives each event once, as it arrives, until the log is quiet', async () => {
    const { ids, endedMs } = await watch(five);
    expect(ids).toEqual(['0', '1', '2', '3', '4']);
    expect(endedMs).toBeGreaterThanOrEqual(8_500 + 5_000);
    expect(endedMs).toBeLessThan(20_000);
  });

  it('ends when its reader has enough', async () => {
    const { ids, endedMs } = await watch(five, { enough: 4 });
    expect(ids).toEqual(['0', '1', '2', '3']);
    expect(endedMs).toBeLessThan(8_500);
  });

  it('ends at its time limit, whatever comes', async () => {
    const endless = Array.from({ length: 100 }, (_, at) => ({ visibleMs: at * 1_000, id: String(at) }));
    const { ids, endedMs } = await watch(endless);
    expect(endedMs).toBeLessThanOrEqual(60_000);
    expect(ids.length).toBeGreaterThan(55);
  });

  it.each([
    { name: 'a group that is not there yet', error: apiError('ResourceNotFoundException') },
    { name: 'a throttle', error: apiError('ThrottlingException') },
    { name: 'trouble on the other side', error: apiError('ServiceUnavailableException', 503) },
  ])('goes on after $name', async ({ error }) => {
    const { ids } = await watch(five, { trouble: (call) => (call < 2 ? error : null) });
    expect(ids).toEqual(['0', '1', '2', '3', '4']);
  });

  it('tells a refusal', async () => {
    const trouble = () => apiError('AccessDeniedException');
    await expect(watch(five, { trouble })).rejects.toMatchObject({ name: 'UnreachableError', exitCode: 4 });
  });
});
