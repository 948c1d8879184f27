import { access } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { readInput } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import { classicDeployment, parseLocalProvisioning } from '../local/classic-deployment.ts';
import { type LocalConfig, parseLocalConfig } from '../local/config.ts';
import { UsageError } from '../model/errors.ts';
import type { DeploymentOptions } from './options/deployment.ts';

const maximumConfigBytes = 10_000_000;
const handlerEndings = ['.mjs', '.js', '.cjs'];

/** Folder and `file.export` of `--handler`. Inside the current folder the path is kept, as Lambda has it from the
 * root of the code; elsewhere the file's own folder is that root.
 * @throws UsageError where there is no such file */
async function handlerOf(handler: string, cwd: string): Promise<{ folder: string; handler: string }> {
  const named = /^(.*[^/\\.])\.([\w$]+)$/.exec(handler);
  const [, file = '', exported = ''] = named ?? [];
  const path = resolve(cwd, file);
  const found = await Promise.all(
    handlerEndings.map((ending) =>
      access(path + ending).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (named === null || !found.includes(true)) {
    throw new UsageError(
      `--handler ${JSON.stringify(handler)}: there is no ${named === null ? 'file.export in it' : `${path}{${handlerEndings.join(',')}}`}`,
      'Give file.export without the ending, for instance --handler src/app.handler for the export "handler" of src/app.mjs.',
    );
  }
  const inside = relative(cwd, path);
  return inside.startsWith('..') || isAbsolute(inside)
    ? { folder: dirname(path), handler: `${basename(path)}.${exported}` }
    : { folder: cwd, handler: `${inside}.${exported}` };
}

/**
 * What the embedded service starts with: local.json, else its defaults; and the classic set-up where local.json
 * deploys no function of its own.
 *
 * @throws UsageError
 */
export async function localConfigOf(options: DeploymentOptions, io: Io): Promise<LocalConfig> {
  const path = options.config;
  const text =
    path === undefined
      ? '{}'
      : new TextDecoder().decode(
          await readInput(path, io.stdin, { maxBytes: maximumConfigBytes, what: 'local.json' }),
        );
  const config = parseLocalConfig(text, path ?? 'the default configuration');
  const { handler, memory, provisioned, localProvisioning } = options;
  if (config.functions.length > 0) {
    if ([handler, memory, provisioned, localProvisioning].some((value) => value !== undefined)) {
      throw new UsageError(
        `${path} deploys functions of its own, and --handler, --memory, --provisioned and --local-provisioning describe another deployment`,
        'Leave these flags out, or the functions in the file.',
      );
    }
    return config;
  }
  const code =
    handler === undefined
      ? { folder: join(io.packageRoot, 'dist/handlers/worker'), handler: 'index.handler' }
      : await handlerOf(handler, io.cwd);
  const deployment = classicDeployment({
    handler: code.handler,
    memorySizeMb: memory,
    provisioned,
    provisioning: parseLocalProvisioning(localProvisioning ?? 'ready'),
    workerFolder: code.folder,
  });
  return { ...config, functions: [deployment] };
}
