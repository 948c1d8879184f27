import type { GateLine } from '../analysis/gate/gate.ts';
import type { Verdict } from '../analysis/result.ts';

type Field = string | number | null;

/** One column of the CSV: what it is of an assertion and of a regression. */
interface GateColumn {
  readonly name: string;
  readonly ofAssertion: (verdict: Verdict) => Field;
  readonly ofRegression: (line: GateLine) => Field;
}

const nothing = (): null => null;

/** A column for what the first look at a regression found; an assertion has none of it. */
const ofLook = (name: string, value: (look: GateLine['looks'][number]) => Field | undefined): GateColumn => ({
  name,
  ofAssertion: nothing,
  ofRegression: ({ looks: [look] }) => (look === undefined ? null : (value(look) ?? null)),
});

/** The CSV of `gate`, one row a check: later columns come after these. */
export const gateColumns: readonly GateColumn[] = [
  {
    name: 'check',
    ofAssertion: ({ assertion }) => assertion,
    ofRegression: ({ regression }) => regression.text,
  },
  { name: 'kind', ofAssertion: () => 'assertion', ofRegression: () => 'regression' },
  { name: 'verdict', ofAssertion: ({ verdict }) => verdict, ofRegression: ({ verdict }) => verdict },
  {
    name: 'metric',
    ofAssertion: ({ metric }) => metric,
    ofRegression: ({ regression }) => regression.metric.name,
  },
  { ...ofLook('reference', (look) => look.old), ofAssertion: ({ expected }) => expected },
  { ...ofLook('now', (look) => look.new), ofAssertion: ({ actual }) => actual },
  ofLook('change', ({ change }) => change?.estimate),
  ofLook('change_low', ({ change }) => change?.low),
  ofLook('change_high', ({ change }) => change?.high),
  ofLook('p', ({ p }) => p),
  ofLook('p_holm', ({ pHolm }) => pHolm),
  { name: 'looks', ofAssertion: nothing, ofRegression: ({ looks }) => looks.length },
  { name: 'because', ofAssertion: ({ message }) => message, ofRegression: ({ because }) => because },
];
