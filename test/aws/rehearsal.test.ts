import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HeldWrite } from '../../src/aws/held-write.ts';
import { AwsDispatch } from '../../src/aws/invoke.ts';
import { QuietReplay } from '../../src/aws/quiet-replay.ts';
import { Rehearsal } from '../../src/aws/rehearsal.ts';
import * as release from '../../src/aws/release.ts';
import * as warmWritePath from '../../src/aws/warm-write-path.ts';
import { useExampleCredentials } from '../support/aws-credentials.ts';
import { realClock, realEventLoop } from '../support/real-clock.ts';
import { invokeAnswer, startStub, stubCertificate } from '../support/stub-lambda.ts';

vi.mock('../../src/aws/release.ts', { spy: true });
vi.mock('../../src/aws/warm-write-path.ts', { spy: true });
useExampleCredentials();

const never = new AbortController().signal;
const target = { functionName: 'worker_lambda', qualifier: 'live', region: 'eu-central-1' };
const payload = Buffer.from('{}');
afterEach(() => {
  vi.clearAllMocks();
});

/** V8 compiles code for the hidden class of the objects it has seen. */
const sameHiddenClass = (): ((a: Socket, b: Socket) => boolean) => {
  setFlagsFromString('--allow-natives-syntax');
  const compare = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: Socket, b: Socket) => boolean;
  setFlagsFromString('--no-allow-natives-syntax');
  return compare;
};

describe.each([{ secure: false }, { secure: true }])(
  'rehearsed before a release, TLS $secure',
  ({ secure }) => {
    it('is what V8 takes for the sockets of the release, so that code compiled for one serves the others', async () => {
      const stub = await startStub(({ nth }) => invokeAnswer(nth), { tls: secure });
      const dispatch = new AwsDispatch(
        { endpointUrl: stub.url },
        target,
        { clock: realClock, eventLoop: realEventLoop },
        secure ? { ca: stubCertificate() } : {},
      );
      try {
        await dispatch.connect(3, never, () => {});
        const replies = Array.from({ length: 3 }, () => dispatch.stage({ target, payload }));
        await dispatch.staged(never, () => {});
        dispatch.release(10_000);
        await Promise.all(replies);
        const [, rehearsed, requests] = vi.mocked(warmWritePath.warmWritePath).mock.calls.at(-1) ?? [];
        const released = vi
          .mocked(release.releaseAll)
          .mock.calls.flatMap(([held]) => held.map((one: HeldWrite) => one.socket));
        expect(requests).toBe(3);
        expect(released).toHaveLength(3);
        const same = sameHiddenClass();
        expect(released.map((socket) => same(socket, rehearsed as Socket))).toEqual([true, true, true]);
      } finally {
        dispatch.close();
        await stub.close();
      }
    });
  },
);

it('knows how late stamps are, and leaves no socket behind', async () => {
  const replay = new QuietReplay(realClock, realEventLoop);
  const rehearsal = await Rehearsal.open(realClock, replay, false);
  if (rehearsal === null) throw new Error('this machine has no loopback');
  const error = await rehearsal.stampError(40);
  expect(error?.p50Ms).toBeGreaterThan(0);
  expect(error?.maxMs).toBeGreaterThanOrEqual(error?.p50Ms ?? Number.POSITIVE_INFINITY);
  await rehearsal.release(1_000);
  rehearsal.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const sockets = process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'));
  expect(sockets).toEqual([]);
});
