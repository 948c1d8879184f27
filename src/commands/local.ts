import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Io } from '../io/io.ts';
import { interruptions } from '../io/signals.ts';
import type { LocalConfig } from '../local/config.ts';
import { createEngine } from '../local/run-engine.ts';
import { type RequestLine, type Service, startService } from '../local/service.ts';
import { claimStateDir, sweepLeftovers } from '../local/sweep-leftovers.ts';
import { exitCodes } from '../model/exit-code.ts';
import { terminalText } from '../report/escape.ts';
import { localConfigOf } from './deployment.ts';
import { deploymentOptions } from './options/deployment.ts';
import { parseOptions, wholeNumber } from './options/values.ts';
import type { Command } from './spec.ts';

const localOptions = deploymentOptions.extend({
  port: wholeNumber('--port', 0, 65_535).optional(),
  quiet: z.literal(true).optional(),
  managed: z.literal(true).optional(),
});

/** What handlers get of this process's environment: never its AWS credentials, nor what would change Node.js. */
const inheritedNames = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL'];

const inherited = (env: Io['env']): Record<string, string> =>
  Object.fromEntries(
    inheritedNames.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const requestText = (
  { method, path, operation, statusCode, durationMs }: RequestLine,
  atMs: number,
): string =>
  `${new Date(atMs).toISOString()} ${operation ?? '?'} ${method} ${path} ${statusCode ?? 'no answer'} ${durationMs.toFixed(1)} ms`;

/** A folder for this service's own state, after what services that are gone have left is swept. */
async function ownFolder(io: Io): Promise<string> {
  const stateRoot = join(tmpdir(), `lambda-fanout-${userInfo().uid}`);
  await sweepLeftovers({ stateRoot, signalProcess: io.signalProcess });
  return claimStateDir(stateRoot, io.random.uuid(), io.pid);
}

/** Starts the service with everything it needs of this machine. */
const start = (config: LocalConfig, stateDir: string, io: Io, quiet: boolean): Promise<Service> =>
  startService({
    config,
    clock: io.clock,
    random: io.random,
    nodeVersion: io.nodeVersion,
    arch: io.arch,
    dataFolder: stateDir,
    createEngine: ({ limits, endpointUrl }) =>
      createEngine({
        clock: io.clock,
        random: io.random,
        limits,
        region: config.region,
        endpointUrl: () => endpointUrl,
        stateDir,
        nodePath: io.nodePath,
        bootstrapPath: join(io.packageRoot, 'dist/bootstrap.js'),
        sdkFrom: join(io.packageRoot, 'dist/bootstrap.js'),
        inheritedEnvironment: inherited(io.env),
        signalProcess: io.signalProcess,
        concurrentInits: config.concurrentInits ?? availableParallelism(),
        retentionMs: config.retentionMs,
        provisioning: config.provisioning,
        initOnFirstProvisionedRequest: config.initOnFirstProvisionedRequest,
        ingestionDelayMs: () => config.ingestionDelayMs,
        onNote: (message) => void io.stderr.write(`lambda-fanout: ${terminalText(message)}\n`),
      }),
    onRequest: quiet
      ? () => {}
      : (line) => void io.stdout.write(`${terminalText(requestText(line, io.clock.wallMs()))}\n`),
  });

const welcome = (url: string, config: LocalConfig): string => {
  const [deployed] = config.functions;
  const qualifier = deployed?.aliases[0]?.name ?? '$LATEST';
  const name = deployed?.functionName ?? 'NAME';
  const modelled = config.functions.flatMap(({ functionName, model }) =>
    model === undefined ? [] : [`${functionName} (${model.preset}, seed ${model.seed})`],
  );
  // Older versions of the AWS CLI do not read the two variables, and would ask AWS.
  const invoke = `aws lambda invoke --endpoint-url ${url} --function-name ${name} --qualifier '${qualifier}'`;
  const told = modelled.length === 0 ? '' : `Modelled, no code runs: ${modelled.join(', ')}.\n`;
  return `Lambda and CloudWatch Logs on ${url}, until Ctrl-C.
${told}
For the AWS CLI and every AWS SDK, in another shell:
  export AWS_ENDPOINT_URL_LAMBDA=${url} AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=${url}
  export AWS_REGION=${config.region} AWS_DEFAULT_REGION=${config.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
Then, for instance:
  ${invoke} --log-type Tail out.json
  aws logs tail --endpoint-url ${url} /aws/lambda/${name} --follow
  lambda-fanout bench --endpoint-url ${url} --function-name ${name} --qualifier '${qualifier}' --concurrency 11

`;
};

/** Resolves when whoever started this service has gone or has asked it to end. */
async function standardInputClosed(stdin: Io['stdin']): Promise<void> {
  for await (const _ of stdin) {
    // Nothing is said there; only its end counts.
  }
}

/** `local`: the embedded service in the foreground, until Ctrl-C; for `bench --local`, until standard input closes. */
export const local: Command = async (raw, _operands, io) => {
  const options = parseOptions(localOptions, raw, 'local');
  const configured = await localConfigOf(options, io);
  const config = options.port === undefined ? configured : { ...configured, port: options.port };
  const managed = options.managed === true;
  const signals = interruptions();
  const stopped = new Promise<void>((resolve) => {
    signals.stop.addEventListener('abort', () => resolve(), { once: true });
    if (managed) void standardInputClosed(io.stdin).then(resolve, () => resolve());
  });
  const stateDir = await ownFolder(io);
  let service: Service | null = null;
  try {
    service = await start(config, stateDir, io, options.quiet === true);
    await Promise.race([service.ready, stopped]);
    const facts = { url: service.url, region: config.region, accountId: config.accountId, pid: io.pid };
    await io.stdout.write(managed ? `${JSON.stringify(facts)}\n` : welcome(service.url, config));
    await stopped;
  } finally {
    await service?.close();
    await rm(stateDir, { recursive: true, force: true });
    signals.dispose();
    // Its starter waits for this process to end, and would leave the pipe open until it has.
    if (managed) io.leaveStdin();
  }
  return exitCodes.good;
};
