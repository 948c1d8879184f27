import type { Figure, Goal } from '../figure.ts';
import type { Built } from './build.ts';
import type { Way } from './client.ts';
import { measureBurst, measureFloor, type Sample } from './measure.ts';

const group = 'dispatch';

/** What is measured for one number of requests. */
export interface Case {
  readonly count: number;
  readonly repetitions: number;
  /** Goal for first to last arrival; the first to last write has a ratio from 100 requests on. */
  readonly atMostMs: number;
  /** Ways that are shown for comparison, and how often: they take seconds each. */
  readonly others: readonly Exclude<Way, 'gated'>[];
  readonly othersRepetitions: number;
}

const otherWays = {
  'client-per-call': 'a new SDK client for each call',
  'one-client': 'one SDK client as it is (50 sockets)',
  'one-client-n-sockets': 'one SDK client with N sockets',
} satisfies Record<Exclude<Way, 'gated'>, string>;

const each = (samples: readonly Sample[], of: (sample: Sample) => number | null): readonly number[] =>
  samples.map((sample) => of(sample) ?? Number.NaN);
const skew = (sample: Sample) => sample.skewMs;
const spread = (sample: Sample) => sample.spreadMs;

/** One number of requests: the floor, this tool with and without TLS, and what SDK code does, in turns. */
export async function compare(
  built: Built,
  { count, repetitions, atMostMs, others, othersRepetitions }: Case,
): Promise<Figure[]> {
  const floors: { readonly skewMs: number; readonly spreadMs: number | null }[] = [];
  const plain: Sample[] = [];
  const tls: Sample[] = [];
  const byWay = new Map(others.map((way) => [way, [] as Sample[]]));
  const burst = { count, replies: 'each' as const };
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    floors.push(await measureFloor(built, count));
    plain.push(await measureBurst(built, 'gated', { ...burst, tls: false }));
    if (built.tls) tls.push(await measureBurst(built, 'gated', { ...burst, tls: true }));
    if (repetition >= othersRepetitions) continue;
    for (const [way, samples] of byWay)
      samples.push(await measureBurst(built, way, { ...burst, tls: false }));
  }
  const n = `N = ${count.toLocaleString('en')}`;
  const figure = (
    name: string,
    values: readonly number[],
    anchor: Figure['anchor'],
    goal: Goal | null,
    unit: Figure['unit'] = 'ms',
  ): Figure => ({ group, name: `${n}: ${name}`, unit, values, anchor, goal });
  const floorSkew = { name: built.floor, values: floors.map(({ skewMs }) => skewMs) };
  const floorSpread = {
    name: built.floor,
    values: floors.map(({ spreadMs }) => spreadMs ?? Number.NaN),
  };
  const ownSpread = { name: 'this tool', values: each(plain, spread) };
  const figures = [
    figure(
      'first to last write',
      each(plain, skew),
      floorSkew,
      count < 100 ? null : { of: 'ratio', atMost: 2.5 },
    ),
    figure('first to last arrival', each(plain, spread), floorSpread, { of: 'value', atMost: atMostMs }),
  ];
  if (built.tls)
    figures.push(
      figure(
        'TLS, first to last write',
        each(tls, skew),
        { name: 'without TLS', values: each(plain, skew) },
        {
          of: 'ratio',
          atMost: 1.5,
        },
      ),
      figure('TLS, first to last arrival', each(tls, spread), floorSpread, { of: 'value', atMost: atMostMs }),
    );
  for (const [way, samples] of byWay)
    figures.push(figure(`${otherWays[way]}, first to last arrival`, each(samples, spread), ownSpread, null));
  if (count >= 1_000) {
    const whole = count >= 5_000;
    figures.push(
      figure(
        'staging',
        each(plain, ({ stagingMs }) => stagingMs),
        null,
        whole ? { of: 'value', atMost: 3_500 } : null,
      ),
      figure(
        'peak memory',
        each(plain, ({ peakRssMiB }) => peakRssMiB),
        null,
        whole ? { of: 'value', atMost: 350 } : null,
        'MiB',
      ),
    );
  }
  return figures;
}
