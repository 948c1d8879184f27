import type { Benchmark, Figure } from './figure.ts';
import { world } from './gate-calibration/days.ts';
import * as rules from './gate-calibration/rules.ts';

const group = 'gate calibration';

const times = [
  { name: "gate --against, 'init.p50 > 10%'", rule: rules.againstVersion, gate: true, power: 95 },
  {
    name: "gate --baseline of ten days, 'init.p50 > 10%'",
    rule: rules.againstBaseline,
    gate: true,
    power: null,
  },
  {
    name: "gate --reference of yesterday, 'init.p50 > 10%'",
    rule: rules.againstSavedRun,
    gate: false,
    power: null,
  },
  { name: 'maximum > +10 % of yesterday', rule: rules.maximum, gate: false, power: null },
  { name: 'mean > +5 % of yesterday', rule: rules.mean, gate: false, power: null },
  { name: 't-test at 95 % against yesterday', rule: rules.tTest, gate: false, power: null },
];
const colds = [
  { name: "gate --against, 'cold.ratio > 5%'", rule: rules.coldsBeside(20) },
  { name: "gate --against --first-contact 100, 'cold.ratio > 5%'", rule: rules.coldsBeside(100) },
  { name: "gate --assert 'cold.count <= 0'", rule: rules.coldsAsserted },
];

/** How many of so many simulated gates fail, in percent. */
function alarms(name: string, gates: number, alarm: (seed: string) => boolean): number {
  let count = 0;
  for (let at = 0; at < gates; at += 1) if (alarm(`${name} ${at}`)) count += 1;
  return (100 * count) / gates;
}

/** False alarms and power of the gate's rules, and of those that are usual, on simulated days. The same at every run:
 * what is drawn follows from seeds. */
export const gateCalibration: Benchmark = {
  name: 'gate-calibration',
  run: async ({ short }) => {
    const [unchanged, changed] = short ? [20, 5] : [2_000, 400];
    const figure = (name: string, value: number, goal: Figure['goal']): Figure => ({
      group,
      name,
      unit: '%',
      values: [value],
      anchor: null,
      goal,
    });
    const ofTimes = times.flatMap(({ name, rule, gate, power }) =>
      [1, 1.05, 1.1, 1.2, 1.5].map((factor) => {
        const gates = factor === 1 ? unchanged : changed;
        const value = alarms(`${name} ${factor}`, gates, (seed) => rule(world(seed), factor));
        const what = factor === 1 ? 'unchanged' : `+${Math.round((factor - 1) * 100)} %`;
        const goal =
          gate && factor === 1
            ? ({ of: 'value', atMost: 0.2 } as const)
            : power !== null && factor === 1.2
              ? ({ of: 'value', atLeast: power } as const)
              : null;
        return figure(`${name}: ${what}`, value, goal);
      }),
    );
    const ofColds = colds.map(({ name, rule }) => {
      const value = alarms(name, changed, (seed) => rule(world(seed), 0.1));
      return figure(`${name}: 1 of 10 turned cold`, value, null);
    });
    return [{ kind: 'measured', figures: [...ofTimes, ...ofColds] }];
  },
};
