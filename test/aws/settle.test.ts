import { describe, expect, it } from 'vitest';
import { settled } from '../../src/aws/settle.ts';
import { FakeClock } from '../support/fake-clock.ts';

const throttled = Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' });
const broken = Object.assign(new Error('oops'), {
  name: 'ServiceException',
  $metadata: { httpStatusCode: 500 },
});
const denied = Object.assign(new Error('no'), {
  name: 'AccessDeniedException',
  $metadata: { httpStatusCode: 403 },
});

async function asking(
  answers: readonly (string | Error)[],
  timeoutMs = 60_000,
  stop = new AbortController(),
) {
  const clock = new FakeClock();
  const askedMs: number[] = [];
  const ask = async (): Promise<string> => {
    const answer = answers[Math.min(askedMs.length, answers.length - 1)] ?? '';
    askedMs.push(clock.nowMs());
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const settling = { clock, signal: stop.signal, timeoutMs, what: 'f to be Active' };
  let result: unknown = null;
  const work = settled(ask, (answer) => answer === 'done', settling).then(
    (answer) => {
      result = answer;
    },
    (error: unknown) => {
      result = error;
    },
  );
  await clock.runUntil(work);
  return { result, askedMs };
}

describe('waiting for an answer that will do', () => {
  it('asks with growing pauses, at most two seconds apart: the control plane is shared', async () => {
    const { result, askedMs } = await asking([...new Array(6).fill('not yet'), 'done']);
    expect(result).toBe('done');
    expect(askedMs).toEqual([0, 250, 750, 1_750, 3_750, 5_750, 7_750]);
  });

  it('asks again where a call is throttled, or fails on the other side', async () => {
    expect((await asking([throttled, broken, 'done'])).result).toBe('done');
  });

  it('does not where it is refused', async () => {
    expect(await asking([denied, 'done'])).toEqual({ result: denied, askedMs: [0] });
  });

  it('gives up when its time is over, with what stood in the way', async () => {
    const { result, askedMs } = await asking([throttled], 3_000);
    expect(result).toMatchObject({
      exitCode: 4,
      message: 'Waited 3 s for f to be Active, in vain.',
      cause: throttled,
    });
    expect(askedMs.at(-1)).toBe(3_000);
  });

  it('stops when it is interrupted', async () => {
    const stop = new AbortController();
    stop.abort();
    const { result } = await asking(['not yet'], 60_000, stop);
    expect(result).toMatchObject({ message: 'Interrupted while waiting for f to be Active.' });
  });
});
