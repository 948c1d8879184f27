import { type AwsOptions, resolvedRegion } from '../aws/clients.ts';
import { AwsDispatch } from '../aws/invoke.ts';
import { lateAccount } from '../aws/late-account.ts';
import { lateLogs } from '../aws/late-logs.ts';
import { LiveReports } from '../aws/live-reports.ts';
import { LogReports } from '../aws/log-reports.ts';
import { LogEventWatch } from '../aws/log-watch.ts';
import { sdkEnvironment } from '../aws/sdk-environment.ts';
import { targetPort } from '../aws/target-port.ts';
import type { FanoutPorts } from '../fanout/fan-out.ts';
import { realEventLoop } from '../io/event-loop-delay.ts';
import type { Io } from '../io/io.ts';
import { type ServiceProcess, startServiceProcess } from '../io/service-process.ts';
import type { AccountPort } from '../model/account-port.ts';
import type { TargetPort } from '../model/dispatch.ts';
import type { DoctorPort } from '../model/doctor.ts';
import { UsageError } from '../model/errors.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import type { LogSearch, LogWatch } from '../model/log-search.ts';
import type { OrchestratorPlan } from '../model/orchestration.ts';
import type { Clock } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { deploymentArguments } from './options/deployment.ts';
import type { TargetOptions } from './options/target.ts';

/** What a command that talks to Lambda works with, on AWS or on the embedded service alike. */
export interface Context {
  /** True on an embedded service that was started for this run. */
  readonly local: boolean;
  /** True where requests go to AWS itself and cost money. */
  readonly onAws: boolean;
  readonly region: string;
  readonly targets: TargetPort;
  /** Changes in the account; loaded with the first call. */
  readonly account: () => Promise<AccountPort>;
  /** Where requests go; null: to AWS. */
  readonly endpointUrl: string | null;
  readonly logs: LogSearch;
  readonly logWatch: LogWatch;
  /** The ports of one fan-out; `clock` is the one its stamps are taken on. */
  readonly fanout: (target: Target, clock: Clock) => FanoutPorts;
  /** The ports of a fan-out that `to` sends. */
  readonly orchestrated: (plan: FanoutPlan, to: OrchestratorPlan, clock: Clock) => Promise<FanoutPorts>;
  /** What doctor reads; loaded when it is asked for. */
  readonly doctor: () => Promise<DoctorPort>;
  readonly close: () => Promise<void>;
}

/** Known to everybody: the embedded service takes any. */
const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const startLocal = (raw: Readonly<Record<string, unknown>>, io: Io, signal: AbortSignal) =>
  startServiceProcess({
    nodePath: io.nodePath,
    cliPath: `${io.packageRoot}/dist/cli.js`,
    args: deploymentArguments(raw),
    env: io.env,
    clock: io.clock,
    signal,
  });

const isLoopback = (url: string | undefined): boolean =>
  url !== undefined &&
  URL.canParse(url) &&
  /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

/**
 * Opens what a command needs of AWS, or of an embedded service that it starts for the run.
 *
 * @param signal - aborts the start of the service; a running one is ended by `close`
 * @throws UsageError where no region is set or the service cannot start
 */
export async function openContext(
  options: TargetOptions,
  raw: Readonly<Record<string, unknown>>,
  io: Io,
  signal: AbortSignal,
): Promise<Context> {
  for (const [name, value] of Object.entries(sdkEnvironment)) io.setEnv(name, value);
  const service: ServiceProcess | null = raw.local === true ? await startLocal(raw, io, signal) : null;
  if (service !== null && options.region !== undefined && options.region !== service.region) {
    await service.stop();
    throw new UsageError(
      `--region ${options.region} is not that of the embedded service, ${service.region}`,
      `Leave it out, or put "region" into local.json (--config).`,
    );
  }
  const aws: AwsOptions =
    service === null
      ? {
          region: options.region,
          profile: options.profile,
          endpointUrl: options.endpointUrl,
          env: io.env,
        }
      : { region: service.region, endpointUrl: service.url, credentials: localCredentials };
  const region = await resolvedRegion(aws);
  const targets = targetPort(aws, io.clock);
  const logs = lateLogs(aws, io.clock, io.random);
  const logWatch = new LogEventWatch(logs, io.clock, io.random);
  const fanout = (target: Target, clock: Clock): FanoutPorts => ({
    eventLoop: realEventLoop,
    dispatch: new AwsDispatch(aws, target, { clock, eventLoop: realEventLoop }),
    reports: new LiveReports(new LogReports(logs, clock, io.random), logs, clock),
    clock,
  });
  const account = lateAccount(aws, io.clock);
  const endpointUrl = aws.endpointUrl ?? io.env.AWS_ENDPOINT_URL_LAMBDA ?? io.env.AWS_ENDPOINT_URL;
  return {
    local: service !== null,
    onAws: !isLoopback(endpointUrl),
    endpointUrl: endpointUrl ?? null,
    region,
    targets,
    account: account.open,
    logs,
    logWatch,
    fanout,
    orchestrated: async (plan, to, clock) => {
      // Loaded when it is needed: the contract's schemas would delay the first request of everybody else.
      const { OrchestratedDispatch } = await import('../fanout/orchestrated-dispatch.ts');
      const { WatchedWorkerLog } = await import('../aws/worker-log.ts');
      const ports = fanout(to.target, clock);
      const { dispatch: orchestrators, reports } = ports;
      const workerLog = new WatchedWorkerLog(logWatch, logs);
      const dispatch = new OrchestratedDispatch(plan, to, { orchestrators, reports, workerLog, clock });
      return { ...ports, dispatch };
    },
    doctor: async () => (await import('../aws/doctor/doctor-port.ts')).doctorPort(aws, logs, io.clock),
    close: async () => {
      targets.close();
      await Promise.all([logs.close(), account.close()]);
      await service?.stop();
    },
  };
}
