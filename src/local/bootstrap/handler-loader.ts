import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runtimeError } from './error-shape.ts';

export type Callback = (error?: unknown, result?: unknown) => void;
export type Handler = (event: unknown, context: object, callback: Callback) => unknown;

interface HandlerName {
  /** Path of the module without its ending, relative to the code. */
  readonly module: string;
  /** Path of the function within the module's exports. */
  readonly exports: readonly string[];
}

/** `src/app.handler` → module `src/app`, export `handler`; `index.orders.create` → `index`, `orders.create`. */
export function parseHandler(name: string): HandlerName {
  const at = name.lastIndexOf('/') + 1;
  const [, file, path] = /^([^.]+)\.(.+)$/.exec(name.slice(at)) ?? [];
  if (file === undefined || path === undefined || name.includes('..')) {
    throw runtimeError('Runtime.MalformedHandlerName', `Bad handler ${name}: it should be FILE.EXPORT`);
  }
  return { module: name.slice(0, at) + file, exports: path.split('.') };
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function fileOf(taskRoot: string, module: string): string {
  const path = join(taskRoot, module);
  const found = ['', '.js', '.mjs', '.cjs'].map((ending) => path + ending).find(isFile);
  // A folder with an index, or a package.
  return found ?? createRequire(join(taskRoot, 'index.js')).resolve(`./${module}`);
}

const step = (value: unknown, key: string): unknown =>
  (typeof value === 'object' || typeof value === 'function') && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;

const walk = (exports: unknown, path: readonly string[]): unknown => path.reduce(step, exports);

/** Lambda's runtime brings the whole SDK, this service only the clients it uses itself. */
const missingSdk = (message: string): string => {
  const [, name] = /Cannot find (?:package|module) '(@(?:aws-sdk|smithy)\/[^'/]+)/.exec(message) ?? [];
  return name === undefined
    ? message
    : `${message}\nLambda's runtime brings ${name}, the embedded service does not: run npm install ${name} in the function's folder.`;
};

const nameError = (thrown: unknown): unknown => {
  if (thrown instanceof SyntaxError) {
    return runtimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${thrown.message}`, thrown);
  }
  const code = step(thrown, 'code');
  return thrown instanceof Error && (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND')
    ? runtimeError('Runtime.ImportModuleError', `Error: ${missingSdk(thrown.message)}`, thrown)
    : thrown;
};

/**
 * Finds and imports the handler as Lambda's runtime does: ES modules and CommonJS alike, `.js`, `.mjs`, `.cjs`.
 *
 * @param name - `FILE.EXPORT`, the file without its ending, relative to `taskRoot`
 * @throws errors named `Runtime.…` where there is no such file or export; the module's own error where it throws
 */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const { module, exports } = parseHandler(name);
  let namespace: unknown;
  try {
    namespace = await import(pathToFileURL(fileOf(taskRoot, module)).href);
  } catch (thrown) {
    throw nameError(thrown);
  }
  // CommonJS exports that Node could not see by reading the file are under `default`.
  const handler = walk(namespace, exports) ?? walk(step(namespace, 'default'), exports);
  if (typeof handler !== 'function') {
    const what = handler === undefined ? 'undefined or not exported' : 'not a function';
    throw runtimeError('Runtime.HandlerNotFound', `${name} is ${what}`);
  }
  return handler as Handler;
}
