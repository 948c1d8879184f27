import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { engineBenches, read, requestOf, signalProcess, versionOf, wholeLog } from '../../support/engine.ts';

const { start, endAll } = engineBenches();
const bench = start();
afterAll(endAll);

const iso = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const ms = String.raw`\d+\.\d\d ms`;
const arn = 'arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}';
const report = (id: string, rest: string): string =>
  `REPORT RequestId: ${id}\tDuration: ${ms}\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\tMax Memory Used: \\d+ MB\t${rest}\n`;
const exactly = (...lines: readonly string[]): RegExp => new RegExp(`^${lines.join('')}$`);

const figures = (log: string) => {
  const number = (name: string): number =>
    Number(new RegExp(`\t${name}: ([\\d.]+) `).exec(log)?.[1] ?? Number.NaN);
  return {
    duration: number('Duration'),
    billed: number('Billed Duration'),
    init: number('Init Duration'),
    memory: number('Max Memory Used'),
  };
};

describe('text', () => {
  it('a cold and a warm request, with what the handler writes', async () => {
    const { engine } = await bench;
    const version = versionOf('console', 'index.handler');
    const [a, b] = [requestOf(version), requestOf(version)];
    const cold = read(await engine.invoke(a));
    const warm = read(await engine.invoke(b));
    const lines = (id: string): string[] => [
      `${iso}\t${id}\tINFO\tone\ntwo\n`,
      `${iso}\t${id}\tDEBUG\tdetail\n`,
      `${iso}\t${id}\tWARN\tcareful now\n`,
      `${iso}\t${id}\tERROR\tTypeError: broken\n(?:    at .*\n)+`,
      `${iso}\t${id}\tINFO\t\\{ answer: 42 \\}\n`,
    ];
    const invocation = (id: string, rest: string): string[] => [
      `START RequestId: ${id} Version: \\$LATEST\n`,
      ...lines(id),
      `END RequestId: ${id}\n`,
      report(id, rest),
    ];
    // Standard output and the log pipe are two pipes: their order among each other is not promised.
    const without = (log: string): string => log.replace('plain\n', '');
    expect(cold.log).toContain('plain\n');
    expect(without(cold.log)).toMatch(exactly(...invocation(a.requestId, `Init Duration: ${ms}\t`)));
    expect(without(warm.log)).toMatch(exactly(...invocation(b.requestId, '')));
    expect(without(wholeLog(engine, version)).replace('plain\n', '')).toMatch(
      exactly(
        `INIT_START Runtime Version: nodejs:22\\.local\tRuntime Version ARN: ${arn}\n`,
        `${iso}\tundefined\tINFO\tin init\n`,
        ...invocation(a.requestId, `Init Duration: ${ms}\t`),
        ...invocation(b.requestId, ''),
      ),
    );
    const { duration, billed, init, memory } = figures(cold.log);
    expect(billed).toBeGreaterThanOrEqual(Math.ceil(duration + init - 0.01));
    expect(billed).toBeLessThanOrEqual(Math.ceil(duration + init + 0.01));
    expect(memory).toBeGreaterThan(10);
    expect(figures(warm.log).billed).toBe(Math.ceil(figures(warm.log).duration));
    expect(engine.logs.streams(version.logGroup)).toHaveLength(1);
  });

  it('a timeout: exactly the timeout, and the next request pays a suppressed init in the same stream', async () => {
    const { engine } = await bench;
    const version = versionOf('esm', 'index.hold', { timeoutMs: 600 });
    const request = requestOf(version, { holdMs: 5_000 });
    const late = read(await engine.invoke(request));
    expect(late).toMatchObject({
      functionError: 'Unhandled',
      payload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${request.requestId} Error: Task timed out after 0.60 seconds`,
      },
    });
    expect(late.log).toMatch(/\tDuration: 600\.00 ms\t.*\tStatus: timeout\n$/);
    const next = read(await engine.invoke(requestOf(version, { holdMs: 1 })));
    expect(next.functionError).toBeNull();
    expect(next.log).not.toContain('Init Duration');
    expect(wholeLog(engine, version).match(/INIT_START/g)).toHaveLength(1);
    expect(engine.logs.streams(version.logGroup)).toHaveLength(1);
  });

  it.each([
    { name: 'exit 1', event: { exit: 1 }, message: 'Runtime exited with error: exit status 1' },
    { name: 'exit 0', event: { exit: 0 }, message: 'Runtime exited without providing a reason' },
    {
      name: 'SIGSEGV',
      event: { signal: 'SIGSEGV' },
      message: 'Runtime exited with error: signal: segmentation fault',
    },
  ])('the process ends: $name', async ({ event, message }) => {
    const { engine } = await bench;
    const version = versionOf('crashes', 'index.handler');
    const request = requestOf(version, event);
    const crash = read(await engine.invoke(request));
    expect(crash).toMatchObject({
      functionError: 'Unhandled',
      payload: {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${request.requestId} Error: ${message}`,
      },
    });
    expect(crash.log).toMatch(/\tInit Duration: [\d.]+ ms\tStatus: error\tError Type: Runtime\.ExitError\n$/);
    const next = read(await engine.invoke(requestOf(version)));
    expect(next.functionError).toBeNull();
    expect(next.log).not.toContain('Init Duration');
    // The whole of a Node.js start is inside this Duration, which on its own would be a millisecond.
    expect(figures(next.log).duration).toBeGreaterThan(10);
  });

  it('an idle environment whose process ends makes the next request pay the init inside Duration', async () => {
    const { engine } = await bench;
    const version = versionOf('crashes', 'index.handler');
    const first = read(await engine.invoke(requestOf(version, { later: true })));
    await expect.poll(() => signalProcess(Number(first.payload), 0)).toBe(false);
    const next = read(await engine.invoke(requestOf(version)));
    expect(next.payload).not.toBe(first.payload);
    expect(next.log).not.toContain('Init Duration');
  });

  it('out of memory', async () => {
    const { engine } = await bench;
    const version = versionOf('hog', 'index.handler');
    const request = requestOf(version);
    const hog = read(await engine.invoke(request));
    expect(hog).toMatchObject({
      functionError: 'Unhandled',
      payload: {
        errorType: 'Runtime.OutOfMemory',
        errorMessage: `RequestId: ${request.requestId} Error: Runtime exited with error: signal: killed`,
      },
    });
    expect(hog.log).toMatch(/Max Memory Used: 256 MB\t.*Status: error\tError Type: Runtime\.OutOfMemory\n$/);
  });

  it('a rejection that nobody handles', async () => {
    const { engine } = await bench;
    const version = versionOf('rejects', 'index.handler');
    const { payload, functionError, log } = read(await engine.invoke(requestOf(version)));
    expect({ payload, functionError }).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: nobody caught this' },
    });
    expect(log).toMatch(/\tERROR\tUnhandled Promise Rejection \t\{/);
  });
});

