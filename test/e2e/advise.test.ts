import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alias } from '../support/bench-run.ts';
import { cli, packageRoot } from '../support/cli.ts';

let folder = '';
/** A modelled run: 190 cold starts, and 210 requests that waited for none. */
let both = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-advise-'));
  both = join(folder, 'both.jsonl');
  const rounds = ['--concurrency', '200', '--rounds', '2', '--gap', '10ms', '--save', both];
  const { exitCode } = await cli(['bench', '--local', '--model', 'node22-x86', ...alias, ...rounds]);
  expect(exitCode).toBe(0);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Document {
  readonly headline: string;
  readonly smallest: number | null;
  readonly cheapest: number | null;
  readonly sizes: readonly {
    readonly provisioned: number;
    readonly figures: Readonly<Record<string, { readonly mean: number } | null>>;
    readonly costUsd: { readonly total: { readonly mean: number } | null };
  }[];
  readonly warnings: readonly { readonly code: string }[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

const advise = async (
  ...args: string[]
): Promise<{ exitCode: number | null; document: Document; stdout: string }> => {
  const { exitCode, stdout, stderr } = await cli(['advise', both, ...args, '--format', 'json']);
  expect(stderr).toBe('');
  return { exitCode, document: JSON.parse(stdout), stdout };
};
const cold = ({ sizes }: Document, size: number) =>
  sizes.find(({ provisioned }) => provisioned === size)?.figures['cold.ratio']?.mean;

describe('bursts of eleven', () => {
  it('every ten minutes: only eleven provisioned keep them warm', async () => {
    const { exitCode, document } = await advise('--burst', '11 every 10m', '--goal', 'cold.ratio < 0.1%');
    expect(exitCode).toBe(0);
    expect(document.smallest).toBe(11);
    expect(cold(document, 0)).toBe(1);
    expect(cold(document, 10)).toBeCloseTo(1 / 11, 6);
    expect(cold(document, 11)).toBe(0);
  });

  it('every minute: they keep themselves warm, and nothing is needed', async () => {
    const { document } = await advise('--burst', '11 every 1m', '--goal', 'cold.ratio < 0.1%');
    expect(document.smallest).toBe(0);
    expect(document.cheapest).toBe(0);
    expect(document.headline).toMatch(/^Leave provisioned concurrency off/);
  });

  it('ten environments of 1 GB for 30 days cost 108 USD more in us-east-1', async () => {
    const { document } = await advise('--burst', '11 every 10m');
    const usd = (size: number) =>
      document.sizes.find(({ provisioned }) => provisioned === size)?.costUsd.total?.mean ?? Number.NaN;
    // 10 × 30 × 86,400 s × 1 GB × 0.0000041667 USD; requests and durations are cents.
    expect(usd(10) - usd(0)).toBeGreaterThan(107.5);
    expect(usd(10) - usd(0)).toBeLessThan(108.5);
  });

  it('provisioned in working hours only', async () => {
    const { document } = await advise('--burst', '11 every 1h', '--hours', 'mon-fri 08:00-18:00');
    // 50 of the 168 bursts of a week find eleven environments ready.
    expect(cold(document, 11)).toBeCloseTo(118 / 168, 6);
  });
});

it('same seed, same advice; another seed, other draws', async () => {
  const of = async (seed: string) => (await advise('--rate', '2/s', '--seed', seed)).stdout;
  const [first, again, other] = [await of('1'), await of('1'), await of('2')];
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

it('JSON is as published, CSV has a row a size, HTML its curves', async () => {
  const file = join(folder, 'advice.html');
  const { document } = await advise('--burst', '3 every 10m', '--output', file);
  const schema: object = JSON.parse(await readFile(join(packageRoot, 'dist/output.schema.json'), 'utf8'));
  const validate = new Ajv2020({ strict: false }).compile(schema);
  expect(validate(document) ? [] : validate.errors).toEqual([]);
  const { stdout } = await cli(['advise', both, '--burst', '3 every 10m', '--format', 'csv']);
  expect(stdout.trimEnd().split('\r\n')).toHaveLength(document.sizes.length + 1);
  expect((await readFile(file, 'utf8')).match(/<svg /g)).toHaveLength(3);
});

it('replays recorded traffic', async () => {
  const traffic = join(folder, 'traffic.csv');
  const lines = Array.from({ length: 100 }, (_, index) =>
    new Date(1_767_225_600_000 + index * 600_000).toISOString(),
  );
  await writeFile(traffic, ['timestamp', ...lines].join('\n'));
  const { document } = await advise('--traffic', traffic);
  // One at a time, ten minutes apart: each is cold, and one environment is enough.
  expect(cold(document, 0)).toBe(1);
  expect(cold(document, 1)).toBe(0);
  expect(document.warnings.map(({ code }) => code)).toContain('short-recording');
});

it('takes what logs tells of production as traffic', async () => {
  const log = join(folder, 'tail.log');
  // One at a time, ten minutes apart; the third is logged after it waited 60 ms for its init.
  const lines = [0, 600_000, 1_200_160, 1_800_000].map((atMs, index) => {
    const loggedAt = new Date(1_767_225_600_000 + atMs + 100).toISOString().replace('Z', '000+00:00');
    const init = index === 2 ? '\tInit Duration: 60.00 ms\t' : '';
    return `${loggedAt} 2026/01/01/[1]${'0'.repeat(31)}${index} REPORT RequestId: 8f5c2d1e-0000-4000-8000-00000000000${index}\tDuration: 100.00 ms\tBilled Duration: 100 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB${init}`;
  });
  await writeFile(log, lines.join('\n'));
  const traffic = join(folder, 'logs.csv');
  expect((await cli(['logs', log, '--output', traffic, '--quiet'])).exitCode).toBe(0);
  const { document } = await advise('--traffic', traffic);
  expect(document.facts).toContainEqual({
    name: 'Traffic',
    value: '4 recorded requests in 40.0 minutes from 2026-01-01 00:00 UTC',
  });
  expect(cold(document, 0)).toBe(1);
  expect(cold(document, 1)).toBe(0);
});

describe('exit codes', () => {
  it('1 where no size meets the goals: which, and by how much', async () => {
    const { exitCode, document } = await advise('--burst', '2 every 10m', '--goal', 'round_trip.p99 < 1ms');
    expect(exitCode).toBe(1);
    expect(document.headline).toMatch(
      /^No size meets all goals: with 2 provisioned, round_trip\.p99 is .* ms, and should be < 1 ms/,
    );
  });

  it.each([
    { args: [], want: /the traffic is not told/ },
    { args: ['--rate', '1/s', '--burst', '2 every 1m'], want: /in different ways/ },
    { args: ['--rate', 'fast'], want: /--rate must be requests by time/ },
    { args: ['--burst', '0 every 1m'], want: /--burst must be/ },
    { args: ['--rate', '1/s', '--hours', 'always'], want: /--hours must be/ },
    {
      args: ['--rate', '1/s', '--region', 'mars-north-1'],
      want: /no x86_64 prices are known for "mars-north-1"/,
    },
    { args: ['--rate', '1/s', '--prices', 'nowhere.json'], want: /cannot read "nowhere.json"/ },
    { args: ['--arrivals', 'even', '--burst', '1 every 1m'], want: /--arrivals says how --rate arrives/ },
    { args: ['--traffic', 'nowhere.csv'], want: /cannot read "nowhere.csv"/ },
    { args: ['--rate', '1/s', '--goal', 'cold.ratio < 300ms'], want: /not measured in ms/ },
  ])('2 for $args', async ({ args, want }) => {
    const { exitCode, stderr, stdout } = await cli(['advise', both, ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(want);
  });

  it('2 for a run without cold starts, with the command that makes one', async () => {
    const warm = join(folder, 'warm.jsonl');
    await cli(['bench', '--local', ...alias, '--concurrency', '2', '--save', warm]);
    const { exitCode, stderr } = await cli(['advise', warm, '--rate', '1/s']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /no request that waited for an init[\s\S]*lambda-fanout bench --local --function-name worker_lambda --qualifier '\$LATEST'/,
    );
  });

  it("prices of one's own open a region that is not in the table", async () => {
    const prices = join(folder, 'prices.json');
    await writeFile(prices, JSON.stringify({ perMillionRequestsUsd: 1, perGbSecondUsd: 0.0001 }));
    const { exitCode } = await advise('--rate', '1/s', '--region', 'mars-north-1', '--prices', prices);
    expect(exitCode).toBe(0);
    await writeFile(prices, '{"perGbSecond": 1}');
    const wrong = await cli(['advise', both, '--rate', '1/s', '--prices', prices]);
    expect({ exitCode: wrong.exitCode, told: /prices\.json/.test(wrong.stderr) }).toEqual({
      exitCode: 2,
      told: true,
    });
  });
});
