import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alias, type BenchRun, benchJson, localJson, tally } from '../support/bench-run.ts';
import { cli } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

/** `bench --local` × 3 on a service with these faults; look-ups of missing REPORTs are short. */
async function withFaults(faults: readonly unknown[], ...args: readonly string[]): Promise<BenchRun> {
  const path = await localJson(await folder(), { faults });
  return benchJson(['--local', '--config', path, '--concurrency', '3', '--logs-timeout', '2s', ...args]);
}
const fault = (effect: unknown, nth?: number): unknown => ({ effect, ...(nth === undefined ? {} : { nth }) });

describe('one bad request is a row, and costs no other', () => {
  it.each([
    {
      name: 'throttled',
      effect: { kind: 'throttle', reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
      row: {
        outcome: 'throttled',
        statusCode: 429,
        errorType: 'TooManyRequestsException',
        throttleReason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      },
      reason: /reserved concurrency/,
      due: 2,
    },
    {
      name: 'refused by the API',
      effect: { kind: 'error', status: 502, type: 'EC2UnexpectedException' },
      row: { outcome: 'api-error', statusCode: 502, errorType: 'EC2UnexpectedException' },
      reason: /EC2UnexpectedException: A fault on order/,
      due: 2,
    },
    {
      name: 'denied',
      effect: { kind: 'access-denied' },
      row: { outcome: 'api-error', statusCode: 403, errorType: 'AccessDeniedException' },
      reason: /not authorized to perform: lambda:InvokeFunction/,
      due: 2,
    },
    {
      name: 'expired',
      effect: { kind: 'expired-token' },
      row: { outcome: 'api-error', statusCode: 403, errorType: 'ExpiredTokenException' },
      reason: /expired/,
      due: 2,
    },
    {
      name: 'reset',
      effect: { kind: 'reset' },
      row: { outcome: 'lost', statusCode: null, requestId: null },
      reason: /connection broke before a reply came/,
      due: 3,
    },
    {
      name: 'cut in the middle',
      effect: { kind: 'half-response' },
      row: { outcome: 'lost', reportSource: 'logs' },
      reason: /connection broke in the middle of the reply/,
      due: 3,
    },
    {
      name: 'slower than this client waits',
      effect: { kind: 'slow', delayMs: 4_000 },
      row: { outcome: 'timeout', statusCode: null },
      reason: /no reply within 2000 ms/,
      due: 3,
    },
  ])('$name', async ({ effect, row, reason, due }) => {
    const { run, exitCode, stderr } = await withFaults([fault(effect, 2)], ...alias, '--timeout', '2s');
    const bad = run.rows.filter(({ outcome }) => outcome !== 'ok');
    expect(bad).toMatchObject([{ ...row, startKind: 'unknown' }]);
    expect(bad[0]?.reason).toMatch(reason);
    expect(run.rows).toHaveLength(3);
    expect(run.summary.outcomes.ok).toBe(2);
    expect(run.summary.coverage.due).toBe(due);
    expect(run.summary.classified).toBe(2);
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
  });
});

describe('REPORTs that the reply did not bring', () => {
  it.each([{ kind: 'no-tail' }, { kind: 'tail-without-report' }])(
    '$kind: all 11 are found in CloudWatch Logs, and the count is the same',
    async (effect) => {
      const { run, exitCode } = await withFaults([fault(effect)], ...alias, '--concurrency', '11');
      expect(run.summary.coverage).toMatchObject({ due: 11, fromTail: 0, fromLogs: 11 });
      expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 10 });
      expect(exitCode).toBe(0);
    },
  );

  it('--logs never: they stay missing, and count as unknown', async () => {
    const { run, exitCode } = await withFaults([fault({ kind: 'no-tail' })], ...alias, '--logs', 'never');
    expect(tally(run.rows, 'startKind')).toEqual({ unknown: 3 });
    expect(run.summary.coverage).toMatchObject({ due: 3, fromTail: 0, fromLogs: 0 });
    expect(run.warnings.map(({ code }) => code)).toContain('missing-reports');
    expect(exitCode).toBe(3);
  });

  it('lines that come late are waited for', async () => {
    const faults = [fault({ kind: 'no-tail' }), fault({ kind: 'late-logs', delayMs: 1_500 })];
    const { run, exitCode } = await withFaults(faults, ...alias, '--logs-timeout', '20s');
    expect(run.summary.coverage).toMatchObject({ due: 3, fromLogs: 3 });
    expect(exitCode).toBe(0);
  });

  it('lines that come later than --logs-timeout are missing', async () => {
    const faults = [fault({ kind: 'no-tail' }), fault({ kind: 'late-logs', delayMs: 600_000 })];
    const { run, exitCode } = await withFaults(faults, ...alias, '--logs-timeout', '1s');
    expect(run.summary.coverage).toMatchObject({ due: 3, fromLogs: 0 });
    expect(exitCode).toBe(3);
  });

  it('lines of other request ids are joined to nothing', async () => {
    const { run, exitCode } = await withFaults([fault({ kind: 'other-request-id-in-logs' })], ...alias);
    expect(run.summary.coverage).toMatchObject({ due: 3, fromTail: 0, fromLogs: 0 });
    expect(tally(run.rows, 'startKind')).toEqual({ unknown: 3 });
    expect(exitCode).toBe(3);
  });

  it('Logs that refuse are a note, not the end of the run', async () => {
    const denied = { match: { operation: 'FilterLogEvents' }, effect: { kind: 'access-denied' } };
    const { run, exitCode } = await withFaults([fault({ kind: 'no-tail' }), denied], ...alias);
    expect(run.rows).toHaveLength(3);
    expect(
      run.warnings.some(({ message }) =>
        /logs:FilterLogEvents is not allowed; this statement grants it/.test(message),
      ),
    ).toBe(true);
    expect(exitCode).toBe(3);
  });
});

