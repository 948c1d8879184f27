import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Random } from '../model/ports.ts';
import type { LocalConfig } from './config.ts';
import { concurrencyLimits } from './control/concurrency.ts';
import { deployFunction } from './control/deploy.ts';
import type { Control } from './control/state.ts';
import type { ConcurrencyLimits, Engine } from './engine.ts';
import { createFaults, effectOf } from './faults.ts';
import type { Apis } from './http/answer.ts';
import { createLogMask } from './http/log-mask.ts';
import { createApiServer, listen, type RequestLine } from './http/server.ts';

export type { RequestLine } from './http/server.ts';

/** What the engine is made from. */
export interface EngineWiring {
  readonly config: LocalConfig;
  readonly limits: ConcurrencyLimits;
  /** Where handlers reach this service. */
  readonly endpointUrl: string;
}

export interface ServiceOptions {
  readonly config: LocalConfig;
  readonly clock: Clock;
  readonly random: Random;
  /** `process.version`: names the runtime of functions that say none. */
  readonly nodeVersion: string;
  /** `process.arch`. */
  readonly arch: string;
  /** Uploaded code is unpacked into a folder of the service's own below this one, removed when it is closed. */
  readonly dataFolder: string;
  readonly createEngine: (wiring: EngineWiring) => Engine | Promise<Engine>;
  readonly onRequest?: (line: RequestLine) => void;
}

export interface Service {
  /** `http://127.0.0.1:PORT`, for both APIs. */
  readonly url: string;
  readonly port: number;
  /** Resolves when each allocation of provisioned concurrency that shall become ready is READY or FAILED. */
  readonly ready: Promise<void>;
  /** Ends environments, connections and the server; may be called again. */
  readonly close: () => Promise<void>;
}

/**
 * Starts the embedded service: listens, makes the engine, deploys the functions of its configuration.
 *
 * @throws UsageError where the port is in use or a function cannot be deployed; nothing is left running then
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, clock, random } = options;
  let apis: Apis | null = null;
  const server = createApiServer(() => apis, clock, options.onRequest ?? (() => undefined));
  const port = await listen(server, config.port);
  const url = `http://127.0.0.1:${port}`;
  const codeFolder = join(options.dataFolder, `code-${random.hex(12)}`);
  const functions: Control['functions'] = new Map();
  let engine: Engine | null = null;
  let closing: Promise<void> | null = null;
  const closed = new AbortController();
  const end = async (): Promise<void> => {
    closed.abort();
    const disconnected = new Promise<void>((resolve) => server.close(() => resolve()));
    await engine?.close();
    server.closeAllConnections();
    await disconnected;
    await rm(codeFolder, { recursive: true, force: true });
  };
  const close = (): Promise<void> => {
    closing ??= end();
    return closing;
  };
  try {
    const limits = concurrencyLimits({ accountConcurrency: config.accountConcurrency, functions });
    engine = await options.createEngine({ config, limits, endpointUrl: url });
    const control = controlOf(options, url, engine, functions, codeFolder);
    const runtime = `nodejs${/^v?(\d+)/.exec(options.nodeVersion)?.[1] ?? '22'}.x`;
    const deployed: { readonly ready: Promise<void> }[] = [];
    for (const each of config.functions)
      deployed.push(await deployFunction(control, each, runtime, closed.signal));
    const requestFaults = config.faults.filter(({ effect }) => effect.kind !== 'provisioning-failed');
    apis = { control, faults: createFaults(requestFaults), mask: createLogMask(clock) };
    return { url, port, ready: Promise.all(deployed.map(({ ready }) => ready)).then(() => undefined), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function controlOf(
  { config, clock, random, arch }: ServiceOptions,
  url: string,
  engine: Engine,
  functions: Control['functions'],
  codeFolder: string,
): Control {
  const provisioningFaults = createFaults(
    config.faults.filter(({ effect }) => effect.kind === 'provisioning-failed'),
  );
  return {
    url,
    region: config.region,
    accountId: config.accountId,
    accountConcurrency: config.accountConcurrency,
    updateDelayMs: config.updateDelayMs,
    codeFolder,
    architecture: arch === 'arm64' ? 'arm64' : 'x86_64',
    clock,
    random,
    engine,
    functions,
    provisioningFault: (functionName, qualifier) => {
      const operation = 'PutProvisionedConcurrencyConfig';
      const effects = provisioningFaults.hit({ operation, functionName, qualifier, payload: () => '' });
      return effectOf(effects, 'provisioning-failed')?.reason ?? null;
    },
  };
}
