import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { workerReplySchema } from '../src/model/worker-reply.ts';
import { withFanout } from '../src/worker.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  vi.stubEnv('HOLD_MS', undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Whether a reply is there once so much time has passed. */
async function repliesWithin(event: unknown, ms: number): Promise<boolean> {
  let replied = false;
  void withFanout()(event, {}).then(() => {
    replied = true;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return replied;
}

describe('hold', () => {
  it.each([
    { name: 'payload', event: { lambdaFanout: { holdMs: 40 } }, env: '900', holdMs: 40 },
    { name: 'environment', event: {}, env: '70', holdMs: 70 },
    { name: 'default', event: {}, env: undefined, holdMs: 250 },
    { name: 'an empty variable is none', event: {}, env: '', holdMs: 250 },
    { name: 'a negative one is passed over', event: { lambdaFanout: { holdMs: -1 } }, env: '30', holdMs: 30 },
    { name: 'text is passed over', event: { lambdaFanout: { holdMs: '10' } }, env: 'ten', holdMs: 250 },
    { name: 'an event that is no object', event: 'hello', env: undefined, holdMs: 250 },
    { name: 'null', event: null, env: undefined, holdMs: 250 },
  ])('$name: $holdMs ms', async ({ event, env, holdMs }) => {
    vi.stubEnv('HOLD_MS', env);
    expect(await repliesWithin(event, holdMs - 1)).toBe(false);
    expect(await repliesWithin(event, holdMs)).toBe(true);
  });

  it('0 holds nothing', async () =>
    expect(await repliesWithin({ lambdaFanout: { holdMs: 0 } }, 0)).toBe(true));
});

describe('reply', () => {
  const reply = async (handler?: () => unknown) => withFanout(handler)({ lambdaFanout: { holdMs: 0 } }, {});

  it('is what the contract says', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', '2026/11/23/[1]aa');
    const own = workerReplySchema.parse(await reply());
    expect(own).toMatchObject({ initializationType: 'on-demand', logStream: '2026/11/23/[1]aa' });
    expect(own.initStartedAt).toBeLessThanOrEqual(own.initEndedAt);
    expect(own.initEndedAt).toBeLessThanOrEqual(own.handlerStartedAt);
    expect(own.handlerStartedAt).toBeLessThanOrEqual(own.handlerEndedAt);
  });

  it('names one environment for its whole life', async () =>
    expect((await reply()).environmentId).toBe((await reply()).environmentId));

  it.each([
    { name: 'an object is kept', result: { answer: 42 }, want: { answer: 42 } },
    { name: 'anything else stands under result', result: [1], want: { result: [1] } },
    { name: 'its own environmentId does not hide ours', result: { environmentId: 'x' }, want: {} },
  ])('$name', async ({ result, want }) => {
    const own = await reply(() => result);
    expect(own).toMatchObject(want);
    expect(own.environmentId).not.toBe('x');
  });

  it('an error of the handler is its own', async () =>
    expect(reply(() => Promise.reject(new Error('no')))).rejects.toThrow('no'));
});