describe('a target that is not as it should be', () => {
  it('provisioned concurrency that FAILED: all wait, and the reason is said', async () => {
    const { run, exitCode } = await withFaults([fault({ kind: 'provisioning-failed' })], ...alias);
    expect(run.target.provisioned?.status).toBe('FAILED');
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 3 });
    expect(run.summary.rounds[0]?.expected.because).toContain('FUNCTION_ERROR_INIT_FAILURE');
    expect(exitCode).toBe(0);
  });

  it.each(['GetAlias', 'GetProvisionedConcurrencyConfig', 'GetFunctionConcurrency', 'GetAccountSettings'])(
    'may not %s: measured all the same, and said',
    async (operation) => {
      const denied = { match: { operation }, effect: { kind: 'access-denied' } };
      const { run, exitCode } = await withFaults([denied], ...alias, '--concurrency', '11');
      expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 10 });
      expect(run.warnings.map(({ code }) => code)).toContain('unread-facts');
      expect(exitCode).toBe(0);
    },
  );

  it('the account has two environments left: the third is throttled with its reason', async () => {
    const path = await localJson(await folder(), { accountConcurrency: 12 });
    const { run, exitCode } = await benchJson(['--local', '--config', path, '--concurrency', '3']);
    expect(tally(run.rows, 'outcome')).toEqual({ ok: 2, throttled: 1 });
    expect(run.rows.find(({ outcome }) => outcome === 'throttled')).toMatchObject({
      statusCode: 429,
      throttleReason: 'ConcurrentInvocationLimitExceeded',
    });
    expect(run.summary.rounds[0]?.expected.verdict).toBe('as-expected');
    expect(exitCode).toBe(3);
  });

  it('a handler that throws: function errors with their type, and REPORTs all the same', async () => {
    const cwd = await folder();
    await writeFile(
      join(cwd, 'app.mjs'),
      'export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 250)); throw new TypeError("no such\\u001b[31m order"); };\n',
    );
    const args = ['--local', '--handler', 'app.handler', '--concurrency', '2'];
    const { run, exitCode } = await benchJson(args, { cwd });
    expect(run.rows).toMatchObject([
      { outcome: 'function-error', errorType: 'TypeError', startKind: 'cold' },
      { outcome: 'function-error', errorType: 'TypeError', startKind: 'cold' },
    ]);
    expect(exitCode).toBe(3);
  });

  it('a handler whose init throws: rows with their reason, never an exception', async () => {
    const cwd = await folder();
    await writeFile(join(cwd, 'app.mjs'), 'throw new Error("no database");\n');
    const args = ['--local', '--handler', 'app.handler', '--concurrency', '2', '--logs-timeout', '2s'];
    const { run, exitCode, stderr } = await benchJson(args, { cwd });
    expect(tally(run.rows, 'outcome')).toEqual({ 'function-error': 2 });
    for (const { reason } of run.rows) expect(reason).toContain('no database');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(3);
  });

  it('a handler over its time: a function error, not a timeout of this client', async () => {
    const cwd = await folder();
    await mkdir(join(cwd, 'code'));
    await writeFile(
      join(cwd, 'code/index.mjs'),
      'export const handler = () => new Promise(() => { setTimeout(() => {}, 60_000); });\n',
    );
    const path = await localJson(cwd, { functions: [{ functionName: 'f', folder: 'code', timeoutMs: 500 }] });
    const { run, exitCode } = await benchJson([
      '--local',
      '--config',
      path,
      '--function-name',
      'f',
      '--concurrency',
      '2',
    ]);
    expect(tally(run.rows, 'outcome')).toEqual({ 'function-error': 2 });
    for (const { reason } of run.rows) expect(reason).toMatch(/timed out/i);
    expect(exitCode).toBe(3);
  });
});

