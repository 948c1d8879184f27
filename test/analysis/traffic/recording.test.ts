import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRecords } from '../../../src/analysis/traffic/csv-records.ts';
import { RecordingReader } from '../../../src/analysis/traffic/recording.ts';
import { csvRecord } from '../../../src/report/csv.ts';
import { parseCsv } from '../../support/csv-parser.ts';

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

describe('the output of logs', () => {
  const header = 'seq,error_type,init_in_path_ms,logged_start_ms';

  it('says when each request arrived: its START less the init that it waited for', () => {
    const { traffic, startWallMs, notes } = read(
      `${header}\r\n0,,0,1767225600100\r\n1,"a, ""b""",60.5,1767225600160.5\r\n2,"two\nlines; here",0,1767225602100\r\n`,
    );
    expect(startWallMs).toBe(1_767_225_600_100);
    expect(traffic).toEqual({ kind: 'moments', atMs: Float64Array.of(0, 0, 2_000) });
    expect(notes).toEqual([]);
  });

  it('without times is no traffic', () =>
    expect(() => read(`${header}\n0,,0,\n1,,0,`)).toThrow('traffic.csv, line 2: it has no time'));

  it('with a quote that never ends says where it began', () =>
    expect(() => read(`${header}\n0,,0,1767225600100\n1,"open,0,1767225600100\n2,,0,1767225600300`)).toThrow(
      'traffic.csv, line 3: a quoted field has no end',
    ));

  it('fields come back as they were written, whatever is in them', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 }), (fields) => {
        const written = csvRecord([...fields, 'x']).replace(/\r\n$/, '');
        const records = new CsvRecords('any.csv');
        records.push('time,other', 0);
        const found = written.split('\n').flatMap((line, index) => {
          const record = records.push(line.replace(/\r$/, ''), index + 1);
          return record === null ? [] : [record];
        });
        records.end();
        if (fields[0]?.startsWith('#') === true) return;
        expect(found).toEqual([
          parseCsv(`${written}\r\n`)[0]?.map((field) => field.replaceAll('\r\n', '\n')),
        ]);
      }),
    ));
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
  it.each([0, 1_999_999])('many moments of which one is far from the others: the one at %i', (far) => {
    const reader = new RecordingReader('traffic.csv');
    const all = (): void => {
      for (let index = 0; index < 2_000_000; index += 1)
        reader.push(index === far ? '0' : '1767225600', index + 1);
      reader.end();
    };
    expect(all).toThrow(/spans 1,767,225,601 intervals of 1 s/);
  });
  it.each([
    { name: 'nothing', text: '', want: /holds 0 requests: that is no traffic/ },
    { name: 'a header alone', text: 'timestamp', want: /holds 0 requests/ },
    { name: 'one line', text: '1767225600', want: /holds 1 request: that is no traffic/ },
    { name: 'one moment', text: '1767225600\n1767225600', want: /all 2 requests are at one moment/ },
    { name: 'a negative time', text: '1767225600\n-5', want: /line 2: -5 is before 1970/ },
    { name: 'a word', text: '1767225600\nyesterday', want: /line 2: "yesterday" is no time/ },
    {
      name: 'a day its month does not have',
      text: '2026-02-28T00:00Z\n2026-02-30T00:00Z',
      want: /line 2: .* is no time/,
    },
    { name: 'a date that is none', text: '1767225600\n2026-13-41T00:00Z', want: /line 2: .* is no time/ },
    { name: 'a negative count', text: '1767225600,1\n1767225660,-3', want: /line 2: "-3" is no count/ },
    { name: 'no count', text: '1767225600,1\n1767225660,', want: /line 2: "" is no count/ },
    {
      name: 'more than memory holds',
      text: '1767225600,1e308',
      want: /line 1: 1e308 requests are more than/,
    },
    {
      name: 'one count that is far from the others',
      text: '0,1\n1,1\n4000000000,1',
      want: /spans 4,000,000,001 intervals of 1 s/,
    },
    { name: 'no year of ours', text: '99999999999999999', want: /line 1: 9+ is after the year 9999/ },
    { name: 'NaN', text: '1767225600,NaN', want: /line 1: "NaN" is no count/ },
  ])('$name', ({ text, want }) => expect(() => read(text)).toThrow(want));
});
