import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../src/analysis/analyse.ts';
import { type Operator, operators, parseAssertion } from '../../src/analysis/assertions.ts';
import { judge } from '../../src/analysis/judge.ts';
import { CaretError, UsageError } from '../../src/model/errors.ts';
import { metrics } from '../../src/model/metrics.ts';
import { ahead, aRun, cold, type Told, throttled, times, warm } from './run-builder.ts';

const verdict = (text: string, told: readonly Told[], end: Parameters<typeof aRun>[2] = {}, plan = {}) => {
  const { run, joined } = aRun(told, { plan }, end);
  return judge(parseAssertion(text), analyseRun(run, joined, [], { freshEnvironments: true }));
};

describe('parse', () => {
  it.each([
    ['cold.count == 1', 'cold.count', '==', 1],
    ['cold.count==1', 'cold.count', '==', 1],
    ['cold.ratio < 5%', 'cold.ratio', '<', 0.05],
    ['cold.ratio<=9.5 %', 'cold.ratio', '<=', 0.095],
    ['cold.ratio < 0.05', 'cold.ratio', '<', 0.05],
    ['coverage >= 99%', 'coverage', '>=', 0.99],
    ['round_trip.p99 < 1s', 'round_trip.p99', '<', 1_000],
    ['init.p95 < 300ms', 'init.p95', '<', 300],
    ['init.p95 < 300', 'init.p95', '<', 300],
    ['preinitialized.init.p50 > .5 s', 'preinitialized.init.p50', '>', 500],
    ['dispatch_skew != 0 ms', 'dispatch_skew', '!=', 0],
    ['achieved_concurrency >= 11', 'achieved_concurrency', '>=', 11],
  ])('%s', (text, name, operator, expected) => {
    const assertion = parseAssertion(text);
    expect(assertion).toMatchObject({ text, operator, expected });
    expect(assertion.metric.name).toBe(name);
  });

  it.each([
    ['', 'not an assertion'],
    ['cold.count', 'not an assertion'],
    ['== 1', 'not an assertion'],
    ['cold.count ==', 'not an assertion'],
    ['cold.count == ', 'not an assertion'],
    ['cold.count = 1', 'no operator "="'],
    ['cold.count === 1', 'no operator "==="'],
    ['cold.count => 1', 'no operator "=>"'],
    ['cold.cuont == 1', 'no metric "cold.cuont"'],
    ['toString == 1', 'no metric "toString"'],
    ['warm.init.p50 < 1ms', 'no metric "warm.init.p50"'],
    ['cold.count == one', 'is not a number'],
    ['cold.count == -1', 'is not a number'],
    ['cold.count == 1e99', 'is not a number'],
    ['cold.count == 1.5', 'a count is a whole number'],
    ['cold.count == 1%', 'cold.count is not measured in %'],
    ['cold.count < 1ms', 'cold.count is not measured in ms'],
    ['cold.ratio < 5ms', 'cold.ratio is not measured in ms'],
    ['cold.ratio < 5', 'a ratio is at most 1'],
    ['cold.ratio < 150%', 'a ratio is at most 1'],
    ['init.p95 < 5%', 'init.p95 is not measured in %'],
    ['init.p95 < 5h', 'no unit "h"'],
    ['init.p95 < 5constructor', 'no unit "constructor"'],
    ['cold.count == 1 and more', 'not an assertion'],
  ])('refuses %j: %s', (text, message) => {
    expect(() => parseAssertion(text)).toThrow(UsageError);
    expect(() => parseAssertion(text)).toThrow(message);
  });

  it.each([
    ['cold.cuont == 1', 'cold.count'],
    ['roundtrip.p99 < 1s', 'round_trip.p99'],
    ['round-trip.p99 < 1s', 'round_trip.p99'],
    ['Coverage >= 1', 'coverage'],
  ])('%s: did you mean %s', (text, near) => {
    try {
      parseAssertion(text);
      expect.unreachable();
    } catch (thrown) {
      expect((thrown as UsageError).hint).toContain(`Did you mean ${near}?`);
    }
  });

  it('never throws anything but a usage error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseAssertion(text);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});

describe('judge', () => {
  const eleven = [...times(10, (at) => ahead(`e${at}`)), cold('x')];
  const missing: Told = { noReport: true };
  const unplaced: Told = { init: 100, environment: 'u', roundTrip: 400 };
  it.each<[string, readonly Told[], string]>([
    ['cold.count == 1', eleven, 'passed'],
    ['cold.count == 0', eleven, 'breached'],
    ['cold.ratio < 5%', eleven, 'breached'],
    ['cold.ratio < 10%', eleven, 'passed'],
    ['preinitialized.count == 10', eleven, 'passed'],
    ['init.max <= 100ms', eleven, 'passed'],
    ['init.p95 < 300ms', eleven, 'undecided'],
    ['preinitialized.init.p90 < 300ms', eleven, 'passed'],
    ['restored.init.max < 1s', eleven, 'undecided'],
    ['round_trip.max < 1s', eleven, 'passed'],
    ['environments == 11', eleven, 'passed'],
    ['achieved_concurrency == 11', eleven, 'passed'],
    ['dispatch_skew < 1ms', eleven, 'passed'],
    ['coverage >= 99%', eleven, 'passed'],
    // What is missing can only add colds: breached stays breached, and a pass is not certain.
    ['cold.count <= 1', [cold('a'), cold('b'), missing], 'breached'],
    ['cold.count <= 2', [cold('a'), cold('b'), missing], 'undecided'],
    ['cold.count <= 3', [cold('a'), cold('b'), missing], 'passed'],
    ['cold.count >= 2', [cold('a'), cold('b'), missing], 'passed'],
    ['cold.count == 2', [cold('a'), cold('b'), missing], 'undecided'],
    ['cold.count != 4', [cold('a'), cold('b'), missing], 'passed'],
    ['cold.count == 4', [cold('a'), cold('b'), missing], 'breached'],
    ['cold.count == 1', [cold('a'), unplaced], 'undecided'],
    ['unknown.count == 1', [cold('a'), unplaced], 'passed'],
    ['cold.ratio <= 50%', [cold('a'), warm('a', { round: 2 }), missing], 'undecided'],
    ['cold.ratio <= 70%', [cold('a'), warm('a', { round: 2 }), missing], 'passed'],
    // A throttled request reached no environment: it cannot have been cold.
    ['cold.count == 1', [cold('a'), throttled('x')], 'passed'],
    ['throttled.count == 1', [cold('a'), throttled('x')], 'passed'],
    ['error.count == 0', [cold('a'), throttled('x')], 'passed'],
    ['error.count == 0', [cold('a', { line: { outcome: 'function-error' } })], 'breached'],
    ['coverage >= 99%', [cold('a'), missing], 'breached'],
    ['coverage >= 99%', [throttled('x')], 'undecided'],
    ['duration.max < 1s', [cold('a'), missing], 'undecided'],
    ['duration.max < 100ms', [cold('a'), missing], 'breached'],
    ['duration.min < 1s', [cold('a'), missing], 'passed'],
    ['round_trip.max < 1s', [cold('a'), missing], 'passed'],
    ['init.max < 1s', [cold('a'), missing], 'undecided'],
    ['cold.count == 0', [], 'undecided'],
    ['cold.ratio < 5%', [missing], 'undecided'],
    ['init.max < 1s', [warm('a')], 'undecided'],
  ])('%s of %#: %s', (text, told, want) => {
    const { verdict: said, message } = verdict(text, told);
    expect(said).toBe(want);
    expect(message).toContain(text.split(' ')[0]);
  });

  it('says expected and actual', () => {
    expect(verdict('cold.ratio < 5%', eleven)).toMatchObject({
      metric: 'cold.ratio',
      operator: '<',
      expected: 0.05,
      actual: 1 / 11,
      unit: 'ratio',
      message: 'expected cold.ratio < 5 %, but it is 9.1 %',
    });
    expect(verdict('init.p95 < 300ms', eleven).message).toBe(
      'expected init.p95 < 300 ms, but it has no value (1 value of 20 that p95 needs): not decidable',
    );
  });

  it('leaves warm-up out, and does not let a killed run pass by what it lost', () => {
    const warmUp = [cold('a', { warmUp: true }), warm('a', { round: 2 })];
    expect(verdict('cold.count == 0', warmUp).verdict).toBe('passed');
    expect(verdict('cold.count == 1', [cold('a')], null, { concurrency: 11 }).verdict).toBe('undecided');
    expect(verdict('cold.count == 1', [cold('a')], null, { concurrency: 1 }).verdict).toBe('passed');
  });

  /** A row that was measured whole, and the same row without its REPORT. */
  const whole = fc.constantFrom<Told>(cold('a'), ahead('b'), warm('c'), { restore: 20 });
  it('no verdict on incomplete evidence is contradicted by the evidence', () => {
    const names = [...metrics.keys()].filter((name) => /count$|ratio|min$|max$|mean$|p50$/.test(name));
    const claim = fc.record({
      name: fc.constantFrom(...names),
      operator: fc.constantFrom(...(Object.keys(operators) as Operator[])),
      value: fc.nat(12),
      lost: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      told: fc.array(whole, { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(claim, ({ name, operator, value, lost, told }) => {
        // Which of the requests are unknown is what `unknown.count` is about, not what it lacks.
        if (name.startsWith('unknown')) return;
        const unit = metrics.get(name)?.unit;
        const expected = unit === 'ratio' ? value / 12 : unit === 'ms' ? value * 30 : value;
        const text = `${name} ${operator} ${expected}`;
        const known = verdict(text, told).verdict;
        const partly = verdict(
          text,
          told.map((each, at) => (lost[at] ? { ...each, noReport: true } : each)),
        ).verdict;
        // A REPORT that is lost also loses the sample's size, so a claim of the whole may have been undecided.
        if (partly !== 'undecided') expect(partly).toBe(known);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('metric table', () => {
  it('has a name, a unit and one line for each', () => {
    expect(metrics.size).toBe(13 + 5 * 7 + 5 * 5 * 7 - 7);
    for (const [name, metric] of metrics) {
      expect(metric.name).toBe(name);
      expect(name).toMatch(/^[a-z_0-9.]+$/);
      expect(metric.meaning).not.toMatch(/\n|^$/);
    }
  });

  it.each([
    'cold.count',
    'init.p95',
    'cold.duration.p95',
    'preinitialized.init.p50',
    'warm.round_trip.p99',
    'coverage',
  ])('has %s', (name) => expect(metrics.has(name)).toBe(true));
});

it.each([
  { text: 'it is fast', under: 'is fast' },
  { text: 'cold.count ~= 1', under: '~= 1' },
  { text: ' cold.count == one', under: 'one' },
  { text: 'init.p95 < 5%', under: '5%' },
  { text: 'init.p95 < 3 fortnights', under: '3 fortnights' },
  { text: 'cold.ratio<300%', under: '300%' },
])('a caret shows where "$text" is wrong', ({ text, under }) => {
  let shown: readonly string[] = [];
  try {
    parseAssertion(text);
  } catch (thrown) {
    if (thrown instanceof CaretError) shown = thrown.shown;
  }
  expect(shown[0]).toBe(text);
  expect(text.slice(shown[1]?.indexOf('^'))).toBe(under);
});
