import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { explainView } from '../../src/report/explain-view.ts';
import { whyTable } from '../../src/report/why-table.ts';
import { aRow, aRunAnalysis } from '../support/analysis-builder.ts';

const withoutReport = (outcome: Outcome, seq: number) =>
  aRow({ seq, outcome, startKind: 'unknown', evidence: 'no-report', report: null });

describe('why a start is unknown', () => {
  const said = 'whether it waited is not known: no REPORT from any source, so nothing is known of its init';
  it.each<{ outcomes: Outcome[]; want: string }>([
    { outcomes: ['timeout', 'lost'], want: said },
    { outcomes: ['throttled'], want: `${said}; no environment served it (1 throttled)` },
    {
      outcomes: ['throttled', 'throttled'],
      want: `${said}; no environment served them (2 throttled)`,
    },
    { outcomes: ['throttled', 'lost'], want: `${said}; no environment served 1 of them (1 throttled)` },
    {
      outcomes: ['throttled', 'api-error', 'unsent', 'lost'],
      want: `${said}; no environment served 3 of them (1 throttled, 1 refused and 1 never sent)`,
    },
  ])('$outcomes', ({ outcomes, want }) => {
    const count: Record<string, number> = {};
    for (const outcome of outcomes) count[outcome] = (count[outcome] ?? 0) + 1;
    const rows = outcomes.map(withoutReport);
    const summary = { outcomes: count, evidence: { 'no-report': outcomes.length } };
    expect(whyTable(aRunAnalysis({ rows, summary }))?.rows.map((cells) => cells[2])).toMatchObject([
      { value: want },
    ]);
  });

  it.each<{ outcome: Outcome; want: string }>([
    { outcome: 'throttled', want: 'Request 3 is unknown: it was throttled, and no environment served it.' },
    { outcome: 'unsent', want: 'Request 3 is unknown: it was never sent, and no environment served it.' },
    { outcome: 'timeout', want: 'Request 3 is unknown: whether it waited is not known.' },
  ])('explain of one that is $outcome', ({ outcome, want }) =>
    expect(explainView(withoutReport(outcome, 3), []).headline).toBe(want),
  );
});
