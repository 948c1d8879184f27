import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRegression, refuseRepeated } from '../../../src/analysis/gate/regression.ts';
import { UsageError } from '../../../src/model/errors.ts';

const refusal = (text: string): UsageError => {
  try {
    parseRegression(text);
  } catch (thrown) {
    if (thrown instanceof UsageError) return thrown;
    throw thrown;
  }
  throw new Error(`${JSON.stringify(text)} was read`);
};

it.each([
  ['init.p50 > 10%', 'init.p50', 0.1],
  ['init.p50>10%', 'init.p50', 0.1],
  [' round_trip.p95 >= +12.5 % ', 'round_trip.p95', 0.125],
  ['cold.count > 0%', 'cold.count', 0],
  ['cold.ratio > 5%', 'cold.ratio', 0.05],
])('%s', (text, name, effect) => {
  const regression = parseRegression(text);
  expect(regression).toMatchObject({ text, effect });
  expect(regression.metric.name).toBe(name);
});

describe('refuses, with a caret under the place', () => {
  it.each([
    ['', 0, 'not a regression'],
    ['init.p50', 8, 'not a regression'],
    ['> 10%', 0, 'not a regression'],
    ['init.p50 < 10%', 9, '"<" does not say worse by how much'],
    ['init.p50 == 10%', 9, '"==" does not say worse by how much'],
    ['init.p50 >', 10, 'not a regression'],
    ['init.p50 > 10ms', 11, 'not a regression'],
    ['init.p50 > -10%', 11, 'not a regression'],
    ['init.p50 > NaN%', 11, 'not a regression'],
    [`init.p50 > ${'9'.repeat(400)}%`, 11, 'not a regression'],
    ['init.p50 > 10', 13, 'has no unit'],
    ['coverage > 1%', 0, 'more of coverage is no regression'],
    ['warm.count > 1%', 0, 'more of warm.count is no regression'],
  ])('%j', (text, at, message) => {
    const { message: what, shown } = refusal(text);
    expect(what).toContain(message);
    expect(shown).toEqual([text, `${' '.repeat(at)}^`]);
  });

  it('names the metric that was meant', () => {
    expect(refusal('inti.p50 > 10%').hint).toContain('Did you mean init.p50?');
  });
});

it('whatever is written is a regression with an effect, or one refusal', () => {
  const text = fc.oneof(
    fc.string(),
    fc
      .tuple(
        fc.constantFrom('init.p50', 'cold.ratio', 'none'),
        fc.constantFrom('>', '>=', '<', ''),
        fc.string({ unit: fc.constantFrom(...'0123456789.%+- e'), maxLength: 12 }),
      )
      .map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(text, (written) => {
      try {
        const { effect } = parseRegression(written);
        expect(Number.isFinite(effect) && effect >= 0).toBe(true);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(UsageError);
      }
    }),
  );
});

it('the same metric twice is one too many', () => {
  const [one, other] = [parseRegression('init.p50 > 10%'), parseRegression('init.p50 > 20%')];
  expect(() => refuseRepeated([one, other])).toThrow(
    "--regression names init.p50 twice: 'init.p50 > 10%' and 'init.p50 > 20%'",
  );
  expect(() => refuseRepeated([one, parseRegression('init.p95 > 10%')])).not.toThrow();
});
