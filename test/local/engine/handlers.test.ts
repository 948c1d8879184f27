import { afterAll, describe, expect, it } from 'vitest';
import { engineBenches, read, requestOf, versionOf } from '../../support/engine.ts';

const { start, endAll } = engineBenches();
const bench = start();
afterAll(endAll);

const call = async (shape: string, handler: string, event: unknown = {}, more = {}) => {
  const { engine } = await bench;
  return read(await engine.invoke(requestOf(versionOf(shape, handler, more), event)));
};

describe('handlers as people write them', () => {
  it.each([
    { name: 'an ES module', shape: 'esm', handler: 'index.orders.create', want: 'created' },
    {
      name: 'CommonJS whose exports cannot be read off',
      shape: 'cjs',
      handler: 'index.handler',
      want: 'from CommonJS',
    },
    {
      name: 'a folder and nested exports',
      shape: 'nested',
      handler: 'src/app.api.v1.handler',
      want: 'nested',
    },
    {
      name: 'ES module syntax in .js without a package.json',
      shape: 'bare',
      handler: 'index.handler',
      want: 'an ES module named index.js',
    },
    { name: 'context.succeed', shape: 'callback', handler: 'index.succeed', want: 'succeeded' },
    { name: 'a callback', shape: 'callback', handler: 'index.handler', want: 'called back' },
    { name: 'nothing ever called back', shape: 'callback', handler: 'index.never', want: null },
  ])('$name', async ({ shape, handler, want }) => {
    expect(await call(shape, handler)).toMatchObject({ payload: want, functionError: null });
  });

  it('a callback waits for the empty event loop, unless it is told not to', async () => {
    expect((await call('callback', 'index.handler')).log).toContain('\tINFO\tlate\n');
    expect((await call('callback', 'index.handler', { now: true })).log).not.toContain('late');
  });

  it('a streaming handler is answered whole', async () => {
    const { engine } = await bench;
    const reply = await engine.invoke(requestOf(versionOf('streaming', 'index.handler')));
    expect(reply.kind === 'replied' && Buffer.from(reply.payload).toString()).toBe('streamed whole');
  });

  it.each([
    { name: 'import', shape: 'sdk', want: { region: 'us-east-1', credentials: 'ASIALAMBDAFANOUTLOCAL' } },
    { name: 'require', shape: 'sdk-require', want: { client: 'function', zod: 'not found' } },
  ])('the SDK that only Lambda bundles, by $name', async ({ shape, want }) => {
    expect(await call(shape, 'index.handler')).toMatchObject({ payload: want, functionError: null });
  });
});

describe('an SDK client that Lambda bundles and this service does not', () => {
  it.each([
    { name: 'import', handler: 'index.handler', file: 'index.mjs' },
    { name: 'require', handler: 'required.handler', file: 'required.cjs' },
  ])('is missing in words that name the file and the remedy, by $name', async ({ handler, file }) => {
    const { payload } = await call('sdk-missing', handler);
    const { errorType, errorMessage } = payload as { errorType: string; errorMessage: string };
    expect(errorType).toBe('Runtime.ImportModuleError');
    expect(errorMessage).toContain(`sdk-missing/${file}`);
    expect(errorMessage).toContain('run npm install @aws-sdk/client-that-is-nowhere');
  });
});

describe('what a handler is told', () => {
  it('context and environment variables', async () => {
    const { engine } = await bench;
    const version = versionOf('esm', 'index.handler', {
      environment: { GREETING: 'hello', AWS_REGION: 'overridden', TZ: 'Europe/Vienna' },
    });
    const request = requestOf(version, { a: 1 }, { clientContext: '{"custom":{"name":"Zoë"}}' });
    const { payload } = read(await engine.invoke(request));
    expect(payload).toMatchObject({
      event: { a: 1 },
      cwd: version.taskRoot,
      context: {
        functionName: version.functionName,
        functionVersion: '$LATEST',
        invokedFunctionArn: `${version.functionArn}:live`,
        memoryLimitInMB: '256',
        awsRequestId: request.requestId,
        logGroupName: version.logGroup,
        logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
        clientContext: { custom: { name: 'Zoë' } },
      },
      env: {
        GREETING: 'hello',
        TZ: 'Europe/Vienna',
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:9',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        LAMBDA_TASK_ROOT: version.taskRoot,
        _HANDLER: 'index.handler',
        _X_AMZN_TRACE_ID: request.traceId,
      },
    });
    const { remainingMs } = (payload as { context: { remainingMs: number } }).context;
    expect(remainingMs).toBeLessThanOrEqual(10_000);
    expect(remainingMs).toBeGreaterThan(0);
  });
});

describe('errors of the handler are answers, not failures of the platform', () => {
  it.each([
    { handler: 'index.throws', errorType: 'RangeError', errorMessage: 'thrown' },
    { handler: 'index.fails', errorType: 'TypeError', errorMessage: 'called back with an error' },
    { handler: 'index.fail', errorType: 'string', errorMessage: 'failed' },
    { handler: 'index.circular', errorType: 'Error', errorMessage: 'Unable to stringify response body' },
    { handler: 'index.neverAsync', errorType: 'Runtime.NodeJsExit' },
  ])('$handler', async ({ handler, ...error }) => {
    const { payload, functionError, log } = await call('callback', handler);
    expect({ payload, functionError }).toMatchObject({ functionError: 'Unhandled', payload: error });
    expect(log).toMatch(/\tERROR\tInvoke Error \t\{"errorType":/);
    expect(log).not.toContain('Status:');
  });

  it('an answer over 6 MB', async () => {
    const { payload, functionError, log } = await call('esm', 'index.large', {
      bytes: 6 * 1024 * 1024 + 101,
    });
    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
    expect(log).toMatch(/Status: error\tError Type: Function\.ResponseSizeTooLarge\n$/);
    expect(await call('esm', 'index.large', { bytes: 6 * 1024 * 1024 })).toMatchObject({
      functionError: null,
    });
  });
});
