import { access } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { readInput } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import {
  classicDeployment,
  classicOrchestrator,
  parseLocalProvisioning,
} from '../local/classic-deployment.ts';
import { type LocalConfig, parseLocalConfig } from '../local/config.ts';
import type { fixtures } from '../local/config-schema.ts';
import { defaultModelSeed } from '../local/modelled/function-model.ts';
import { UsageError } from '../model/errors.ts';
import { type DeploymentOptions, refuseModelContradictions } from './options/deployment.ts';

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

/** A quota is raised by asking AWS; how fast Lambda scales is not. So a model that was asked for without a quota shows
 * the latter, and the output says which quota it took. */
const modelledAccountConcurrency = 10_000;

const fixtureFolder = (name: (typeof fixtures)[number], io: Io): string =>
  join(io.packageRoot, 'dist/handlers', name);

/** Above this many provisioned environments no machine starts the processes in sensible time. */
const mostProcesses = 1_000;

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
  const quota = path === undefined && options.model !== undefined ? modelledAccountConcurrency : undefined;
  const accountConcurrency = options.accountConcurrency ?? quota ?? config.accountConcurrency;
  refuseModelContradictions(options);
  const { handler, memory, provisioned, localProvisioning, model } = options;
  if (model === undefined && provisioned !== undefined && provisioned > mostProcesses) {
    throw new UsageError(
      `--provisioned ${provisioned} would start as many processes; without --model it is at most ${mostProcesses.toLocaleString('en')}`,
      'Give fewer, or add --model for modelled environments.',
    );
  }
  if (config.functions.length > 0) {
    if ([handler, memory, provisioned, localProvisioning, model].some((value) => value !== undefined)) {
      throw new UsageError(
        `${path} deploys functions of its own, and --handler, --memory, --provisioned, --local-provisioning and --model describe another deployment`,
        'Leave these flags out, or the functions in the file.',
      );
    }
    const functions = config.functions.map(({ fixture, ...each }) =>
      fixture === undefined ? each : { ...each, folder: fixtureFolder(fixture, io) },
    );
    return { ...config, accountConcurrency, functions };
  }
  const own = handler === undefined ? null : await handlerOf(handler, io.cwd);
  const deployment = classicDeployment({
    handler: own?.handler,
    memorySizeMb: memory,
    provisioned,
    provisioning: parseLocalProvisioning(localProvisioning ?? 'ready'),
    code:
      model === undefined
        ? { folder: own?.folder ?? fixtureFolder('worker', io) }
        : { model: { preset: model, seed: options.modelSeed ?? defaultModelSeed } },
  });
  return {
    ...config,
    accountConcurrency,
    functions: [deployment, classicOrchestrator(fixtureFolder('orchestrator', io))],
  };
}
