import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FunctionVersion } from '../engine.ts';

export interface RuntimeCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Custom runtimes bring their own executable; the Go runtime of old ran the handler itself as one. */
export const isCustomRuntime = (runtime: string): boolean =>
  runtime.startsWith('provided') || runtime === 'go1.x';

/** What is started for a version.
 * @param sdkFrom - file from which `@aws-sdk/*` resolves; null: the handler brings what it imports */
export function runtimeCommand(
  version: FunctionVersion,
  nodePath: string,
  bootstrapPath: string,
  sdkFrom: string | null,
): RuntimeCommand {
  if (isCustomRuntime(version.runtime)) return { command: join(version.taskRoot, 'bootstrap'), args: [] };
  return {
    command: nodePath,
    // About the code's package.json, not about the run; Lambda's runtime does not say it either.
    args: [
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      bootstrapPath,
      ...(sdkFrom === null ? [] : [`--sdk-from=${sdkFrom}`]),
    ],
  };
}

/** `nodejs22.x` → `nodejs:22.local`, in the form of INIT_START's `nodejs:22.v31`.
 * @param build - what ran it in place of Lambda's `v31` */
export function runtimeVersionOf(
  runtime: string,
  region: string,
  build: 'local' | 'modelled' = 'local',
): { version: string; arn: string } {
  const [, name = runtime, release = ''] = /^([a-z]+)\.?(.*?)(?:\.x)?$/.exec(runtime) ?? [];
  const version = `${name}:${release === '' ? '' : `${release}.`}${build}`;
  const digest = createHash('sha256').update(version).digest('hex');
  return { version, arn: `arn:aws:lambda:${region}::runtime:${digest}` };
}
