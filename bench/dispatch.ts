import { type Built, buildDispatch } from './dispatch/build.ts';
import { type Case, compare } from './dispatch/compare.ts';
import { openFileLimit } from './dispatch/measure.ts';
import type { Benchmark, BenchmarkResult } from './figure.ts';

const group = 'dispatch';

const cases: readonly Case[] = [
  { count: 11, repetitions: 7, atMostMs: 1, others: [], othersRepetitions: 0 },
  {
    count: 100,
    repetitions: 7,
    othersRepetitions: 5,
    atMostMs: 4,
    others: ['client-per-call', 'one-client', 'one-client-n-sockets'],
  },
  {
    count: 1_000,
    repetitions: 5,
    othersRepetitions: 2,
    atMostMs: 40,
    others: ['client-per-call', 'one-client', 'one-client-n-sockets'],
  },
  { count: 5_000, repetitions: 3, atMostMs: 150, others: [], othersRepetitions: 0 },
];
const shortCases: readonly Case[] = [
  {
    count: 11,
    repetitions: 1,
    othersRepetitions: 1,
    atMostMs: 1,
    others: ['client-per-call', 'one-client', 'one-client-n-sockets'],
  },
];

/** Descriptors that a process needs beside its connections. */
const otherFiles = 64;

const notRun = (name: string, because: string): BenchmarkResult => ({
  kind: 'not-run',
  group,
  name,
  because,
});

async function measured(built: Built, short: boolean): Promise<readonly BenchmarkResult[]> {
  const limit = await openFileLimit();
  const results: BenchmarkResult[] = [];
  for (const one of short ? shortCases : cases) {
    const needed = one.count + otherFiles;
    results.push(
      limit < needed
        ? notRun(
            `N = ${one.count}`,
            `a process may open ${limit} files here, ${needed} are needed: ulimit -n`,
          )
        : { kind: 'measured', figures: await compare(built, one) },
    );
  }
  if (!built.tls) results.push(notRun('TLS', "the peer could not be built with OpenSSL's headers"));
  return results;
}

/** How simultaneous the requests of a fan-out are, every burst in a process of its own. */
export const dispatch: Benchmark = {
  name: 'dispatch',
  run: async ({ short }) => {
    const built = await buildDispatch();
    try {
      return await measured(built, short);
    } finally {
      await built.remove();
    }
  },
};