describe('an init that fails', () => {
  it('is reported, repeated in the invocation, and the error is the answer', async () => {
    const { engine } = await bench;
    const version = versionOf('init-throws', 'index.handler');
    const request = requestOf(version);
    const id = request.requestId;
    const failed = read(await engine.invoke(request));
    expect(failed).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Error', errorMessage: 'no database', trace: expect.any(Array) },
    });
    const attempt = (phase: string): string[] => [
      `${iso}\tundefined\tINFO\tabout to throw\n`,
      `${iso}\tundefined\tERROR\tUncaught Exception \t\\{.*\\}\n`,
      `INIT_REPORT Init Duration: ${ms}\tPhase: ${phase}\tStatus: error\tError Type: Runtime\\.Unknown\n`,
    ];
    expect(wholeLog(engine, version)).toMatch(
      exactly(
        `INIT_START .*\n`,
        ...attempt('init'),
        ...attempt('invoke'),
        `START RequestId: ${id} Version: \\$LATEST\n`,
        `END RequestId: ${id}\n`,
        report(id, 'Status: error\tError Type: Runtime\\.Unknown'),
      ),
    );
  });

  it.each([
    { handler: 'missing.handler', errorType: 'Runtime.ImportModuleError' },
    { handler: 'index.missing', errorType: 'Runtime.HandlerNotFound' },
    { handler: 'index.notAFunction', errorType: 'Runtime.HandlerNotFound' },
    { handler: 'nothing', errorType: 'Runtime.MalformedHandlerName' },
  ])('$handler', async ({ handler, errorType }) => {
    const { engine } = await bench;
    const { payload, log } = read(await engine.invoke(requestOf(versionOf('esm', handler))));
    expect(payload).toMatchObject({ errorType });
    expect(log).toContain(`Phase: invoke\tStatus: error\tError Type: ${errorType}\n`);
  });

  it('over its limit is stopped and repeated under the function timeout', async () => {
    const { engine } = await start({ initTimeoutMs: 300 });
    const version = versionOf('init-slow', 'index.handler', { environment: { INIT_MS: '700' } });
    const slow = read(await engine.invoke(requestOf(version)));
    expect(slow).toMatchObject({ payload: 'slow to start', functionError: null });
    expect(slow.log).not.toContain('Init Duration');
    expect(figures(slow.log).duration).toBeGreaterThan(700);
    expect(wholeLog(engine, version)).toContain(
      'INIT_REPORT Init Duration: 300.00 ms\tPhase: init\tStatus: timeout\n',
    );
  });

  it('over the function timeout, too, is a timeout', async () => {
    const { engine } = await start({ initTimeoutMs: 300 });
    const version = versionOf('init-slow', 'index.handler', {
      timeoutMs: 500,
      environment: { INIT_MS: '5000' },
    });
    const slow = read(await engine.invoke(requestOf(version)));
    expect(slow.payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(slow.log).toMatch(
      /Phase: invoke\tStatus: timeout\nSTART .*\nEND .*\nREPORT .*\tDuration: 500\.00 ms\t.*\tStatus: timeout\n$/,
    );
  });

  it('once, and then succeeds within the invocation', async () => {
    const { engine, stateDir } = await bench;
    const version = versionOf('init-once', 'index.handler', {
      environment: { MARKER: join(stateDir, 'marker') },
    });
    const second = read(await engine.invoke(requestOf(version)));
    expect(second).toMatchObject({ payload: 'second try', functionError: null });
    expect(second.log).not.toContain('Init Duration');
    expect(wholeLog(engine, version)).toContain(
      'Phase: init\tStatus: error\tError Type: Runtime.ExitError\n',
    );
  });
});

