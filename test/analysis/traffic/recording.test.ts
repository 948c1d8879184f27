import { describe, expect, it } from 'vitest';
import { RecordingReader } from '../../../src/analysis/traffic/recording.ts';

const read = (text: string) => {
  const reader = new RecordingReader('traffic.csv');
  text.split('\n').forEach((line, index) => {
    reader.push(line, index + 1);
  });
  return reader.end();
};
const codes = (text: string): string[] => read(text).notes.map(({ code }) => code);

describe('moments', () => {
  it.each([
    { name: 'ISO with a zone', text: '2026-01-01T00:00:00Z\n2026-01-01T00:00:02.5Z' },
    { name: 'another zone', text: '2026-01-01T01:00:00+01:00\n2026-01-01T00:00:02.5Z' },
    { name: 'seconds since 1970', text: '1767225600\n1767225602.5' },
    { name: 'milliseconds since 1970', text: '1767225600000\n1767225602500' },
    {
      name: 'a header, quotes, other columns',
      text: 'id,"timestamp"\na,"2026-01-01T00:00:00Z"\nb,"2026-01-01T00:00:02.5Z"',
    },
    { name: 'comments and blank lines', text: '# from us\n\n1767225600\n\n1767225602.5\n' },
  ])('$name', ({ text }) => {
    const { traffic, startWallMs, requests, notes } = read(text);
    expect(startWallMs).toBe(Date.UTC(2026, 0, 1));
    expect(traffic).toEqual({ kind: 'moments', atMs: Float64Array.of(0, 2_500) });
    expect(requests).toBe(2);
    expect(notes).toEqual([]);
  });

  it('are sorted, and that is said', () => {
    const text = '1767225602\n1767225600\n1767225601';
    expect(read(text).traffic).toMatchObject({ atMs: Float64Array.of(0, 1_000, 2_000) });
    expect(codes(text)).toEqual(['unsorted-traffic']);
  });

  it('without a zone are UTC, and that is said', () => {
    expect(read('2026-01-01 00:00:00\n2026-01-01 00:01').startWallMs).toBe(Date.UTC(2026, 0, 1));
    expect(codes('2026-01-01 00:00:00\n2026-01-01 00:01')).toEqual(['no-time-zone']);
  });

  it('with a long silence say so', () =>
    expect(codes('1767225600\n1767225601\n1767232800\n1767232801')).toEqual(['gap-in-traffic']));
});

describe('counts', () => {
  it('by the minute; a minute without a line has none', () => {
    const { traffic, horizonMs, requests } = read(
      'minute,requests\n2026-01-01T00:00Z,5\n2026-01-01T00:01Z,0\n2026-01-01T00:03Z,7',
    );
    expect(traffic).toEqual({ kind: 'counts', everyMs: 60_000, counts: Float64Array.of(5, 0, 0, 7) });
    expect({ horizonMs, requests }).toEqual({ horizonMs: 240_000, requests: 12 });
  });

  it('say that bursts within the interval are not in them', () =>
    expect(codes('2026-01-01T00:00Z,5\n2026-01-01T00:01Z,9')).toEqual(['no-bursts-below']));
});

it('over two million moments are counted by the second, in memory that does not grow', () => {
  const reader = new RecordingReader('traffic.csv');
  for (let index = 0; index < 2_000_100; index += 1)
    reader.push(String(1_767_225_600_000 + (index % 100_000)), index + 1);
  const { traffic, requests, notes } = reader.end();
  expect(requests).toBe(2_000_100);
  expect(traffic.kind === 'counts' ? traffic.counts.length : 0).toBe(100);
  expect(notes.map(({ code }) => code)).toContain('counted-by-second');
});

describe('what is no traffic', () => {
  it.each([
    { name: 'nothing', text: '', want: /holds 0 requests: that is no traffic/ },
    { name: 'a header alone', text: 'timestamp', want: /holds 0 requests/ },
    { name: 'one line', text: '1767225600', want: /holds 1 request: that is no traffic/ },
    { name: 'one moment', text: '1767225600\n1767225600', want: /all 2 requests are at one moment/ },
    { name: 'a negative time', text: '1767225600\n-5', want: /line 2: -5 is before 1970/ },
    { name: 'a word', text: '1767225600\nyesterday', want: /line 2: "yesterday" is no time/ },
    { name: 'a date that is none', text: '1767225600\n2026-13-41T00:00Z', want: /line 2: .* is no time/ },
    { name: 'a negative count', text: '1767225600,1\n1767225660,-3', want: /line 2: "-3" is no count/ },
    { name: 'no count', text: '1767225600,1\n1767225660,', want: /line 2: "" is no count/ },
    { name: 'NaN', text: '1767225600,NaN', want: /line 1: "NaN" is no count/ },
  ])('$name', ({ text, want }) => expect(() => read(text)).toThrow(want));
});
