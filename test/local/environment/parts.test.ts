import { describe, expect, it } from 'vitest';
import { parseHandler } from '../../../src/local/bootstrap/handler-loader.ts';
import {
  exitMessage,
  failureBody,
  platformErrorType,
  timeoutMessage,
} from '../../../src/local/environment/error-reply.ts';
import { createInitGate } from '../../../src/local/environment/init-gate.ts';
import { treesOf } from '../../../src/local/environment/memory.ts';
import { runtimeVersionOf } from '../../../src/local/environment/runtime-command.ts';
import { logStreamName } from '../../../src/local/environment/variables.ts';
import { createMemoryLogStore } from '../../../src/local/memory-log-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('init gate', () => {
  it('lets in as many as it is wide, first come, first served', async () => {
    const gate = createInitGate(2);
    const inside: number[] = [];
    const leaves: (() => void)[] = [];
    const enter = async (id: number): Promise<void> => {
      leaves.push(await gate.enter());
      inside.push(id);
    };
    const all = [1, 2, 3, 4].map(enter);
    await Promise.all(all.slice(0, 2));
    expect(inside).toEqual([1, 2]);
    leaves[1]?.();
    leaves[1]?.();
    await all[2];
    expect(inside).toEqual([1, 2, 3]);
    leaves[0]?.();
    await all[3];
    expect(inside).toEqual([1, 2, 3, 4]);
  });
});

it('memory of a tree, from a listing of ps', () => {
  const listing = '  1 0 100\n 10 1 40\n 11 10 5\n 12 11 3\n 20 1 7\nnonsense\n';
  expect(treesOf(listing, [10, 20, 99])).toEqual(
    new Map([
      [10, 48],
      [20, 7],
    ]),
  );
});

it.each([
  { exit: { kind: 'status', code: 106 } as const, want: 'Runtime exited with error: exit status 106' },
  { exit: { kind: 'status', code: 0 } as const, want: 'Runtime exited without providing a reason' },
  { exit: { kind: 'signal', signal: 'SIGKILL' } as const, want: 'Runtime exited with error: signal: killed' },
])('$want', ({ exit, want }) => expect(exitMessage(exit)).toBe(want));

it.each([
  { errorType: 'Runtime.ImportModuleError', want: 'Runtime.ImportModuleError' },
  { errorType: 'Function.ResponseSizeTooLarge', want: 'Function.ResponseSizeTooLarge' },
  { errorType: 'TypeError', want: 'Runtime.Unknown' },
  { errorType: null, want: 'Runtime.Unknown' },
])('platform log shows $errorType as $want', ({ errorType, want }) => {
  expect(platformErrorType(errorType)).toBe(want);
});

it('a timeout in words', () => {
  expect(Buffer.from(failureBody('2b68', 'Sandbox.Timedout', timeoutMessage(3_000))).toString()).toBe(
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 2b68 Error: Task timed out after 3.00 seconds"}',
  );
});

it.each([
  { name: 'index.handler', want: { module: 'index', exports: ['handler'] } },
  { name: 'src/app.handler', want: { module: 'src/app', exports: ['handler'] } },
  { name: 'index.orders.create', want: { module: 'index', exports: ['orders', 'create'] } },
])('handler $name', ({ name, want }) => expect(parseHandler(name)).toEqual(want));

it.each(['handler', '../up.handler', 'index.', '.handler', ''])('%j is no handler name', (name) => {
  expect(() => parseHandler(name)).toThrow(/Bad handler/);
});

it.each([
  { runtime: 'nodejs22.x', want: 'nodejs:22.local' },
  { runtime: 'provided.al2023', want: 'provided:al2023.local' },
  { runtime: 'python3.12', want: 'python:3.12.local' },
])('$runtime in INIT_START', ({ runtime, want }) => {
  expect(runtimeVersionOf(runtime, 'us-east-1').version).toBe(want);
});

it('log streams: the version in brackets, the function before it in a shared group', () => {
  const version = { functionName: 'orders', version: '72', logGroup: '/aws/lambda/orders' };
  const name = (logGroup: string): string =>
    logStreamName(
      { ...version, logGroup } as Parameters<typeof logStreamName>[0],
      Date.UTC(2026, 10, 3),
      'ab',
    );
  expect(name('/aws/lambda/orders')).toBe('2026/11/03/[72]ab');
  expect(name('/shared')).toBe('2026/11/03/orders[72]ab');
});

describe('log store', () => {
  it('shows events once they are ingested, in order, with ids of their own', () => {
    const clock = new FakeClock();
    const store = createMemoryLogStore({ clock, ingestionDelayMs: (group) => (group === 'late' ? 500 : 0) });
    expect(store.streams('late')).toBeNull();
    store.openStream('late', 's');
    store.append('late', 's', 'a');
    store.append('late', 's', 'b');
    store.append('now', 's', 'c');
    expect(store.groups().map(({ logGroupName }) => logGroupName)).toEqual(['late', 'now']);
    expect(store.streams('late')?.map(({ events }) => events)).toEqual([[]]);
    expect(store.streams('now')?.[0]?.events.map(({ message }) => message)).toEqual(['c']);
    clock.after(500, () => {});
    clock.step();
    const events = store.streams('late')?.[0]?.events ?? [];
    expect(
      events.map(({ message, timestamp, ingestionTime }) => [message, ingestionTime - timestamp]),
    ).toEqual([
      ['a', 500],
      ['b', 500],
    ]);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
  });
});
