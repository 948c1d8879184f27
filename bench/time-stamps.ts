import { type Built, buildDispatch } from './dispatch/build.ts';
import { measureBurst, type Sample } from './dispatch/measure.ts';
import type { Benchmark, Figure, Goal } from './figure.ts';

const group = 'time stamps';

const at = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

interface Case {
  readonly count: number;
  readonly repetitions: number;
  readonly p50: Goal | null;
  readonly max: Goal | null;
}

const cases: readonly Case[] = [
  { count: 11, repetitions: 7, p50: { of: 'value', atMost: 1 }, max: null },
  { count: 100, repetitions: 7, p50: { of: 'value', atMost: 1 }, max: null },
  { count: 1_000, repetitions: 5, p50: null, max: { of: 'value', atMost: 60 } },
];
const shortCases: readonly Case[] = [{ count: 11, repetitions: 1, p50: null, max: null }];

/** All replies leave the server in one loop, each with its own time: first byte as stamped − sent, on one clock. */
async function compare(built: Built, { count, repetitions, p50, max }: Case): Promise<Figure[]> {
  const own: Sample[] = [];
  const naive: Sample[] = [];
  const burst = { count, tls: false, replies: 'together' as const };
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    own.push(await measureBurst(built, 'gated', burst));
    naive.push(await measureBurst(built, 'one-client-n-sockets', burst));
  }
  const errors = (samples: readonly Sample[], share: number) =>
    samples.map(({ stampErrorsMs }) => at(stampErrorsMs, share));
  const promise = "timing the SDK's promise";
  const n = `N = ${count.toLocaleString('en')}`;
  return [
    {
      group,
      name: `${n}: error of the first byte, p50`,
      unit: 'ms',
      values: errors(own, 0.5),
      anchor: { name: promise, values: errors(naive, 0.5) },
      goal: p50,
    },
    {
      group,
      name: `${n}: error of the first byte, max`,
      unit: 'ms',
      values: errors(own, 1),
      anchor: { name: promise, values: errors(naive, 1) },
      goal: max,
    },
    {
      group,
      name: `${n}: what the run itself says, max`,
      unit: 'ms',
      values: own.map(({ uncertaintiesMs }) => at(uncertaintiesMs, 1)),
      anchor: null,
      goal: null,
    },
  ];
}

/** How late time stamps are, against a server that puts the moment it sent into its reply. */
export const timeStamps: Benchmark = {
  name: 'time-stamps',
  run: async ({ short }) => {
    const built = await buildDispatch();
    try {
      const figures: Figure[] = [];
      for (const one of short ? shortCases : cases) figures.push(...(await compare(built, one)));
      return [{ kind: 'measured', figures }];
    } finally {
      await built.remove();
    }
  },
};
