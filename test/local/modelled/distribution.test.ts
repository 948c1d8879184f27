import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw, logNormal, meanOf, spreadLike } from '../../../src/local/modelled/distribution.ts';
import {
  downloadAndStart,
  type PresetName,
  presetNames,
  presets,
  warmOverhead,
} from '../../../src/local/modelled/presets.ts';
import { seededFractions } from '../../../src/model/seeded-fractions.ts';

const sampleOf = (distribution: Parameters<typeof draw>[0], seed: string, size = 40_000): number[] => {
  const fraction = seededFractions(seed);
  return Array.from({ length: size }, () => draw(distribution, fraction)).sort((a, b) => a - b);
};
const quantile = (sorted: readonly number[], p: number): number =>
  sorted[Math.floor(p * (sorted.length - 1))] ?? Number.NaN;

const percentiles = [0.5, 0.9, 0.95, 0.99];

describe('what presets draw has the quantiles that were published', () => {
  // github.com/maxday/lambda-perf, Init Duration of daily samples pooled over a year: p50, p90, p95, p99.
  it.each<[PresetName, readonly number[]]>([
    ['node20-x86', [142, 166, 181, 210]],
    ['node22-x86', [142, 171, 186, 218]],
    ['node22-arm64', [126, 140, 145, 173]],
    ['node24-x86', [143, 171, 183, 208]],
    ['python3.12-x86', [89, 108, 117, 138]],
    ['java21-x86', [260, 341, 576, 754]],
  ])('%s within 6 %%', (name, published) => {
    // 3 % for the fit, 3 % for 40,000 draws.
    const sample = sampleOf(presets[name].init, `quantiles of ${name}`);
    percentiles.forEach((p, index) => {
      const ratio = quantile(sample, p) / (published[index] ?? Number.NaN);
      expect(ratio, `p${p * 100}`).toBeGreaterThan(1 / 1.06);
      expect(ratio, `p${p * 100}`).toBeLessThan(1.06);
    });
  });

  // The same repository, mean of the ten samples of 2026-08-22.
  it.each<[PresetName, number]>([
    ['node20-arm64', 127.2],
    ['node24-arm64', 124.5],
    ['node22-x86-image', 332.7],
    ['node22-arm64-image', 257.1],
    ['dotnet8-x86', 238],
    ['go-x86', 50],
    ['rust-x86', 15],
  ])('%s: mean within 2 %%', (name, mean) => {
    const sample = sampleOf(presets[name].init, `mean of ${name}`);
    expect(sample.reduce((sum, ms) => sum + ms, 0) / sample.length / mean).toBeCloseTo(1, 1.7);
  });

  it('covers every preset above', () => expect(presetNames).toHaveLength(13));

  it.each([
    { name: 'way and placement', distribution: warmOverhead, p50: 16, p99: 72 },
    { name: 'download and start, zip', distribution: downloadAndStart.zip, p50: 253, p99: 414 },
    { name: 'download and start, image', distribution: downloadAndStart.image, p50: 383, p99: 2_600 },
  ])('$name', ({ name, distribution, p50, p99 }) => {
    const sample = sampleOf(distribution, name);
    expect(quantile(sample, 0.5) / p50).toBeCloseTo(1, 1.3);
    expect(quantile(sample, 0.99) / p99).toBeCloseTo(1, 1);
  });
});

describe('distributions', () => {
  it('a mixture has the mean that its parts have', () => {
    // 100 × exp(0.2² / 2) = 102.02; a tenth of it three times as long: × 1.2.
    const mixed = { medianMs: 100, sigma: 0.2, outlierShare: 0.1, outlierFactor: 3 };
    expect(meanOf(mixed)).toBeCloseTo(122.42, 2);
    expect(meanOf(spreadLike(mixed, 50))).toBeCloseTo(50, 9);
  });

  it('draws are positive and finite for whatever is uniform', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
          minLength: 3,
          maxLength: 3,
        }),
        fc.double({ min: 0.1, max: 10_000, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        (fractions, p50, times) => {
          const given = [...fractions];
          const ms = draw(logNormal(p50, p50 * times), () => given.shift() ?? 0);
          expect(ms).toBeGreaterThan(0);
          expect(Number.isFinite(ms)).toBe(true);
        },
      ),
    ));
});

describe('seeded fractions', () => {
  it('are the same for the same key, and others for another', () => {
    const of = (key: string) => Array.from({ length: 5 }, seededFractions(key));
    expect(of('1 a 0')).toEqual(of('1 a 0'));
    expect(of('1 a 0')).not.toEqual(of('1 a 1'));
    expect(of('1 a 0')).not.toEqual(of('2 a 0'));
  });

  it('are uniform, also over the first draws of many keys', () => {
    // 10,000 draws into ten equal bins: 1,000 each, standard deviation √(10,000 × 0.1 × 0.9) = 30; five of them.
    const one = seededFractions('bins');
    const streams = [
      Array.from({ length: 10_000 }, one),
      Array.from({ length: 10_000 }, (_, key) => seededFractions(`1\0f\0${key}`)()),
    ];
    for (const draws of streams) {
      const bins = new Array<number>(10).fill(0);
      for (const fraction of draws)
        bins[Math.floor(fraction * 10)] = (bins[Math.floor(fraction * 10)] ?? 0) + 1;
      for (const count of bins) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    }
  });
});
