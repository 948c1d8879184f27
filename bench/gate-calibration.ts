import { wilson } from '../src/analysis/interval.ts';
import type { Benchmark, Figure } from './figure.ts';
import { world } from './gate-calibration/days.ts';
import * as rules from './gate-calibration/rules.ts';
import { calibrationGroup as group, unchanged } from './gate-calibration/table.ts';
import { virtualGate } from './gate-calibration/virtual-gate.ts';

/** Does it raise the alarm? */
type Gate = (seed: string, change: number) => boolean | Promise<boolean>;

const drawn =
  (rule: rules.Rule): Gate =>
  (seed, factor) =>
    rule(world(seed), factor);

interface Calibrated {
  readonly name: string;
  readonly gate: Gate;
  /** Gates of an unchanged function, and of each change. */
  readonly unchanged: number;
  readonly changed: number;
  /** False alarms, percent, with all that chance leaves open: at most. */
  readonly alarmsAtMost: number | null;
  /** Power for +20 %, percent: at least. */
  readonly powerAtLeast: number | null;
}

const usual = { unchanged: 2_000, changed: 400, alarmsAtMost: null, powerAtLeast: null };
const times: readonly Calibrated[] = [
  {
    name: "gate --against, 'init.p50 > 10%'",
    gate: async (seed, factor) => (await virtualGate(seed, factor)) === 'failed',
    unchanged: 3_000,
    changed: 200,
    alarmsAtMost: 0.2,
    powerAtLeast: 95,
  },
  {
    name: "gate --baseline of ten days, 'init.p50 > 10%'",
    gate: drawn(rules.againstBaseline),
    unchanged: 100_000,
    changed: 10_000,
    alarmsAtMost: 0.2,
    powerAtLeast: null,
  },
  {
    ...usual,
    name: "gate --reference of yesterday, 'init.p50 > 10%'",
    gate: drawn(rules.againstSavedRun),
  },
  { ...usual, name: 'maximum > +10 % of yesterday', gate: drawn(rules.maximum) },
  { ...usual, name: 'mean > +5 % of yesterday', gate: drawn(rules.mean) },
  { ...usual, name: 't-test at 95 % against yesterday', gate: drawn(rules.tTest) },
];
const colds = [
  { name: "gate --against, 'cold.ratio > 5%'", rule: rules.coldsBeside(20) },
  { name: "gate --against --first-contact 100, 'cold.ratio > 5%'", rule: rules.coldsBeside(100) },
  { name: "gate --assert 'cold.count <= 0'", rule: rules.coldsAsserted },
];

/** How many of so many simulated gates fail. */
async function alarms(name: string, gates: number, gate: Gate, change: number): Promise<number> {
  let count = 0;
  for (let at = 0; at < gates; at += 1) if (await gate(`${name} ${change} ${at}`, change)) count += 1;
  return count;
}

const figure = (name: string, value: number, goal: Figure['goal'] = null): Figure => ({
  group,
  name,
  unit: '%',
  values: [value],
  anchor: null,
  goal,
});

async function ofTimes({ name, gate, ...plan }: Calibrated, short: boolean): Promise<Figure[]> {
  const gates = short ? { unchanged: 20, changed: 5 } : plan;
  const figures: Figure[] = [];
  for (const factor of [1, 1.05, 1.1, 1.2, 1.5]) {
    const count = factor === 1 ? gates.unchanged : gates.changed;
    const failed = await alarms(name, count, gate, factor);
    const what = factor === 1 ? unchanged : `+${Math.round((factor - 1) * 100)} %`;
    const { powerAtLeast, alarmsAtMost } = plan;
    const powerful = powerAtLeast !== null && factor === 1.2;
    const goal = powerful ? ({ of: 'value', atLeast: powerAtLeast } as const) : null;
    figures.push(figure(`${name}: ${what}`, (100 * failed) / count, goal));
    if (factor !== 1) continue;
    const { high } = wilson(failed / count, count);
    const atMost = alarmsAtMost === null ? null : ({ of: 'value', atMost: alarmsAtMost } as const);
    figures.push(figure(`${name}: at most`, 100 * high, atMost));
  }
  return figures;
}

/** False alarms and power of the gate's rules, and of those that are usual, on simulated days. The same at every run:
 * what is drawn follows from seeds. */
export const gateCalibration: Benchmark = {
  name: 'gate-calibration',
  run: async ({ short }) => {
    const figures: Figure[] = [];
    for (const each of times) figures.push(...(await ofTimes(each, short)));
    const gates = short ? 5 : usual.changed;
    for (const { name, rule } of colds) {
      const failed = await alarms(name, gates, drawn(rule), 0.1);
      figures.push(figure(`${name}: 1 of 10 turned cold`, (100 * failed) / gates));
    }
    return [{ kind: 'measured', figures }];
  },
};
