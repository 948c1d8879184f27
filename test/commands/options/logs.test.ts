import { describe, expect, it } from 'vitest';
import { isOf, windowOf } from '../../../src/commands/logs-plan.ts';
import {
  groupOptionIn,
  logGroupOptions,
  momentOf,
  refuseLogContradictions,
} from '../../../src/commands/options/logs.ts';
import { parseOptions } from '../../../src/commands/options/values.ts';

const noonMs = Date.UTC(2026, 10, 26, 12);
const ago = (durationMs: number) => ({ kind: 'ago', durationMs });
const at = (atMs: number) => ({ kind: 'at', atMs });

describe('a moment', () => {
  it.each([
    { text: '30s', want: ago(30_000) },
    { text: '15m', want: ago(900_000) },
    { text: '1.5h', want: ago(5_400_000) },
    { text: '2d', want: ago(172_800_000) },
    { text: '1w', want: ago(604_800_000) },
    { text: '2026-11-26', want: at(Date.UTC(2026, 10, 26)) },
    { text: '2026-11-26T12:00', want: at(noonMs) },
    { text: '2026-11-26 12:00:00', want: at(noonMs) },
    { text: '2026-11-26T12:00:00.250Z', want: at(noonMs + 250) },
    { text: '2026-11-26T13:00:00+01:00', want: at(noonMs) },
    { text: '2026-11-26T07:00:00-0500', want: at(noonMs) },
  ])('$text', ({ text, want }) => expect(momentOf(text)).toEqual(want));

  it.each([
    '',
    '60',
    '1x',
    '-1h',
    'yesterday',
    '2026-13-01',
    '2026-02-30',
    '2026-04-31T10:00:00Z',
    '2026-11-26T25:00',
    '26.11.2026',
    '1h ago',
    '1e3s',
  ])('%j is none', (text) => expect(momentOf(text)).toBeNull());
});

describe('the time to read', () => {
  const moment = (text: string | undefined) =>
    text === undefined ? undefined : (momentOf(text) ?? undefined);
  const windowIn = (since?: string, until?: string, follow?: true) =>
    windowOf({ since: moment(since), until: moment(until), follow }, noonMs);

  it.each([
    { name: 'nothing said: the last hour', of: [], want: [noonMs - 3_600_000, noonMs] },
    { name: 'since', of: ['1d'], want: [noonMs - 86_400_000, noonMs] },
    { name: 'both', of: ['2h', '1h'], want: [noonMs - 7_200_000, noonMs - 3_600_000] },
    {
      name: 'until alone: the hour before',
      of: [undefined, '1h'],
      want: [noonMs - 7_200_000, noonMs - 3_600_000],
    },
    { name: 'further back than time goes', of: ['99999999w'], want: [0, noonMs] },
    { name: 'following: from now on', of: [undefined, undefined, true as const], want: [noonMs, null] },
    { name: 'following from before', of: ['1h', undefined, true as const], want: [noonMs - 3_600_000, null] },
  ] as const)('$name', ({ of, want: [fromMs, toMs] }) =>
    expect(windowIn(...(of as readonly [string?, string?, true?]))).toEqual({ fromMs, toMs }),
  );

  it.each([
    { name: 'the wrong way round', of: ['1h', '2h'], says: /not before/ },
    { name: 'empty', of: ['1h', '1h'], says: /not before/ },
    { name: 'since in the future', of: ['2026-11-26T12:00:01Z'], says: /--since lies in the future/ },
    { name: 'until in the future', of: ['1h', '2026-11-27'], says: /--until lies in the future/ },
  ] as const)('$name is refused', ({ of, says }) => expect(() => windowIn(...of)).toThrow(says));
});

describe('flags', () => {
  it.each([
    { raw: { logGroup: 'g', functionName: 'f' }, says: /^--log-group and --function-name contradict/ },
    { raw: { logGroup: 'g', qualifier: '7' }, says: /^--log-group and --qualifier/ },
    { raw: { follow: true, until: '1h' }, says: /^--follow and --until/ },
    { raw: { resume: 't', logGroup: 'g' }, says: /^--resume and --log-group/ },
    { raw: { resume: 't', since: '1h' }, says: /^--resume and --since/ },
    { raw: { resume: 't', follow: true }, says: /^--resume and --follow/ },
    { raw: { local: true, endpointUrl: 'http://x' }, says: /--local and --endpoint-url/ },
    { raw: { memory: '128' }, says: /together with --local/ },
  ])('$raw is refused', ({ raw, says }) => expect(() => refuseLogContradictions(raw)).toThrow(says));

  it('those of CloudWatch Logs are told from those of any output', () => {
    expect(groupOptionIn({ format: 'json', assert: ['x'], quiet: true, output: ['a'] })).toBeNull();
    expect(groupOptionIn({ format: 'json', endpointUrl: 'http://x' })).toBe('--endpoint-url');
  });

  const groupIn = (logGroup: string) => parseOptions(logGroupOptions, { logGroup }, 'logs').logGroup;
  it('a group is a name or an ARN, as the console shows it too', () => {
    const arn = 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/x';
    expect(groupIn(`${arn}:*`)).toBe(arn);
    expect(groupIn('/aws/lambda/x')).toBe('/aws/lambda/x');
    for (const wrong of ['', 'a b', '/aws/lambda/*', 'ä', `${'x'.repeat(513)}`])
      expect(() => groupIn(wrong)).toThrow(/--log-group must be/);
  });
});

describe('streams that are meant', () => {
  const hex = 'a'.repeat(32);
  const stream = (owner: string) => `2026/10/08/${owner}${hex}`;
  it.each([
    { functionName: null, version: null, yes: ['[7]', 'f[7]', 'g[$LATEST]'], no: [] },
    { functionName: 'f', version: null, yes: ['[7]', 'f[7]', 'f[$LATEST]'], no: ['g[7]'] },
    { functionName: 'f', version: '7', yes: ['[7]', 'f[7]'], no: ['[8]', 'f[$LATEST]', 'g[7]'] },
  ])('of $functionName, version $version', ({ yes, no, ...plan }) => {
    for (const owner of yes) expect(isOf(plan)(stream(owner))).toBe(true);
    for (const owner of no) expect(isOf(plan)(stream(owner))).toBe(false);
  });
});
