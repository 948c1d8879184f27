import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanOf } from '../../src/commands/logs-scan.ts';
import { type Reading, readingOf, tokenOf } from '../../src/commands/logs-token.ts';
import { anyGroup } from '../support/log-group.ts';

const bare = {
  logGroup: '/aws/lambda/worker_lambda',
  region: 'us-east-1',
  functionName: null,
  version: null,
  leftOut: false,
  notes: [],
};

const anyReading = (): fc.Arbitrary<Reading> =>
  fc
    .record({
      events: anyGroup(),
      fromMs: fc.nat(1e12),
      toMs: fc.option(fc.nat(2e12)),
      position: fc.record({ atMs: fc.nat(2e12), keys: fc.array(fc.string({ maxLength: 16 })) }),
      notes: fc.array(fc.record({ code: fc.string(), message: fc.string({ unit: 'binary' }) })),
    })
    .map(({ events, ...rest }) => {
      const scan = scanOf(null, false);
      scan.push(events);
      return { ...bare, ...rest, ...scan.state() };
    });

const empty: Reading = {
  ...bare,
  fromMs: 0,
  toMs: null,
  position: { atMs: 0, keys: [] },
  ...scanOf(null, false).state(),
};
const packed = (value: unknown): string =>
  `logs1.${deflateSync(JSON.stringify(value)).toString('base64url')}`;

describe('a token', () => {
  it('comes back as it went, and is one word to a shell', () => {
    fc.assert(
      fc.property(anyReading(), (reading) => {
        const token = tokenOf(reading);
        expect(token).toMatch(/^[\w.-]+$/);
        expect(readingOf(` ${token}\n`)).toEqual(reading);
      }),
    );
  });

  it('that was cut anywhere, or damaged, is refused', () => {
    const token = tokenOf(empty);
    fc.assert(
      fc.property(fc.nat(token.length - 1), (at) => {
        expect(() => readingOf(token.slice(0, at))).toThrow(expect.objectContaining({ exitCode: 2 }));
      }),
    );
    expect(() => readingOf(token.replace(/.{8}$/, 'AAAAAAAA'))).toThrow(/damaged/);
  });

  const cells = (numbers: readonly number[]) => ({
    ...empty,
    tally: {
      ...empty.tally,
      owners: [
        {
          owner: null,
          kinds: [
            {
              startKind: 'warm',
              count: 1,
              histograms: { duration: { cells: numbers, least: 0, greatest: 0, sum: 0, lost: 0 } },
            },
          ],
        },
      ],
    },
  });
  it.each([
    { name: 'another kind of text', token: 'eyJhIjoxfQ' },
    { name: 'another form', token: tokenOf(empty).replace('logs1.', 'logs9.') },
    { name: 'no JSON', token: `logs1.${deflateSync('{').toString('base64url')}` },
    { name: 'no reading', token: packed({}) },
    { name: 'a time that is none', token: packed({ ...empty, fromMs: 'now' }) },
    { name: 'a cell beyond all', token: packed(cells([1e9, 1])) },
    { name: 'half a cell', token: packed(cells([1])) },
  ])('$name is refused', ({ token }) =>
    expect(() => readingOf(token)).toThrow(expect.objectContaining({ exitCode: 2 })),
  );
});
