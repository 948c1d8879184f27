import { describe, expect, it } from 'vitest';
import { benchOptions } from '../../../src/commands/options/bench.ts';
import { refuseReleaseAt } from '../../../src/commands/options/release-at.ts';
import { parseOptions } from '../../../src/commands/options/values.ts';

const parsed = (releaseAt: string) => parseOptions(benchOptions, { releaseAt }, 'bench').releaseAt;
const noonMs = Date.UTC(2026, 11, 24, 12);

describe('--release-at', () => {
  it.each([
    ['2026-12-24T12:00:00Z', noonMs],
    ['2026-12-24T12:00Z', noonMs],
    ['2026-12-24T12:00:00.250Z', noonMs + 250],
    ['2026-12-24T13:00:00+01:00', noonMs],
    ['2026-12-24T06:30:00-05:30', noonMs],
  ])('%s', (text, atMs) => expect(parsed(text)).toBe(atMs));

  it.each([
    // Whose noon?
    '2026-12-24T12:00:00',
    '2026-12-24',
    '12:00',
    '2026-13-24T12:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-12-24T25:00:00Z',
    '1798113600000',
    '',
  ])('%j is no moment with its zone', (text) => {
    expect(() => parsed(text)).toThrow(/--release-at must be a moment with its zone/);
  });

  it.each([
    [{ releaseAt: noonMs }, noonMs, /has gone/],
    [{ releaseAt: noonMs }, noonMs + 1, /has gone/],
    [{ releaseAt: noonMs }, noonMs - 86_400_001, /more than a day/],
    [{ releaseAt: noonMs, orchestrator: 'o' }, noonMs - 1, /orchestrators agree on a moment of their own/],
  ])('%j is refused', (options, nowMs, why) => {
    expect(() => refuseReleaseAt(options, nowMs)).toThrow(why);
  });

  it.each([
    [{ releaseAt: noonMs }, noonMs - 1],
    [{ releaseAt: noonMs }, noonMs - 86_400_000],
    [{}, noonMs],
    [{ orchestrator: 'o' }, noonMs],
  ])('%j is taken', (options, nowMs) => {
    expect(() => refuseReleaseAt(options, nowMs)).not.toThrow();
  });
});
