import { writeSync } from 'node:fs';
import { format } from 'node:util';
import { errorBody, errorJson } from './error-shape.ts';

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof levels)[number];

const methods = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
} as const satisfies Record<string, Level>;

/** How console output is written. */
export interface ConsoleOptions {
  readonly json: boolean;
  /** Messages below it are dropped; JSON only. */
  readonly minimum: string;
  /** Null: the runtime has no log pipe, messages go to standard output. */
  readonly logFd: number | null;
}

export interface RuntimeConsole {
  /** An error that the runtime reports on the handler's behalf. */
  readonly error: (message: string, thrown: unknown) => void;
  readonly setRequestId: (requestId: string | undefined) => void;
}

/** `time TAB id TAB level TAB message`; before the first request the id prints as `undefined`. */
const textLine = (requestId: string | undefined, level: Level, args: readonly unknown[]): string =>
  [new Date().toISOString(), String(requestId), level, format(...args)].join('\t');

const withErrors = (_key: string, value: unknown): unknown => {
  if (!(value instanceof Error)) return value;
  const { errorType, errorMessage, trace } = errorBody(value);
  return { errorType, errorMessage, stackTrace: trace, ...value };
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
function jsonLine(requestId: string | undefined, level: Level, args: readonly unknown[]): string {
  const line = { timestamp: new Date().toISOString(), level, requestId };
  const thrown = args.find((arg) => arg instanceof Error);
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...line, message: args[0] }, withErrors);
    } catch {
      return JSON.stringify({ ...line, message: format(...args) });
    }
  }
  const error = thrown === undefined ? null : errorBody(thrown);
  return JSON.stringify({
    ...line,
    message: format(...args),
    ...(error === null
      ? {}
      : { errorType: error.errorType, errorMessage: error.errorMessage, stackTrace: error.trace }),
  });
}

/** One framed message, so that its line feeds do not make several events of it: type, length, time in µs. */
function frame(message: string): Buffer {
  const body = Buffer.from(message);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(0xa55a0003, 0);
  header.writeUInt32BE(body.length, 4);
  header.writeBigUInt64BE(BigInt(Date.now()) * 1_000n, 8);
  return Buffer.concat([header, body]);
}

/** Gives `console` the forms of Lambda's Node.js runtime. */
export function patchConsole({ json, minimum, logFd }: ConsoleOptions): RuntimeConsole {
  let requestId: string | undefined;
  const least = json ? Math.max(0, levels.indexOf(minimum.toUpperCase() as Level)) : 0;
  const write = (message: string): void => {
    if (logFd === null) {
      process.stdout.write(`${message.replaceAll('\n', '\r')}\n`);
      return;
    }
    const bytes = frame(message);
    for (let at = 0; at < bytes.length; at += writeSync(logFd, bytes, at));
  };
  const log = (level: Level, args: readonly unknown[]): void => {
    if (levels.indexOf(level) >= least) write((json ? jsonLine : textLine)(requestId, level, args));
  };
  const target = console as unknown as Record<string, (...args: unknown[]) => void>;
  for (const [method, level] of Object.entries(methods)) {
    target[method] = (...args) => log(level, args);
  }
  target.trace = (...args) => {
    const { stack = '' } = new Error();
    log('TRACE', [
      `Trace${args.length === 0 ? '' : `: ${format(...args)}`}\n${stack.split('\n').slice(2).join('\n')}`,
    ]);
  };
  return {
    error: (message, thrown) =>
      json ? log('ERROR', [message, thrown]) : log('ERROR', [`${message} \t${errorJson(thrown)}`]),
    setRequestId: (id) => {
      requestId = id;
    },
  };
}
