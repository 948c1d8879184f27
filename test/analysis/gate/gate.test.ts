import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GateComparison } from '../../../src/analysis/gate/baseline.ts';
import { gateVerdict, isSuspicious, type Look, linesOf, lookBy } from '../../../src/analysis/gate/gate.ts';
import { parseRegression } from '../../../src/analysis/gate/regression.ts';
import type { Verdict } from '../../../src/analysis/result.ts';

const regression = parseRegression('init.p50 > 10%');

const found = (changes: Partial<GateComparison> = {}): GateComparison => ({
  old: 100,
  new: 150,
  p: 0.0001,
  because: '',
  needs: null,
  verdict: 'changed',
  change: { estimate: 0.5, low: 0.4, high: 0.6 },
  n: { old: 20, new: 20, of: 'requests' },
  method: 'ranks',
  ...changes,
});
const slower = found();
const asBefore = found({ p: 0.6, verdict: 'no-change-seen', change: { estimate: 0, low: -0.1, high: 0.1 } });
const open = found({ p: null, change: null, verdict: 'too-few', because: 'needs n ≥ 5', needs: 5 });

const look = (...each: readonly GateComparison[]): readonly Look[] =>
  lookBy(
    each.map(() => regression),
    (() => {
      let at = 0;
      return () => each[at++] ?? asBefore;
    })(),
    0.01,
  );

describe('one look', () => {
  it.each([
    ['a test that says so, beyond the size', slower, true],
    ['nothing seen', asBefore, false],
    ['sure, and smaller than the size', found({ change: { estimate: 0.09, low: 0.08, high: 0.1 } }), false],
    ['great, and not sure', found({ p: 0.02 }), false],
    ['too few', open, null],
    ['what is missing could turn it', found({ verdict: 'undecided', because: '3 requests' }), null],
  ])('%s', (_, comparison, suspected) => {
    expect(look(comparison)[0]?.suspected).toBe(suspected);
  });

  it("takes Holm's p over those that have one", () => {
    // p.adjust(c(0.004, 0.006, 0.6), 'holm') in R: 0.012 0.012 0.600
    const looks = look(found({ p: 0.004 }), open, found({ p: 0.006 }), asBefore);
    const ps = looks.map(({ pHolm }) => pHolm);
    expect(ps[0]).toBeCloseTo(0.012, 12);
    expect(ps[1]).toBeNull();
    expect(ps[2]).toBeCloseTo(0.012, 12);
    expect(ps[3]).toBeCloseTo(0.6, 12);
    expect(isSuspicious(looks)).toBe(false);
  });
});

describe('verdict over all looks', () => {
  it.each([
    ['nothing seen', [asBefore], 2, 'passed', 'no regression beyond the stated size was seen'],
    ['confirmed', [slower, slower, slower], 2, 'failed', 'seen, and confirmed 2 times'],
    ['not confirmed', [slower, asBefore], 2, 'passed', 'not confirmed'],
    ['not confirmed at last', [slower, slower, asBefore], 2, 'passed', 'not confirmed'],
    ['measured again too seldom', [slower, slower], 2, 'undecided', 'measured again 1 times of 2'],
    [
      'met nothing when measured again',
      [slower, open],
      2,
      'undecided',
      'could not be confirmed: needs n ≥ 5',
    ],
    ['no confirmation asked for', [slower], 0, 'failed', 'no confirmation was asked for'],
    ['too few', [open], 2, 'undecided', 'needs n ≥ 5'],
    ['never looked at', [], 2, 'undecided', 'nothing was compared'],
  ])('%s', (_, looks, wanted, verdict, because) => {
    const [line] = linesOf(
      [regression],
      looks.map((each) => look(each)),
      wanted,
    );
    expect(line).toMatchObject({ verdict });
    expect(line?.because).toContain(because);
  });

  it('fails only where every look suspects it, and as many confirm as are wanted', () => {
    const each = fc.constantFrom(slower, asBefore, open);
    fc.assert(
      fc.property(fc.array(each, { maxLength: 5 }), fc.nat({ max: 4 }), (comparisons, wanted) => {
        const looks = comparisons.map((comparison) => look(comparison));
        const [line] = linesOf([regression], looks, wanted);
        const all = comparisons.length > wanted && comparisons.every((comparison) => comparison === slower);
        expect(line?.verdict === 'failed').toBe(all);
      }),
    );
  });
});

it.each([
  [[asBefore], ['passed'], 'passed'],
  [[asBefore], ['undecided'], 'undecided'],
  [[open], ['passed'], 'undecided'],
  [[open], ['breached'], 'failed'],
  [[slower, open], ['undecided'], 'failed'],
  [[], [], 'passed'],
] as const)('as a whole: %#', (comparisons, verdicts, verdict) => {
  const lines = comparisons.flatMap((each) => linesOf([regression], [look(each)], 0));
  const assertions = verdicts.map((each) => ({ verdict: each }) as Verdict);
  expect(gateVerdict({ lines, assertions })).toBe(verdict);
});
