import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ascending, quantile } from '../src/analysis/quantile.ts';
import { Fleet, type Samples, type ServiceSample } from '../src/analysis/simulation/fleet.ts';
import { arrivalsOf } from '../src/analysis/traffic/arrivals.ts';
import { seededFractions } from '../src/model/seeded-fractions.ts';
import type { Benchmark, BenchmarkResult } from './figure.ts';
import { embeddedService } from './local-service/servers.ts';

const group = 'advise';

/** Traffic that real processes can follow on two cores: a cold start now and then, rarely two at once. */
interface Scene {
  readonly provisioned: number;
  readonly perSecond: number;
  readonly retentionMs: number;
  readonly holdMs: number;
}
const scenes: readonly Scene[] = [
  { provisioned: 0, perSecond: 3, retentionMs: 1_000, holdMs: 150 },
  { provisioned: 1, perSecond: 4, retentionMs: 1_000, holdMs: 150 },
  { provisioned: 2, perSecond: 6, retentionMs: 500, holdMs: 150 },
];

/** One real request, as far as a simulation draws from it. */
interface Served {
  readonly atMs: number;
  readonly cold: boolean;
  readonly roundTripMs: number;
  readonly occupiedMs: number;
}

const reportOf = (tail: string, field: string): number | null => {
  const [, value] = new RegExp(`\\t${field}: ([\\d.]+) ms`).exec(tail) ?? [];
  return value === undefined ? null : Number(value);
};

async function invoke(port: number, holdMs: number, atMs: number): Promise<Served> {
  const began = performance.now();
  const reply = await fetch(
    `http://127.0.0.1:${port}/2015-03-31/functions/worker_lambda/invocations?Qualifier=worker_lambda_alias`,
    {
      method: 'POST',
      headers: { 'x-amz-log-type': 'Tail' },
      body: JSON.stringify({ lambdaFanout: { holdMs } }),
    },
  );
  const worker = (await reply.json()) as { readonly initializationType?: string };
  const roundTripMs = performance.now() - began;
  if (reply.status !== 200) throw new Error(`Invoke was answered ${reply.status}`);
  const tail = `\t${Buffer.from(reply.headers.get('x-amz-log-result') ?? '', 'base64').toString()}`;
  const initMs = reportOf(tail, 'Init Duration');
  // An init on a provisioned environment ran ahead.
  const cold = initMs !== null && worker.initializationType === 'on-demand';
  return {
    atMs,
    cold,
    roundTripMs,
    occupiedMs: cold ? roundTripMs : (reportOf(tail, 'Duration') ?? roundTripMs),
  };
}

/** The scene on the embedded service, in real time on real processes. */
async function observed(scene: Scene, horizonMs: number, folder: string): Promise<Served[]> {
  const config = join(folder, 'local.json');
  await writeFile(config, JSON.stringify({ retentionMs: scene.retentionMs }));
  const service = await embeddedService(['--config', config, '--provisioned', String(scene.provisioned)]);
  try {
    const atMs = new Float64Array(10_000);
    const traffic = { kind: 'poisson', perSecond: scene.perSecond } as const;
    const count = arrivalsOf(traffic, horizonMs, 1, seededFractions(`scene ${scene.provisioned}`)).fill(atMs);
    const startedMs = performance.now();
    const replies: Promise<Served>[] = [];
    for (const planned of atMs.subarray(0, count)) {
      const waitMs = planned - (performance.now() - startedMs);
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      replies.push(invoke(service.port, scene.holdMs, performance.now() - startedMs));
    }
    return await Promise.all(replies);
  } finally {
    await service.stop();
  }
}

const sampleOf = (rows: readonly Served[]): ServiceSample => ({
  occupiedMs: Float64Array.from(rows, ({ occupiedMs }) => occupiedMs),
  roundTripMs: Float64Array.from(rows, ({ roundTripMs }) => roundTripMs),
  billedMs: Float64Array.from(rows, ({ occupiedMs }) => occupiedMs),
  billedInitMs: new Float64Array(rows.length),
});

const replications = 100;

/** The same requests at the same moments, simulated from the samples that they gave. */
function predicted(
  scene: Scene,
  rows: readonly Served[],
): { readonly cold: number[]; readonly p50: number[]; readonly p95: number[] } {
  const warm = sampleOf(rows.filter(({ cold }) => !cold));
  const samples: Samples = {
    provisioned: warm,
    retained: warm,
    new: sampleOf(rows.filter(({ cold }) => cold)),
  };
  const found = { cold: [] as number[], p50: [] as number[], p95: [] as number[] };
  for (let replication = 0; replication < replications; replication += 1) {
    const fraction = seededFractions(`replication ${replication}`);
    const fleet = new Fleet(samples, {
      provisionedAt: () => scene.provisioned,
      retentionMs: scene.retentionMs,
      onDemandLimitAt: () => 1_000,
      ratesLimited: true,
    });
    for (const { atMs } of rows) fleet.offer(atMs, fraction());
    found.cold.push(fleet.counts().new);
    found.p50.push(fleet.roundTrips.quantile(0.5) ?? 0);
    found.p95.push(fleet.roundTrips.quantile(0.95) ?? 0);
  }
  return found;
}

async function validate(scene: Scene, horizonMs: number): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-validation-'));
  try {
    const rows = await observed(scene, horizonMs, folder);
    const name = `${scene.provisioned} provisioned, ${scene.perSecond} requests a second, kept ${scene.retentionMs} ms`;
    const cold = rows.filter((row) => row.cold).length;
    if (cold === 0 || cold === rows.length)
      return {
        kind: 'not-run',
        group,
        name,
        because: `${cold} of ${rows.length} requests were cold: nothing to draw from`,
      };
    const sorted = ascending(rows.map(({ roundTripMs }) => roundTripMs));
    const said = predicted(scene, rows);
    const figure = (what: string, unit: 'count' | 'ms', value: number | null, anchor: readonly number[]) => ({
      group,
      name: `${name}: ${what}, of ${rows.length} requests`,
      unit,
      values: [value ?? 0],
      anchor: { name: 'predicted', values: anchor },
      goal: null,
    });
    return {
      kind: 'measured',
      figures: [
        figure('cold starts observed', 'count', cold, said.cold),
        figure('round trip p50 observed', 'ms', quantile(sorted, 0.5), said.p50),
        figure('round trip p95 observed', 'ms', quantile(sorted, 0.95), said.p95),
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `advise` predicts against what real processes do: the same arrivals, observed and simulated. */
export const adviseValidation: Benchmark = {
  name: 'advise-validation',
  run: async ({ short }) => {
    const results: BenchmarkResult[] = [];
    for (const scene of short ? scenes.slice(0, 1) : scenes)
      results.push(await validate(scene, short ? 4_000 : 30_000));
    return results;
  },
};
