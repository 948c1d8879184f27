// src/local/bootstrap/console-patch.ts
import { writeSync } from 'node:fs';
import { format } from 'node:util';

// src/local/bootstrap/error-shape.ts
var isError = (thrown) =>
  thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';
function errorBody(thrown) {
  try {
    if (isError(thrown)) {
      return {
        errorType: String(thrown.name),
        errorMessage: String(thrown.message),
        trace: String(thrown.stack ?? '').split('\n'),
      };
    }
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage: 'callback called with Error argument, but there was a problem while retrieving it',
      trace: [],
    };
  }
}
function errorJson(thrown) {
  const { errorType, errorMessage, trace } = errorBody(thrown);
  try {
    const own = isError(thrown) ? { ...thrown } : {};
    return JSON.stringify({ errorType, errorMessage, ...own, stack: trace });
  } catch {
    return JSON.stringify({ errorType, errorMessage, stack: trace });
  }
}
function runtimeError(name, message, cause) {
  const error = new Error(message, { cause });
  Object.defineProperty(error, 'name', { value: name, enumerable: false });
  if (isError(cause) && cause.stack !== void 0) error.stack = `${name}: ${cause.stack}`;
  return error;
}

// src/local/bootstrap/console-patch.ts
var levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
var methods = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
};
var textLine = (requestId, level, args) =>
  [/* @__PURE__ */ new Date().toISOString(), String(requestId), level, format(...args)].join('	');
var withErrors = (_key, value) => {
  if (!(value instanceof Error)) return value;
  const { errorType, errorMessage, trace } = errorBody(value);
  return { errorType, errorMessage, stackTrace: trace, ...value };
};
function jsonLine(requestId, level, args) {
  const line = { timestamp: /* @__PURE__ */ new Date().toISOString(), level, requestId };
  const thrown = args.find((arg) => arg instanceof Error);
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...line, message: args[0] }, withErrors);
    } catch {
      return JSON.stringify({ ...line, message: format(...args) });
    }
  }
  const error = thrown === void 0 ? null : errorBody(thrown);
  return JSON.stringify({
    ...line,
    message: format(...args),
    ...(error === null
      ? {}
      : { errorType: error.errorType, errorMessage: error.errorMessage, stackTrace: error.trace }),
  });
}
function frame(message) {
  const body = Buffer.from(message);
  const header2 = Buffer.alloc(16);
  header2.writeUInt32BE(2774138883, 0);
  header2.writeUInt32BE(body.length, 4);
  header2.writeBigUInt64BE(BigInt(Date.now()) * 1000n, 8);
  return Buffer.concat([header2, body]);
}
function patchConsole({ json: json2, minimum, logFd }) {
  let requestId;
  const least = json2 ? Math.max(0, levels.indexOf(minimum.toUpperCase())) : 0;
  const write = (message) => {
    if (logFd === null) {
      process.stdout.write(`${message.replaceAll('\n', '\r')}
`);
      return;
    }
    const bytes = frame(message);
    for (let at = 0; at < bytes.length; at += writeSync(logFd, bytes, at));
  };
  const log2 = (level, args) => {
    if (levels.indexOf(level) >= least) write((json2 ? jsonLine : textLine)(requestId, level, args));
  };
  const target = console;
  for (const [method, level] of Object.entries(methods)) {
    target[method] = (...args) => log2(level, args);
  }
  target.trace = (...args) => {
    const { stack = '' } = new Error();
    log2('TRACE', [
      `Trace${args.length === 0 ? '' : `: ${format(...args)}`}
${stack.split('\n').slice(2).join('\n')}`,
    ]);
  };
  return {
    error: (message, thrown) =>
      json2 ? log2('ERROR', [message, thrown]) : log2('ERROR', [`${message} 	${errorJson(thrown)}`]),
    setRequestId: (id) => {
      requestId = id;
    },
  };
}

// src/local/bootstrap/handler-loader.ts
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

function parseHandler(name) {
  const at = name.lastIndexOf('/') + 1;
  const [, file, path] = /^([^.]+)\.(.+)$/.exec(name.slice(at)) ?? [];
  if (file === void 0 || path === void 0 || name.includes('..')) {
    throw runtimeError('Runtime.MalformedHandlerName', `Bad handler ${name}: it should be FILE.EXPORT`);
  }
  return { module: name.slice(0, at) + file, exports: path.split('.') };
}
var isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
function fileOf(taskRoot, module) {
  const path = join(taskRoot, module);
  const found = ['', '.js', '.mjs', '.cjs'].map((ending) => path + ending).find(isFile);
  return found ?? createRequire(join(taskRoot, 'index.js')).resolve(`./${module}`);
}
var step = (value, key) =>
  (typeof value === 'object' || typeof value === 'function') && value !== null ? value[key] : void 0;
