import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogSource, RunAnalysis, Warning } from '../analysis/result.ts';
import { logGroupReader } from '../aws/log-group-reader.ts';
import { readInput, writeWhole } from '../io/files.ts';
import { stateFolder } from '../io/folders.ts';
import type { Io } from '../io/io.ts';
import type { Progress } from '../io/progress.ts';
import { FanoutError, UsageError } from '../model/errors.ts';
import { type ExitCode, exitCodes, worst } from '../model/exit-code.ts';
import type { LogGroupReader, LogPart } from '../model/log-search.ts';
import { terminalText } from '../report/escape.ts';
import { followText } from '../report/follow-text.ts';
import { type Context, openContext } from './context.ts';
import { interruptible } from './interruptible.ts';
import { type LogsOutput, openLogsOutput } from './logs-output.ts';
import { isOf, type LogsPlan, logsPlanOf, windowOf } from './logs-plan.ts';
import { type LogsScan, scanOf } from './logs-scan.ts';
import { type Reading, readingOf, tokenOf } from './logs-token.ts';
import { type LogGroupOptions, logGroupOptions, refuseLogContradictions } from './options/logs.ts';
import { parseOptions } from './options/values.ts';
import type { RawOptions } from './spec.ts';

/** Longer ones are put into a file: nobody pastes more. */
const tokenShownAtMost = 2_000;
const tokenBytesAtMost = 100_000_000;

interface Session {
  readonly plan: LogsPlan;
  readonly resumed: Reading | null;
  readonly output: LogsOutput;
  readonly context: Context;
  readonly io: Io;
  readonly progress: Progress;
  readonly stop: AbortSignal;
}

/** How the reading ended, and what it found. */
interface Ended {
  readonly scan: LogsScan;
  readonly reader: LogGroupReader;
  /** Streams of others were passed over. */
  readonly leftOut: boolean;
  /** All that was there by then was read. */
  readonly complete: boolean;
  /** What it failed with; null: it did not. */
  readonly failure: FanoutError | null;
}

const iso = (ms: number): string => new Date(ms).toISOString();

const progressText = ({ logGroup, fromMs, toMs }: LogsPlan, atMs: number, reports: number): string => {
  const share =
    toMs === null ? '' : ` (${Math.floor((100 * (atMs - fromMs)) / Math.max(1, toMs - fromMs))} %)`;
  return terminalText(
    `reading ${logGroup}: up to ${iso(atMs)}${share}, ${reports.toLocaleString('en')} REPORTs`,
  );
};

/** The next part; a reading that failed on the other side has ended. */
async function nextOf(parts: AsyncIterator<LogPart>): Promise<LogPart | FanoutError | null> {
  try {
    const next = await parts.next();
    return next.done === true ? null : next.value;
  } catch (error) {
    if (error instanceof FanoutError) return error;
    throw error;
  }
}

async function read({ plan, resumed, output, context, io, progress, stop }: Session): Promise<Ended> {
  const scan = scanOf(resumed, output.showsRows);
  const reader = logGroupReader(
    {
      logGroup: plan.logGroup,
      from: resumed?.position ?? { atMs: plan.fromMs, keys: [] },
      toMs: plan.toMs,
    },
    {
      search: context.logs,
      ...{ clock: io.clock, random: io.random },
      onTrouble: (message) => progress.note(terminalText(message)),
    },
  );
  const isMeant = isOf(plan);
  let leftOut = resumed?.leftOut ?? false;
  let complete = false;
  const parts = reader.parts(stop)[Symbol.asyncIterator]();
  for (;;) {
    const part = await nextOf(parts);
    if (part === null || part instanceof FanoutError)
      return { scan, reader, leftOut, complete: complete && part === null, failure: part };
    const meant = part.events.filter(({ logStream }) => isMeant(logStream));
    leftOut ||= meant.length < part.events.length;
    complete ||= part.caughtUp;
    await output.rows(scan.push(meant));
    // Nobody reads what would still be found.
    if (plan.toMs === null && io.stdout.isClosed()) return { scan, reader, leftOut, complete, failure: null };
    if (!progress.isSeen()) continue;
    progress.show(
      plan.toMs === null && complete
        ? followText(plan.logGroup, scan.figures())
        : progressText(plan, reader.position().atMs, scan.reports()),
    );
  }
}

const othersNote = ({ functionName, version }: LogsPlan): string =>
  `The group holds streams of ${functionName === null || version !== null ? 'other versions' : 'other functions'} too: they are left out.`;