describe('all requests refused: nothing was measured', () => {
  it.each([
    {
      effect: { kind: 'access-denied' },
      exitCode: 4,
      says: /AccessDeniedException.*\n.*sts get-caller-identity/,
    },
    { effect: { kind: 'expired-token' }, exitCode: 4, says: /ExpiredTokenException.*\n.*Sign in again/ },
  ])('$effect.kind', async ({ effect, exitCode, says }) => {
    const path = await localJson(await folder(), { faults: [{ effect }] });
    const result = await cli(['bench', '--local', '--config', path, '--concurrency', '2']);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toMatch(says);
  });

  it('errors of the API: rows, and exit code 4', async () => {
    const { run, exitCode } = await withFaults([
      fault({ kind: 'error', status: 500, type: 'ServiceException' }),
    ]);
    expect(tally(run.rows, 'outcome')).toEqual({ 'api-error': 3 });
    expect(exitCode).toBe(4);
  });
});

describe('--assert', () => {
  it.each([
    {
      assertions: ['cold.count == 1', 'cold.ratio < 10%', 'coverage >= 100%', 'round_trip.max < 60s'],
      verdicts: ['passed', 'passed', 'passed', 'passed'],
      exitCode: 0,
    },
    { assertions: ['cold.count == 0'], verdicts: ['breached'], exitCode: 1 },
    { assertions: ['cold.count == 1', 'init.min > 60s'], verdicts: ['passed', 'breached'], exitCode: 1 },
    { assertions: ['round_trip.p99 < 60s'], verdicts: ['undecided'], exitCode: 3 },
    {
      assertions: ['round_trip.p99 < 60s', 'cold.count == 0'],
      verdicts: ['undecided', 'breached'],
      exitCode: 1,
    },
  ])('$assertions: $exitCode', async ({ assertions, verdicts, exitCode }) => {
    const result = await benchJson([
      ...['--local', ...alias, '--concurrency', '11'],
      ...assertions.flatMap((assertion) => ['--assert', assertion]),
    ]);
    expect(result.run.verdicts.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(result.exitCode).toBe(exitCode);
  });

  it('says expected and actual where people look', async () => {
    const { stdout, exitCode } = await cli([
      'bench',
      '--local',
      '--concurrency',
      '2',
      '--assert',
      'cold.count == 1',
    ]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/cold\.count == 1/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/breached.*2|2.*breached/i);
  });

  it('a throttle leaves open what it hides: a finding that is proven all the same wins', async () => {
    const throttle = fault({ kind: 'throttle' }, 1);
    const open = await withFaults([throttle], '--assert', 'cold.count == 3');
    expect(open.exitCode).toBe(open.run.verdicts[0]?.verdict === 'breached' ? 1 : 3);
    const proven = await withFaults([throttle], '--assert', 'cold.count == 0');
    expect(proven.run.verdicts).toMatchObject([{ verdict: 'breached' }]);
    expect(proven.exitCode).toBe(1);
  });
});

describe('--strict', () => {
  it('not truly concurrent: 3, and without it 0', async () => {
    const args = ['--local', ...alias, '--concurrency', '5', '--hold', '0'];
    expect((await benchJson(args)).exitCode).toBe(0);
    const { run, exitCode } = await benchJson([...args, '--strict']);
    const loose = run.warnings.some(({ code }) => code === 'not-concurrent');
    expect(exitCode).toBe(loose ? 3 : 0);
  });
});
