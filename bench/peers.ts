import { type Built, buildDispatch } from './dispatch/build.ts';
import { measureBurst } from './dispatch/measure.ts';
import type { Benchmark, BenchmarkResult, Figure } from './figure.ts';
import { arrivalSpreadMs } from './peers/arrivals.ts';
import { findTool, type LoadTool, loadTools } from './peers/load-tools.ts';

const group = 'peers';
const repetitions = { short: 1, full: 5 };

interface ReadyTool extends LoadTool {
  readonly path: string;
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

async function oursMs(built: Built, count: number): Promise<number> {
  const { spreadMs } = await measureBurst(built, 'gated', { count, tls: false, replies: 'each' });
  if (spreadMs === null) throw new Error(`fewer than ${count} requests arrived`);
  return spreadMs;
}

/** All tools in turns, so that what else the machine does falls on each alike. */
async function compare(
  built: Built,
  tools: readonly ReadyTool[],
  count: number,
  times: number,
): Promise<readonly BenchmarkResult[]> {
  const ours: number[] = [];
  const theirs = new Map<string, number[]>(tools.map(({ name }) => [name, []]));
  const broken = new Map<string, string>();
  for (let round = 0; round < times; round += 1) {
    ours.push(await oursMs(built, count));
    for (const { name, path, args } of tools.filter((tool) => !broken.has(tool.name))) {
      await arrivalSpreadMs(built.peerPath, path, args(count), count).then(
        (spreadMs) => theirs.get(name)?.push(spreadMs),
        (thrown) => broken.set(name, messageOf(thrown)),
      );
    }
  }
  const called = (words: string): string => `${count} requests, first to last arrival: ${words}`;
  const own: Figure = {
    ...{ group, name: called('lambda-fanout'), unit: 'ms', values: ours },
    ...{ anchor: null, goal: null },
  };
  return [
    { kind: 'measured', figures: [own] },
    ...tools.map(({ name, args }): BenchmarkResult => {
      const words = called([name, ...args(count)].join(' '));
      const because = broken.get(name);
      if (because !== undefined) return { kind: 'not-run', group, name: words, because };
      const values = theirs.get(name) ?? [];
      const anchor = { name: 'lambda-fanout', values: ours };
      return {
        kind: 'measured',
        figures: [{ group, name: words, unit: 'ms', values, anchor, goal: null }],
      };
    }),
  ];
}

async function measured(built: Built, short: boolean): Promise<readonly BenchmarkResult[]> {
  const tools: ReadyTool[] = [];
  const missing: BenchmarkResult[] = [];
  for (const tool of loadTools) {
    // The short form touches no network.
    const found = await findTool(tool, !short);
    if ('path' in found) tools.push({ ...tool, path: found.path });
    else missing.push({ kind: 'not-run', group, name: tool.name, because: found.missing });
  }
  const times = short ? repetitions.short : repetitions.full;
  const results: BenchmarkResult[] = [];
  for (const count of short ? [11] : [11, 100]) results.push(...(await compare(built, tools, count, times)));
  return [...results, ...missing];
}

/** What ordinary load tools do when they are asked for N requests at once: first to last arrival at a local server
 * that holds each request as Lambda does. */
export const peers: Benchmark = {
  name: 'peers',
  run: async ({ short }) => {
    const built = await buildDispatch();
    try {
      return await measured(built, short);
    } finally {
      await built.remove();
    }
  },
};
