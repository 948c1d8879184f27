import { beginsInit } from '../analysis/logs/event-scanner.ts';
import { earlyInits } from '../aws/early-inits.ts';
import { logGroupReader, type ReaderPorts } from '../aws/log-group-reader.ts';
import type { Io } from '../io/io.ts';
import type { Progress } from '../io/progress.ts';
import { FanoutError } from '../model/errors.ts';
import type { FoundEvent, LogPosition } from '../model/log-search.ts';
import { terminalText } from '../report/escape.ts';
import { followText } from '../report/follow-text.ts';
import type { Context } from './context.ts';
import type { LogsOutput } from './logs-output.ts';
import { isOf, type LogsPlan } from './logs-plan.ts';
import { type LogsScan, scanOf } from './logs-scan.ts';
import type { Reading } from './logs-token.ts';

export interface Session {
  readonly plan: LogsPlan;
  readonly resumed: Reading | null;
  readonly output: LogsOutput;
  readonly context: Context;
  readonly io: Io;
  readonly progress: Progress;
  readonly stop: AbortSignal;
}

/** How the reading ended, and what it found. */
export interface Ended {
  readonly scan: LogsScan;
  /** How far what was found reaches. */
  readonly position: LogPosition;
  /** Streams of others were passed over. */
  readonly leftOut: boolean;
  /** Wall clock at which all that was there had been read, the last time; null: it never had. */
  readonly caughtUpAtMs: number | null;
  /** What it failed with; null: it did not. */
  readonly failure: FanoutError | null;
}

/** A part of what is meant. */
interface Step {
  readonly events: readonly FoundEvent[];
  readonly leftOut: boolean;
  readonly caughtUp: boolean;
  readonly position: LogPosition;
}

/** The steps of a reading, one after the other: null where it is over, an error where it failed on the other side. */
function stepsOf(
  { plan, context, io, progress, stop }: Session,
  from: LogPosition,
  scan: LogsScan,
): () => Promise<Step | FanoutError | null> {
  const ports: ReaderPorts = {
    ...{ search: context.logs, clock: io.clock, random: io.random },
    onTrouble: (message) => progress.note(terminalText(message)),
  };
  const { logGroup, fromMs, toMs } = plan;
  const reader = logGroupReader({ logGroup, from, toMs }, ports);
  const inits = earlyInits({ logGroup, beforeMs: fromMs }, beginsInit, ports);
  const parts = reader.parts(stop)[Symbol.asyncIterator]();
  const isMeant = isOf(plan);
  return async () => {
    try {
      const next = await parts.next();
      if (next.done === true) return null;
      const { events, caughtUp } = next.value;
      const meant = events.filter(({ logStream }) => isMeant(logStream));
      const early = await inits.of(scan.lackInit(meant), stop);
      if (early === null) return null;
      const leftOut = meant.length < events.length;
      return { events: [...early, ...meant], leftOut, caughtUp, position: reader.position() };
    } catch (error) {
      if (error instanceof FanoutError) return error;
      throw error;
    }
  };
}

const progressText = (
  { logGroup, fromMs, toMs }: LogsPlan,
  atMs: number,
  { pages, reports }: { readonly pages: number; readonly reports: number },
): string => {
  const share =
    toMs === null ? '' : ` (${Math.floor((100 * (atMs - fromMs)) / Math.max(1, toMs - fromMs))} %)`;
  return terminalText(
    `reading ${logGroup}: up to ${new Date(atMs).toISOString()}${share}, page ${pages.toLocaleString('en')}, ${reports.toLocaleString('en')} REPORTs`,
  );
};

/** Reads a log group until all is read, Ctrl-C, or an error on the other side. */
export async function readGroup(session: Session): Promise<Ended> {
  const { plan, resumed, output, io, progress } = session;
  const scan = scanOf(resumed, output.showsRows);
  let position: LogPosition = resumed?.position ?? { atMs: plan.fromMs, keys: [] };
  let leftOut = resumed?.leftOut ?? false;
  let caughtUpAtMs: number | null = null;
  const next = stepsOf(session, position, scan);
  for (let pages = 1; ; pages += 1) {
    const step = await next();
    if (step === null) return { scan, position, leftOut, caughtUpAtMs, failure: null };
    if (step instanceof FanoutError) return { scan, position, leftOut, caughtUpAtMs: null, failure: step };
    await output.rows(scan.push(step.events));
    position = step.position;
    leftOut ||= step.leftOut;
    if (step.caughtUp) caughtUpAtMs = io.clock.wallMs();
    // Nobody reads what would still be found.
    if (plan.toMs === null && io.stdout.isClosed())
      return { scan, position, leftOut, caughtUpAtMs, failure: null };
    if (!progress.isSeen()) continue;
    progress.show(
      plan.toMs === null && caughtUpAtMs !== null
        ? followText(plan.logGroup, scan.figures())
        : progressText(plan, position.atMs, { pages, reports: scan.reports() }),
    );
  }
}