var walk = (exports, path) => path.reduce(step, exports);
var missingSdk = (message) => {
  const [, name] = /Cannot find (?:package|module) '(@(?:aws-sdk|smithy)\/[^'/]+)/.exec(message) ?? [];
  return name === void 0
    ? message
    : `${message}
Lambda's runtime brings ${name}, the embedded service does not: run npm install ${name} in the function's folder.`;
};
var nameError = (thrown) => {
  if (thrown instanceof SyntaxError) {
    return runtimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${thrown.message}`, thrown);
  }
  const code = step(thrown, 'code');
  return thrown instanceof Error && (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND')
    ? runtimeError('Runtime.ImportModuleError', `Error: ${missingSdk(thrown.message)}`, thrown)
    : thrown;
};
async function loadHandler(taskRoot, name) {
  const { module, exports } = parseHandler(name);
  let namespace;
  try {
    namespace = await import(pathToFileURL(fileOf(taskRoot, module)).href);
  } catch (thrown) {
    throw nameError(thrown);
  }
  const handler = walk(namespace, exports) ?? walk(step(namespace, 'default'), exports);
  if (typeof handler !== 'function') {
    const what = handler === void 0 ? 'undefined or not exported' : 'not a function';
    throw runtimeError('Runtime.HandlerNotFound', `${name} is ${what}`);
  }
  return handler;
}

// src/local/bootstrap/invocation.ts
var header = (headers, name) => {
  const value = headers[`lambda-runtime-${name}`];
  return Array.isArray(value) ? value[0] : value;
};
var jsonHeader = (headers, name) => {
  const value = header(headers, name);
  return value === void 0 ? void 0 : JSON.parse(value);
};
var requestIdOf = (headers) => header(headers, 'aws-request-id') ?? '';
var traceIdOf = (headers) => header(headers, 'trace-id');
var contextOf = (headers, env2) => ({
  functionName: env2.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: env2.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: env2.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: env2.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: env2.AWS_LAMBDA_LOG_STREAM_NAME,
  clientContext: jsonHeader(headers, 'client-context'),
  identity: jsonHeader(headers, 'cognito-identity'),
  invokedFunctionArn: header(headers, 'invoked-function-arn'),
  awsRequestId: requestIdOf(headers),
  getRemainingTimeInMillis: () => Number(header(headers, 'deadline-ms') ?? 0) - Date.now(),
});
var neverSettled =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled.';
var isThenable = (value) =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
function callHandler(handler, event, base2, { succeed, fail }, emptyLoop2) {
  let waits = true;
  const done = (error, result) => {
    emptyLoop2.on = null;
    if (error === void 0 || error === null) succeed(result);
    else fail(error);
  };
  const callback = (error, result) => {
    if ((error === void 0 || error === null) && waits) emptyLoop2.on = () => done(null, result);
    else done(error, result);
  };
  const context = Object.defineProperty(
    {
      ...base2,
      done,
      succeed: (result) => done(null, result),
      fail: (error) => done(error ?? 'handled', null),
    },
    'callbackWaitsForEmptyEventLoop',
    { enumerable: true, get: () => waits, set: (value) => (waits = Boolean(value)) },
  );
  const isAsync = handler.constructor.name === 'AsyncFunction';
  emptyLoop2.on = () => (isAsync ? fail(runtimeError('Runtime.NodeJsExit', neverSettled)) : succeed(null));
  try {
    const result = handler(event, context, callback);
    if (isThenable(result)) {
      result.then(
        (value) => done(null, value),
        // Whatever was thrown, even nothing, is a failure here.
        (thrown) => done(thrown ?? new Error(String(thrown)), null),
      );
    }
  } catch (thrown) {
    done(thrown ?? new Error(String(thrown)), null);
  }
}

// src/local/bootstrap/response-stream.ts
import { Writable } from 'node:stream';

var streaming = /* @__PURE__ */ Symbol.for('aws.lambda.runtime.handler.streaming');
var ResponseStream = class extends Writable {
  #chunks = [];
  contentType = 'application/octet-stream';
  setContentType(contentType) {
    this.contentType = contentType;
  }
  _write(chunk, encoding, done) {
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    done();
  }
  body() {
    return Buffer.concat(this.#chunks);
  }
};
var httpResponseStream = {
  from: (stream, prelude) => {
    stream.setContentType('application/vnd.awslambda.http-integration-response');
    stream.write(Buffer.concat([Buffer.from(JSON.stringify(prelude)), Buffer.alloc(8)]));
    return stream;
  },
};
var isStreaming = (handler) => handler[streaming] === 'response';
var awslambda = {
  streamifyResponse: (handler) => {
    handler[streaming] = 'response';
    return handler;
  },
  HttpResponseStream: httpResponseStream,
};
async function runStreaming(handler, event, context) {
  const stream = new ResponseStream();
  const finished = new Promise((resolve, reject) => {
    stream.once('finish', resolve);
    stream.once('error', reject);
  });
  finished.catch(() => {});
  await handler(event, stream, context);
  await finished;
  return stream;
}

// src/local/bootstrap/runtime-client.ts
import { Agent, request } from 'node:http';

var base = '/2018-06-01/runtime/';
function runtimeClient(address, onGone) {
  const separator = address.lastIndexOf(':');
  const agent = new Agent({ keepAlive: true, maxSockets: 1, keepAliveMsecs: 6e4 });
  const watched = /* @__PURE__ */ new WeakSet();
  const call = (method, path, body, headers) =>
    new Promise((resolve) => {
      const sent = request(
        {
          agent,
          host: address.slice(0, separator),
          port: Number(address.slice(separator + 1)),
          method,
          path: base + path,
          headers: body === null ? {} : { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
        },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.once('error', onGone);
          response.once('end', () =>
            resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }),
          );
        },
      );
      sent.once('socket', (socket) => {
        if (watched.has(socket)) return;
        watched.add(socket);
        socket.setNoDelay(true);
        socket.once('close', onGone);
      });
      sent.once('error', onGone);
      sent.end(body ?? void 0);
    });
  const json2 = 'application/json';
  const post = async (path, error) => {
    await call('POST', path, JSON.stringify(error), {
      'Content-Type': json2,
      // Header values are ASCII.
      'Lambda-Runtime-Function-Error-Type': error.errorType.replaceAll(/[^\x20-\x7e]/g, '?'),
    });
  };
  return {
    next: () => call('GET', 'invocation/next', null, {}),
    respond: async (requestId, body, contentType) => {
      await call('POST', `invocation/${requestId}/response`, body, { 'Content-Type': contentType });
    },
    fail: (requestId, thrown) => post(`invocation/${requestId}/error`, errorBody(thrown)),
    failInit: (thrown) => post('init/error', errorBody(thrown)),
  };
}

// src/local/bootstrap/sdk-resolution.ts
import * as nodeModule from 'node:module';
import { pathToFileURL as pathToFileURL2 } from 'node:url';

var bundled = /^@(?:aws-sdk|smithy)\//;
var hookSource = (from) => `
const bundled = ${bundled};
export const resolve = async (specifier, context, next) => {
  try { return await next(specifier, context); } catch (error) {
    if (!bundled.test(specifier)) throw error;
    try { return await next(specifier, { ...context, parentURL: ${JSON.stringify(from)} }); } catch { throw error; }
  }
};`;
function offerBundledSdk(sdkFrom) {
  const from = pathToFileURL2(sdkFrom).href;
  const { registerHooks } = nodeModule;
  if (registerHooks === void 0) {
    nodeModule.register(`data:text/javascript,${encodeURIComponent(hookSource(from))}`);
    return;
  }
  registerHooks({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!bundled.test(specifier)) throw error;
        try {
          return next(specifier, { ...context, parentURL: from });
        } catch {
          throw error;
        }
      }
    },
  });
}

// src/local/bootstrap.ts
var { env } = process;
var exitCodes = { init: 1, rejection: 128, exception: 129, gone: 1 };
var json = 'application/json';
var log = patchConsole({
  json: env.AWS_LAMBDA_LOG_FORMAT === 'JSON',
  minimum: env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE',
  logFd: env._LAMBDA_TELEMETRY_LOG_FD === void 0 ? null : Number(env._LAMBDA_TELEMETRY_LOG_FD),
});
delete env._LAMBDA_TELEMETRY_LOG_FD;
var client = runtimeClient(env.AWS_LAMBDA_RUNTIME_API ?? '', () => process.exit(exitCodes.gone));
var emptyLoop = { on: null };
var concern = {
  kind: 'init',
};
var die = async (message, thrown, exitCode) => {
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
var asJson = (result) => {
  try {
    return JSON.stringify(result === void 0 ? null : result) ?? 'null';
  } catch {
    throw runtimeError('Error', 'Unable to stringify response body');
  }
};
function serve(handler, { headers, body }) {
  const id = requestIdOf(headers);
  concern = { kind: 'request', id };
  log.setRequestId(id);
  const traceId = traceIdOf(headers);
  if (traceId === void 0) delete env._X_AMZN_TRACE_ID;
  else env._X_AMZN_TRACE_ID = traceId;
  return new Promise((resolve) => {
    let settled = false;
    const once = (work) => {
      if (settled) return;
      settled = true;
      setImmediate(() => void work().then(resolve));
    };
    const fail = (thrown) =>
      once(() => {
        log.error('Invoke Error', thrown);
        return client.fail(id, thrown);
      });
    const succeed = (result) => {
      try {
        const text = asJson(result);
        once(() => client.respond(id, text, json));
      } catch (thrown) {
        fail(thrown);
      }
    };
    try {
      const event = JSON.parse(body);
      const context = contextOf(headers, env);
      if (isStreaming(handler)) {
        runStreaming(handler, event, context).then(
          (stream) => once(() => client.respond(id, stream.body(), stream.contentType)),
          fail,
        );
      } else callHandler(handler, event, context, { succeed, fail }, emptyLoop);
    } catch (thrown) {
      fail(thrown);
    }
  });
}
async function run() {
  Object.assign(globalThis, { awslambda });
  const sdkFrom = process.argv.find((arg) => arg.startsWith('--sdk-from='))?.slice('--sdk-from='.length);
  if (sdkFrom !== void 0) offerBundledSdk(sdkFrom);
  process.argv.splice(2);
  let handler;
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
