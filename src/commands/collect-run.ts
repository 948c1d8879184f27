import { type FanoutPorts, fanOut } from '../fanout/fan-out.ts';
import type { Progress } from '../io/progress.ts';
import type { RunFileWriter } from '../io/run-file-writer.ts';
import type { FanoutPlan, StopSignals } from '../model/fanout.ts';
import type { Invocation } from '../model/invocation.ts';
import type { Resolution } from '../model/resolution.ts';
import type {
  DeploymentLine,
  EndLine,
  HeaderLine,
  InvocationLine,
  OrchestrationLine,
  ReportLine,
  Run,
  RunLine,
} from '../model/run-file.ts';
import { liveRun } from './live-run.ts';

/** Lists of a record that is saved are its own. */
const savable = (invocation: Invocation) => ({
  ...invocation,
  tail: invocation.tail === null ? null : [...invocation.tail],
});

/** What a run leaves. Rows that were measured before an error are kept, and so are rows that could not be saved. */
export interface Collected {
  readonly run: Run;
  /** What ended the run early; null: nothing did. */
  readonly error: unknown;
  /** Why the run file is not whole; null: it is. */
  readonly saveError: unknown;
}

/**
 * Runs a plan, saving each line as it comes, before anything is interpreted.
 *
 * @param writer - null: nothing is saved
 * @param finishedAt - the wall clock, asked when the run has ended; ISO 8601
 */
export async function collectRun(
  plan: FanoutPlan,
  header: HeaderLine,
  ports: FanoutPorts,
  signals: StopSignals,
  {
    writer,
    progress,
    finishedAt,
  }: { writer: RunFileWriter | null; progress: Progress; finishedAt: () => string },
): Promise<Collected> {
  const invocations: InvocationLine[] = [];
  const orchestrations: OrchestrationLine[] = [];
  const reports: ReportLine[] = [];
  const deployment: DeploymentLine[] = [];
  const notes: EndLine['notes'] = [];
  let resolution: Resolution | null = null;
  const save = (line: RunLine): void => writer?.append(line);
  let error: unknown = null;
  const live = liveRun(plan, {
    nowMs: ports.clock.nowMs,
    isSeen: progress.isSeen,
    finished: () => ({ header, invocations, orchestrations, reports, deployment, end: null }),
  });
  try {
    for await (const event of fanOut(plan, ports, signals)) {
      if (event.kind === 'progress') {
        // Drawing would disturb what is being measured.
        if (event.phase === 'in-flight') progress.pause();
        else progress.show(await live(event));
      } else if (event.kind === 'invocation') {
        const line: InvocationLine = { kind: 'invocation', ...savable(event.invocation) };
        invocations.push(line);
        save(line);
      } else if (event.kind === 'orchestration') {
        const { orchestration } = event;
        const invocation = savable(orchestration.invocation);
        const line: OrchestrationLine = { kind: 'orchestration', ...orchestration, invocation };
        orchestrations.push(line);
        save(line);
      } else if (event.kind === 'report') {
        const line: ReportLine = {
          kind: 'report',
          requestId: event.requestId,
          source: 'logs',
          events: [...event.events],
        };
        reports.push(line);
        save(line);
      } else if (event.kind === 'deployment') {
        const line: DeploymentLine = { kind: 'deployment', ...event.look };
        deployment.push(line);
        save(line);
      } else if (event.kind === 'resolution') {
        resolution = event.resolution;
      } else {
        notes.push({ code: event.code, message: event.message });
      }
    }
  } catch (thrown) {
    error = thrown;
  }
  const end: EndLine = {
    kind: 'end',
    finishedAt: finishedAt(),
    interrupted: signals.stop.aborted,
    notes,
    ...(resolution === null ? {} : { resolution }),
  };
  save(end);
  const saveError = await (writer?.close() ?? Promise.resolve()).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  invocations.sort((a, b) => a.seq - b.seq);
  return { run: { header, invocations, orchestrations, reports, deployment, end }, error, saveError };
}
