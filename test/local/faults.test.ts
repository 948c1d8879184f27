import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, faultSchema } from '../../src/local/fault-schema.ts';
import { createFaults, type FaultSubject, isNth } from '../../src/local/faults.ts';

const fault = (keys: object): Fault => faultSchema.parse({ effect: { kind: 'no-tail' }, ...keys });
const subject = (keys: Partial<FaultSubject> & { text?: string } = {}): FaultSubject => ({
  operation: 'Invoke',
  functionName: 'f',
  qualifier: '$LATEST',
  payload: () => keys.text ?? '{}',
  ...keys,
});
const hits = (keys: object, subjects: readonly FaultSubject[]): number[] => {
  const faults = createFaults([fault(keys)]);
  return subjects.flatMap((each, index) => (faults.hit(each).length > 0 ? [index + 1] : []));
};
const nine = Array.from({ length: 9 }, () => subject());

describe('which requests are hit', () => {
  it.each([
    { nth: undefined, times: undefined, want: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    { nth: 3, times: undefined, want: [3] },
    { nth: { from: 2, to: 4 }, times: undefined, want: [2, 3, 4] },
    { nth: 'every 4', times: undefined, want: [4, 8] },
    { nth: undefined, times: 2, want: [1, 2] },
    { nth: 'every 2', times: 3, want: [2, 4, 6] },
  ])('nth $nth, times $times', ({ want, ...keys }) => {
    expect(hits(keys, nine)).toEqual(want);
  });

  it.each([
    { match: { functionName: 'g' }, want: [2] },
    { match: { qualifier: 'live' }, want: [3] },
    { match: { payloadContains: 'special' }, want: [4] },
    { match: { operation: 'GetAlias' }, want: [5] },
    { match: { operation: '*' }, want: [1, 2, 3, 4, 5] },
    { match: {}, want: [1, 2, 3, 4] },
  ])('match $match', ({ match, want }) => {
    const subjects = [
      subject(),
      subject({ functionName: 'g' }),
      subject({ qualifier: 'live' }),
      subject({ text: '{"a":"special"}' }),
      subject({ operation: 'GetAlias' }),
    ];
    expect(hits({ match }, subjects)).toEqual(want);
  });

  it('counts only what matches, for each fault on its own', () => {
    const faults = createFaults([
      fault({ match: { functionName: 'g' }, nth: 2 }),
      fault({ nth: 3, effect: { kind: 'half-response' } }),
    ]);
    const kinds = ['f', 'g', 'f', 'g'].map((functionName) =>
      faults.hit(subject({ functionName })).map(({ kind }) => kind),
    );
    expect(kinds).toEqual([[], [], ['half-response'], ['no-tail']]);
  });

  it('every k hits exactly the multiples of k', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 5_000 }), (k, count) => {
        expect(isNth(`every ${k}`, count)).toBe(count % k === 0);
      }),
    );
  });
});
