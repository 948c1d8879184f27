import { describe, expect, it } from 'vitest';
import { benchOptions } from '../../../src/commands/options/bench.ts';
import { outputFileOf } from '../../../src/commands/options/output.ts';
import { functionNameOf, refuseContradictions } from '../../../src/commands/options/target.ts';
import { parseOptions } from '../../../src/commands/options/values.ts';
import { UsageError } from '../../../src/model/errors.ts';

const read = (raw: Record<string, unknown>) => parseOptions(benchOptions, raw, 'bench');

it('defaults', () =>
  expect(read({})).toMatchObject({
    qualifier: '$LATEST',
    concurrency: 10,
    rounds: 1,
    warmUp: 0,
    gap: 2_000,
    logs: 'auto',
    logsTimeout: 60_000,
    format: 'table',
    output: [],
    assert: [],
  }));

describe('durations, in milliseconds', () => {
  it.each([
    ['250ms', 250],
    ['2s', 2_000],
    ['1.5s', 1_500],
    ['1m', 60_000],
    ['1h', 3_600_000],
    ['300', 300],
    ['0', 0],
  ])('%s', (text, want) => expect(read({ gap: text }).gap).toBe(want));

  it.each(['', 's', '-1s', '1 s 2', '1d', 'soon', '1e3', 'Infinity', '25h'])('refuses %j', (text) =>
    expect(() => read({ gap: text })).toThrow('--gap must be a duration'),
  );
});

describe('what a person may mistype', () => {
  it.each([
    { raw: { concurrency: '0' }, says: '--concurrency must be a whole number from 1 to 10,000, not "0"' },
    { raw: { concurrency: '-1' }, says: '--concurrency' },
    { raw: { concurrency: 'ten' }, says: '"ten"' },
    { raw: { concurrency: '1e99' }, says: '"1e99"' },
    { raw: { concurrency: '10001' }, says: '10,000' },
    { raw: { rounds: '1.5' }, says: '--rounds' },
    { raw: { logs: 'maybe' }, says: '--logs must be one of auto, never, always, live, not "maybe"' },
    { raw: { format: 'xml' }, says: '--format must be one of' },
    { raw: { qualifier: ' ' }, says: '--qualifier must not be empty' },
    { raw: { endpointUrl: 'localhost:9001' }, says: '--endpoint-url must be a URL' },
    { raw: { assert: ['cold.cuont == 1'] }, says: 'cold.cuont' },
    { raw: { memory: '64' }, says: '--memory' },
  ])('$raw', ({ raw, says }) => {
    expect(() => read(raw)).toThrow(UsageError);
    expect(() => read(raw)).toThrow(says);
  });
});

describe('contradictions', () => {
  it.each([
    { raw: { local: true, endpointUrl: 'http://x' }, says: '--local and --endpoint-url' },
    { raw: { local: true, profile: 'p' }, says: '--local and --profile' },
    { raw: { handler: 'a.b' }, says: '--handler only means something together with --local' },
    { raw: { localProvisioning: 'ready' }, says: '--local-provisioning only' },
  ])('$says', ({ raw, says }) => expect(() => refuseContradictions(raw)).toThrow(says));

  it.each([{}, { local: true, handler: 'a.b' }, { endpointUrl: 'http://x', profile: 'p' }])(
    'none in %j',
    (raw) => expect(() => refuseContradictions(raw)).not.toThrow(),
  );
});

describe('function name: flag, then variable, then default', () => {
  const variable = { LAMBDA_FANOUT_FUNCTION_NAME: 'mine' };
  it.each([
    { raw: { functionName: 'flag' }, env: variable, want: { functionName: 'flag', from: '--function-name' } },
    { raw: {}, env: variable, want: { functionName: 'mine', from: 'LAMBDA_FANOUT_FUNCTION_NAME' } },
    {
      raw: {},
      env: { LAMBDA_FANOUT_FUNCTION_NAME: '' },
      want: { functionName: 'worker_lambda', from: 'the default' },
    },
  ])('$want.from', ({ raw, env, want }) => expect(functionNameOf(read(raw), env)).toEqual(want));
});

describe('--output [FORMAT:]FILE', () => {
  it.each([
    ['run.csv', { format: 'csv', path: 'run.csv' }],
    ['out/run.json', { format: 'json', path: 'out/run.json' }],
    ['table:report', { format: 'table', path: 'report' }],
    ['csv:a:b.json', { format: 'csv', path: 'a:b.json' }],
  ])('%s', (text, want) => expect(outputFileOf(text)).toEqual(want));

  it('refuses what names no format', () =>
    expect(() => outputFileOf('report')).toThrow('does not say its format'));
});
