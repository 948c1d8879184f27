import { dirname } from 'node:path';
import type { FunctionVersion } from '../engine.ts';
import type { InitializationType } from './platform-event.ts';

/** What the service knows for all environments. */
export interface VariablesContext {
  readonly region: string;
  readonly endpointUrl: string;
  readonly bootstrapPath: string;
  /** `PATH` and the like; never the user's own credentials. */
  readonly inheritedEnvironment: Readonly<Record<string, string>>;
}

export interface EnvironmentIdentity {
  readonly runtimeApi: string;
  readonly logStream: string;
  readonly initializationType: InitializationType;
  /** Tells the service's own processes from others when it sweeps up. */
  readonly token: string;
  /** Folder for `require` of what only Lambda's runtime bundles; null: the handler needs none. */
  readonly modulesPath: string | null;
}

/** Name of the variable that carries the token. */
export const tokenVariable = 'LAMBDA_FANOUT_ENVIRONMENT';

/** Not secret and not valid anywhere: the local service does not look at them, and AWS would refuse them. */
const credentials = {
  AWS_ACCESS_KEY_ID: 'ASIALAMBDAFANOUTLOCAL',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
} as const;

/**
 * The variables of an environment's process: Lambda's defaults that a function may override, then the function's
 * own, then those that Lambda reserves.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function environmentVariables(
  version: FunctionVersion,
  context: VariablesContext,
  identity: EnvironmentIdentity,
): Readonly<Record<string, string>> {
  const runtimeDir = dirname(context.bootstrapPath);
  return {
    ...context.inheritedEnvironment,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...(identity.modulesPath === null ? {} : { NODE_PATH: identity.modulesPath }),
    // A handler's own AWS calls come to this service, and to nowhere else.
    AWS_ENDPOINT_URL: context.endpointUrl,
    AWS_ENDPOINT_URL_LAMBDA: context.endpointUrl,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: context.endpointUrl,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    // About the Node.js that runs here, which is not the one the function has on Lambda.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...version.environment,
    ...credentials,
    _HANDLER: version.handler,
    _LAMBDA_TELEMETRY_LOG_FD: '3',
    AWS_REGION: context.region,
    AWS_DEFAULT_REGION: context.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: version.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: identity.initializationType,
    AWS_LAMBDA_LOG_FORMAT: version.logFormat,
    ...(version.logFormat === 'JSON' ? { AWS_LAMBDA_LOG_LEVEL: version.applicationLogLevel } : {}),
    AWS_LAMBDA_LOG_GROUP_NAME: version.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: identity.logStream,
    AWS_LAMBDA_RUNTIME_API: identity.runtimeApi,
    LAMBDA_TASK_ROOT: version.taskRoot,
    LAMBDA_RUNTIME_DIR: runtimeDir,
    [tokenVariable]: identity.token,
  };
}

/** `YYYY/MM/DD/[VERSION]32hex`; in a log group that is not the function's own its name stands before the version. */
export function logStreamName(version: FunctionVersion, wallMs: number, hex32: string): string {
  const day = new Date(wallMs).toISOString().slice(0, 10).replaceAll('-', '/');
  const shared = version.logGroup !== `/aws/lambda/${version.functionName}`;
  return `${day}/${shared ? version.functionName : ''}[${version.version}]${hex32}`;
}