describe('JSON', () => {
  const events = (log: string): { type?: string; record?: Record<string, unknown>; level?: string }[] =>
    log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const parsed = async (
    shape: string,
    level: 'DEBUG' | 'INFO' | 'WARN',
    event = {},
    applicationLogLevel = 'INFO',
  ) => {
    const { engine } = await bench;
    const version = versionOf(shape, 'index.handler', {
      logFormat: 'JSON',
      systemLogLevel: level,
      applicationLogLevel,
    });
    const { log } = read(await engine.invoke(requestOf(version, event)));
    return { log, whole: wholeLog(engine, version), version };
  };

  it('DEBUG shows a suppressed init whole, and WARN its failure', async () => {
    const { engine } = await bench;
    const debug = versionOf('crashes', 'index.handler', { logFormat: 'JSON', systemLogLevel: 'DEBUG' });
    await engine.invoke(requestOf(debug, { exit: 1 }));
    await engine.invoke(requestOf(debug));
    const ofInvoke = (version: typeof debug) =>
      events(wholeLog(engine, version))
        .filter(({ record }) => record?.phase === 'invoke')
        .map(({ type, record }) => `${type} ${record?.status ?? ''}`);
    expect(ofInvoke(debug)).toEqual([
      'platform.initStart ',
      'platform.initRuntimeDone success',
      'platform.initReport success',
    ]);
    const warn = versionOf('init-throws', 'index.handler', { logFormat: 'JSON', systemLogLevel: 'WARN' });
    await engine.invoke(requestOf(warn));
    expect(ofInvoke(warn)).toEqual(['platform.initRuntimeDone error', 'platform.initReport error']);
  });

  it('the default levels: no initReport, no runtimeDone', async () => {
    const { whole, version } = await parsed('crashes', 'INFO');
    const all = events(whole);
    expect(all.map(({ type }) => type)).toEqual(['platform.initStart', 'platform.start', 'platform.report']);
    const stream = version.logGroup;
    expect(all[0]?.record).toMatchObject({
      initializationType: 'on-demand',
      phase: 'init',
      functionName: stream.slice('/aws/lambda/'.length),
      functionVersion: '$LATEST',
      instanceMaxMemory: 268_435_456,
    });
    expect(all[2]?.record).toMatchObject({
      status: 'success',
      metrics: {
        memorySizeMB: 256,
        initDurationMs: expect.any(Number),
        billedDurationMs: expect.any(Number),
      },
      tracing: { type: 'X-Amzn-Trace-Id' },
    });
  });

  it('DEBUG shows all, WARN nothing of a call that went well', async () => {
    const debug = await parsed('crashes', 'DEBUG');
    expect(events(debug.whole).map(({ type }) => type)).toEqual([
      'platform.initStart',
      'platform.initRuntimeDone',
      'platform.initReport',
      'platform.start',
      'platform.runtimeDone',
      'platform.report',
    ]);
    expect((await parsed('crashes', 'WARN')).whole).toBe('');
    const crash = await parsed('crashes', 'WARN', { exit: 4 });
    expect(events(crash.whole)).toMatchObject([
      { type: 'platform.runtimeDone', record: { status: 'error', errorType: 'Runtime.ExitError' } },
      { type: 'platform.report', record: { status: 'error', errorType: 'Runtime.ExitError' } },
    ]);
  });

  it('lines of the handler, from their level up', async () => {
    const { whole } = await parsed('console', 'WARN', {}, 'WARN');
    const lines = events(whole.replace('plain\n', ''));
    expect(lines).toMatchObject([
      { level: 'WARN', message: 'careful now', requestId: expect.any(String) },
      {
        level: 'ERROR',
        message: { errorType: 'TypeError', errorMessage: 'broken', stackTrace: expect.any(Array) },
      },
    ]);
  });
});
