import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../../src/analysis/analyse.ts';
import { parseAssertion } from '../../../src/analysis/assertions.ts';
import { notMeasured } from '../../../src/analysis/gate/not-measured.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { aRun, cold } from '../run-builder.ts';

const analysisOf = (outcomes: readonly Outcome[], asserted: readonly string[]) => {
  const { run, joined } = aRun(
    outcomes.map((outcome, index) =>
      outcome === 'ok' ? cold(`e${index}`) : { noReport: true, line: { outcome } },
    ),
  );
  return analyseRun(run, joined, asserted.map(parseAssertion), { freshEnvironments: true });
};

describe('requests that did not end well', () => {
  it.each<[string, readonly Outcome[], readonly string[], readonly string[]]>([
    ['none', ['ok', 'ok'], [], []],
    ['throttled', ['ok', 'throttled'], ['cold.count <= 1'], ['of 2 requests 1 throttled']],
    ['all of them', ['throttled', 'throttled'], ['cold.count <= 1'], ['of 2 requests 2 throttled']],
    ['throttled, and allowed', ['ok', 'throttled'], ['throttled.count <= 1'], []],
    [
      'errors of several kinds, beside throttles that are allowed',
      ['ok', 'throttled', 'api-error', 'timeout', 'timeout'],
      ['throttled.count <= 1'],
      ['of 5 requests 1 refused by the API and 2 timed out'],
    ],
  ])('%s', (_, outcomes, asserted, messages) => {
    const found = notMeasured(analysisOf(outcomes, asserted));
    expect(found.map(({ message }) => message.split(':')[0])).toEqual(messages);
    expect(found.every(({ verdict }) => verdict === 'undecided')).toBe(true);
  });
});
