/** The Node.js runtime inside an execution environment: what `/var/runtime` is on Lambda. Node starts this file on
 * its own, so it alone in this folder touches the process. It has no dependency: its load time is part of each init.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
import { patchConsole } from './bootstrap/console-patch.ts';
import { runtimeError } from './bootstrap/error-shape.ts';
import { type Handler, loadHandler } from './bootstrap/handler-loader.ts';
import { callHandler, contextOf, type EmptyLoop, requestIdOf, traceIdOf } from './bootstrap/invocation.ts';
import { awslambda, isStreaming, runStreaming, type StreamingHandler } from './bootstrap/response-stream.ts';
import { type NextEvent, runtimeClient } from './bootstrap/runtime-client.ts';
import { offerBundledSdk } from './bootstrap/sdk-resolution.ts';

const { env } = process;
const exitCodes = { init: 1, rejection: 128, exception: 129, gone: 1 } as const;
const json = 'application/json';

const log = patchConsole({
  json: env.AWS_LAMBDA_LOG_FORMAT === 'JSON',
  minimum: env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE',
  logFd: env._LAMBDA_TELEMETRY_LOG_FD === undefined ? null : Number(env._LAMBDA_TELEMETRY_LOG_FD),
});
// What the handler starts itself must not write into the framed pipe.
delete env._LAMBDA_TELEMETRY_LOG_FD;

const client = runtimeClient(env.AWS_LAMBDA_RUNTIME_API ?? '', () => process.exit(exitCodes.gone));
const emptyLoop: EmptyLoop = { on: null };
/** Whom an error concerns: the init, the request in progress, or nobody (between two requests). */
let concern: { readonly kind: 'init' | 'nobody' } | { readonly kind: 'request'; readonly id: string } = {
  kind: 'init',
};

/** An error that nobody caught ends the process, after it was told to whoever waits. */
const die = async (message: string, thrown: unknown, exitCode: number): Promise<void> => {
  log.error(message, thrown);
  if (concern.kind === 'init') await client.failInit(thrown);
  if (concern.kind === 'request') await client.fail(concern.id, thrown);
  process.exit(exitCode);
};

process.on('uncaughtException', (thrown) => void die('Uncaught Exception', thrown, exitCodes.exception));
process.on('unhandledRejection', (reason) => {
  const error = runtimeError(
    'Runtime.UnhandledPromiseRejection',
    reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason),
    reason,
  );
  void die('Unhandled Promise Rejection', error, exitCodes.rejection);
});
process.on('beforeExit', () => {
  const { on } = emptyLoop;
  emptyLoop.on = null;
  on?.();
});

const asJson = (result: unknown): string => {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw runtimeError('Error', 'Unable to stringify response body');
  }
};

function serve(handler: Handler, { headers, body }: NextEvent): Promise<void> {
  const id = requestIdOf(headers);
  concern = { kind: 'request', id };
  log.setRequestId(id);
  const traceId = traceIdOf(headers);
  if (traceId === undefined) delete env._X_AMZN_TRACE_ID;
  else env._X_AMZN_TRACE_ID = traceId;
  return new Promise((resolve) => {
    let settled = false;
    const once = (work: () => Promise<void>): void => {
      if (settled) return;
      settled = true;
      // A turn of the loop first: output and errors of the same turn come before the reply.
      setImmediate(() => void work().then(resolve));
    };
    const fail = (thrown: unknown): void =>
      once(() => {
        log.error('Invoke Error', thrown);
        return client.fail(id, thrown);
      });
    const succeed = (result: unknown): void => {
      try {
        const text = asJson(result);
        once(() => client.respond(id, text, json));
      } catch (thrown) {
        fail(thrown);
      }
    };
    try {
      const event: unknown = JSON.parse(body);
      const context = contextOf(headers, env);
      if (isStreaming(handler)) {
        runStreaming(handler as unknown as StreamingHandler, event, context).then(
          (stream) => once(() => client.respond(id, stream.body(), stream.contentType)),
          fail,
        );
      } else callHandler(handler, event, context, { succeed, fail }, emptyLoop);
    } catch (thrown) {
      fail(thrown);
    }
  });
}

async function run(): Promise<void> {
  Object.assign(globalThis, { awslambda });
  const sdkFrom = process.argv.find((arg) => arg.startsWith('--sdk-from='))?.slice('--sdk-from='.length);
  if (sdkFrom !== undefined) offerBundledSdk(sdkFrom);
  process.argv.splice(2);
  let handler: Handler;
  try {
    handler = await loadHandler(env.LAMBDA_TASK_ROOT ?? process.cwd(), env._HANDLER ?? '');
  } catch (thrown) {
    await die('Uncaught Exception', thrown, exitCodes.init);
    return;
  }
  for (;;) {
    concern = { kind: 'nobody' };
    const next = await client.next();
    await serve(handler, next);
    emptyLoop.on = null;
  }
}

void run();
