import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './cli/child.ts';
import { writeRun } from './cli/run-file.ts';
import type { Benchmark, Figure } from './figure.ts';

const group = 'advise';
const perSecond = 1_000;
const startMs = Date.UTC(2026, 0, 5);

/** Counts by the second, never two alike in a row. */
const trafficOf = (seconds: number): string =>
  [
    'timestamp,count',
    ...Array.from({ length: seconds }, (_, second) => {
      const count = perSecond + (second % 2 === 0 ? 50 : -50);
      return `${new Date(startMs + second * 1_000).toISOString()},${count}`;
    }),
  ].join('\n');

/** Replications and sizes, from the document's own words. */
function simulatedBy(document: string): number {
  const [, replications, sizes] = / (\d+) times, for (\d+) sizes/.exec(document) ?? [];
  if (replications === undefined || sizes === undefined)
    throw new Error('advise did not say what it simulated');
  return Number(replications) * Number(sizes);
}

/** The whole command on a busy function: how many requests it places a second, over all sizes and replications. The
 * goal is 10 million requests × 20 sizes in a minute. */
export const advise: Benchmark = {
  name: 'advise',
  run: async ({ short }) => {
    const seconds = short ? 20 : 2_500;
    const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-bench-'));
    try {
      const [run, traffic] = [join(folder, 'run.jsonl'), join(folder, 'traffic.csv')];
      await writeRun(run, 4_000);
      await writeFile(traffic, trafficOf(seconds));
      const args = ['advise', run, '--traffic', traffic, '--format', 'json', '--quiet'];
      const { tookMs, stdout, peakMiB } = await runCli(args, [0]);
      const requests = seconds * perSecond;
      const placed = requests * simulatedBy(stdout);
      const figure = (name: string, unit: 'req/s' | 'MiB', value: number, goal: Figure['goal']): Figure => ({
        ...{ group, unit, values: [value], anchor: null, goal },
        name: `${name}: ${requests.toLocaleString('en')}, in ${placed / requests} fleets`,
      });
      const goal = { of: 'value', atLeast: Math.ceil(200_000_000 / 60) } as const;
      return [
        {
          kind: 'measured',
          figures: [
            figure('requests simulated', 'req/s', placed / (tookMs / 1_000), goal),
            figure('memory', 'MiB', peakMiB, null),
          ],
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
