import type { ComparedMetric } from '../analysis/comparison/compare-runs.ts';

/** One field of a compared metric in CSV. */
export interface ComparisonColumn {
  readonly name: string;
  readonly meaning: string;
  /** Null: not there. */
  readonly value: (line: ComparedMetric) => string | number | null;
}

const column = (name: string, meaning: string, value: ComparisonColumn['value']): ComparisonColumn => ({
  name,
  meaning,
  value,
});

/** Every column, in the order of the CSV. The order is a contract: new ones are added at the end. */
export const comparisonColumns: readonly ComparisonColumn[] = [
  column('metric', 'Figure that is compared', (line) => line.metric),
  column('unit', 'Unit of old, new and, but for counts and ratios, shift', (line) => line.unit),
  column('old', 'Figure of the old side', (line) => line.old),
  column('new', 'Figure of the new side', (line) => line.new),
  column('verdict', 'changed, no-change-seen, too-few or undecided', (line) => line.verdict),
  column('direction', 'greater or less, where it changed', (line) => line.direction),
  column('relative', 'New ÷ old − 1; empty for counts and ratios', (line) => line.relative?.estimate ?? null),
  column('relative_low', 'Its 95 % interval, from', (line) => line.relative?.interval?.low ?? null),
  column('relative_high', 'Its 95 % interval, to', (line) => line.relative?.interval?.high ?? null),
  column(
    'shift',
    'New − old; of counts and ratios the difference of the shares, −1 to 1',
    (line) => line.shift?.estimate ?? null,
  ),
  column('shift_low', 'Its 95 % interval, from', (line) => line.shift?.interval?.low ?? null),
  column('shift_high', 'Its 95 % interval, to', (line) => line.shift?.interval?.high ?? null),
  column('p', 'p-value of this line alone', (line) => line.p),
  column('p_holm', "p-value adjusted for all lines of the table, Holm's way", (line) => line.pHolm),
  column('n_old', 'What the test counts on the old side', (line) => line.n?.old ?? null),
  column('n_new', 'What the test counts on the new side', (line) => line.n?.new ?? null),
  column('n_of', 'requests or rounds', (line) => line.n?.of ?? null),
  column('needs', 'Least n of both sides at which the test could see anything', (line) => line.needs),
  column('method', 'Test that decided (docs/statistics.md)', (line) => line.method),
  column('because', 'Why nothing could be said, in words', (line) => line.because || null),
];