function told(plan: LogsPlan, ended: Ended, nowMs: number): Omit<RunAnalysis, 'verdicts'> {
  const { scan, reader, leftOut, complete, failure } = ended;
  const figures = scan.figures();
  const source: LogSource = {
    logGroup: plan.logGroup,
    region: plan.region,
    functionName: plan.functionName,
    version: plan.version,
    since: iso(plan.fromMs),
    until: plan.toMs === null ? null : iso(plan.toMs),
    upTo: iso(complete ? (plan.toMs ?? nowMs) : reader.position().atMs),
    complete,
  };
  const notes: Warning[] = [
    ...plan.notes,
    ...(leftOut ? [{ code: 'other-streams', message: othersNote(plan) }] : []),
    ...(failure === null
      ? []
      : [
          {
            code: 'logs-ended-early',
            message: `The figures end at ${source.upTo}: ${failure.message}`,
          },
        ]),
  ];
  return { ...figures, source, warnings: [...notes, ...figures.warnings] };
}

/** Says how to go on. */
async function tellToken(session: Session, { scan, reader, leftOut, complete }: Ended): Promise<void> {
  const { plan, io } = session;
  const token = tokenOf({ ...plan, position: reader.position(), leftOut, ...scan.state() });
  let argument = token;
  if (token.length > tokenShownAtMost) {
    const folder = stateFolder(io.env, 'logs');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(
      folder,
      `${iso(io.clock.wallMs()).slice(0, 19).replaceAll(':', '-')}-${io.random.hex(8)}.token`,
    );
    await writeWhole(path, [`${token}\n`], io.random);
    argument = `@${path}`;
  }
  const where = complete ? 'To go on from here' : `Ended at ${iso(reader.position().atMs)}. To go on`;
  await io.stderr.write(
    `${where}, with the same --profile or --endpoint-url:\n  lambda-fanout logs --resume ${argument}\n`,
  );
}

async function run(session: Session): Promise<ExitCode> {
  const { plan, output, io, progress, stop } = session;
  const ended = await read(session);
  progress.end();
  const { failure, complete } = ended;
  if (failure !== null && ended.scan.reports() === 0) throw failure;
  const codes: ExitCode[] = [await output.finish(told(plan, ended, io.clock.wallMs()))];
  if (failure !== null) {
    codes.push(exitCodes.incomplete);
    await io.stderr.write(
      `lambda-fanout: ${terminalText(failure.message)}\n  ${terminalText(failure.hint)}\n`,
    );
  }
  if (!complete) codes.push(failure === null && stop.aborted ? exitCodes.interrupted : exitCodes.incomplete);
  if (!complete || plan.toMs === null) await tellToken(session, ended);
  return worst(codes);
}

const resumedFrom = async (resume: string, io: Io): Promise<Reading> => {
  if (!resume.startsWith('@')) return readingOf(resume);
  const limit = { maxBytes: tokenBytesAtMost, what: '--resume' };
  return readingOf(new TextDecoder().decode(await readInput(resume.slice(1), io.stdin, limit)));
};

/** The region: that of the token, or of the group's ARN; else undefined, and the SDK's chain says it.
 * @throws UsageError where --region says another */
function regionOf({ region, logGroup }: LogGroupOptions, resumed: Reading | null): string | undefined {
  const [, ofArn] = /^arn:[^:]*:logs:([^:]+):/.exec(logGroup ?? '') ?? [];
  const known = resumed?.region ?? ofArn;
  if (known !== undefined && region !== undefined && region !== known)
    throw new UsageError(
      `${resumed === null ? '--log-group is' : '--resume goes on'} in ${known}, and --region is ${region}`,
      'Leave --region out.',
    );
  return region ?? known;
}

/** `logs` of a log group: what CloudWatch Logs holds of production, or is yet to hold. */
export async function logsOfGroup(raw: RawOptions, io: Io): Promise<ExitCode> {
  refuseLogContradictions(raw);
  const given = parseOptions(logGroupOptions, raw, 'logs');
  const resumed = given.resume === undefined ? null : await resumedFrom(given.resume, io);
  const options = { ...given, region: regionOf(given, resumed) };
  const window = windowOf(given, io.clock.wallMs());
  return interruptible(io, { quiet: given.quiet === true, says: null }, async ({ signals, progress }) => {
    const output = await openLogsOutput(options, [], io);
    try {
      if (raw.local === true) progress.show('starting the embedded Lambda service');
      const context = await openContext({ ...options, qualifier: '$LATEST' }, raw, io, signals.stop);
      try {
        const plan = resumed ?? (await logsPlanOf(options, window, context, io.env));
        return await run({ plan, resumed, output, context, io, progress, stop: signals.stop });
      } finally {
        await context.close();
      }
    } catch (thrown) {
      await output.abandon();
      throw thrown;
    }
  });
}
