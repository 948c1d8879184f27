import { describe, expect, it } from 'vitest';
import { benchJson, localJson, tally } from '../support/bench-run.ts';
import { cli } from '../support/cli.ts';
import { foregroundServices, localClient } from '../support/foreground-service.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const service = foregroundServices();

/** A function without processes, so that each run is short. */
const modelled = {
  functionName: 'worker_lambda',
  model: { preset: 'node22-arm64' },
  memorySizeMb: 1_024,
  // Without an environment there would be no log group yet.
  aliases: [{ name: 'live', provisioned: { requested: 1 } }],
};

/** `bench --local` × 3 on a service with these faults. */
async function bench(faults: readonly object[], ...args: readonly string[]) {
  const config = await localJson(await folder(), { functions: [modelled], faults });
  return benchJson(['--local', '--config', config, '--concurrency', '3', ...args]);
}

const codes = (warnings: readonly { readonly code: string }[]): string[] => warnings.map(({ code }) => code);
const all = { inTail: 3, inLogs: 3, inBoth: 3, differing: 0 };

describe('--logs always', () => {
  it('fetches every REPORT and reconciles the two sources', async () => {
    const faults = [
      { nth: 1, effect: { kind: 'empty-pages', count: 3 } },
      { match: { operation: 'FilterLogEvents' }, nth: 2, effect: { kind: 'throttle' } },
      { nth: 1, effect: { kind: 'other-duration-in-logs', addMs: 5 } },
      { nth: 2, effect: { kind: 'no-tail' } },
    ];
    const { run, exitCode } = await bench(faults, '--logs', 'always');
    expect(run.summary.coverage).toMatchObject({
      due: 3,
      fromTail: 2,
      fromLogs: 1,
      reconciled: { inTail: 2, inLogs: 3, inBoth: 2, differing: 1 },
    });
    const differing = run.warnings.find(({ code }) => code === 'differing-reports');
    expect(differing?.message).toMatch(/^1 REPORT differs .*duration [\d.]+ ms in the reply, [\d.]+ ms in/);
    expect(exitCode).toBe(0);
  });

  it('credentials that expire meanwhile: said, and what the replies brought stands', async () => {
    const faults = [{ match: { operation: 'FilterLogEvents' }, nth: 2, effect: { kind: 'expired-token' } }];
    const { run, exitCode } = await bench(
      [{ effect: { kind: 'late-logs', delayMs: 600_000 } }, ...faults],
      '--logs',
      'always',
    );
    expect(run.summary.coverage).toMatchObject({
      fromTail: 3,
      reconciled: { inTail: 3, inLogs: 0, inBoth: 0 },
    });
    expect(codes(run.warnings)).toContain('logs-refused');
    expect(exitCode).toBe(0);
  });
});

describe('--logs live', () => {
  it('hears every REPORT, and asks for none', async () => {
    const faults = [{ match: { operation: 'FilterLogEvents' }, effect: { kind: 'access-denied' } }];
    const { run, exitCode } = await bench(faults, '--logs', 'live');
    expect(run.summary.coverage.reconciled).toEqual(all);
    expect(codes(run.warnings).filter((code) => code.includes('log'))).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it.each([
    {
      name: 'lines were left out',
      effect: { kind: 'live-tail-sampled', atMost: 2 },
      code: 'live-tail-sampled',
    },
    {
      name: 'the session ends early',
      effect: { kind: 'live-tail-ends', afterMs: 100 },
      code: 'live-tail-ended',
    },
  ])('fills in afterwards, and says so, where $name', async ({ code, effect }) => {
    const { run, exitCode } = await bench([{ effect }], '--logs', 'live');
    expect(run.summary.coverage.reconciled).toEqual(all);
    expect(codes(run.warnings)).toContain(code);
    expect(exitCode).toBe(0);
  });

  it('says so where there is no log group yet', async () => {
    const config = await localJson(await folder(), { functions: [{ ...modelled, aliases: [] }] });
    const args = ['--local', '--config', config, '--concurrency', '3', '--logs', 'live'];
    const { run, exitCode } = await benchJson(args);
    expect(run.summary.coverage.reconciled).toEqual(all);
    expect(run.warnings.find(({ code }) => code === 'live-tail-refused')?.message).toMatch(/not there yet/);
    expect(exitCode).toBe(0);
  });

  it('listens at an endpoint that the environment names', async () => {
    const { url } = await service();
    const env = { ...localClient, AWS_ENDPOINT_URL: url };
    const { run, exitCode } = await benchJson(['--concurrency', '3', '--logs', 'live'], { env });
    expect(run.summary.coverage.reconciled).toEqual(all);
    expect(codes(run.warnings)).not.toContain('live-tail-refused');
    expect(exitCode).toBe(0);
  });
});

describe('a system log level that hides REPORTs', () => {
  const functions = [{ ...modelled, logFormat: 'JSON', systemLogLevel: 'WARN' }];
  const remedy =
    /system log level WARN hides .*set it to INFO with aws lambda update-function-configuration/s;

  it('is told before anything is sent, and in the result; nothing is counted as warm', async () => {
    const config = await localJson(await folder(), { functions });
    const args = ['--local', '--config', config, '--concurrency', '3', '--logs-timeout', '1s'];
    const { run, exitCode, stderr } = await benchJson(args);
    expect(stderr).toMatch(remedy);
    expect(tally(run.rows, 'startKind')).toEqual({ unknown: 3 });
    expect(run.warnings.find(({ code }) => code === 'missing-reports')?.message).toMatch(remedy);
    expect(exitCode).toBe(3);
  });

  it('is told by --dry-run', async () => {
    const config = await localJson(await folder(), { functions });
    const { stdout } = await cli(['bench', '--local', '--config', config, '--dry-run']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(remedy);
  });
});
