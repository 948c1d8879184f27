import { join } from 'node:path';
import type { LogSource } from '../analysis/logs/result.ts';
import type { RunAnalysis, Warning } from '../analysis/result.ts';
import { readInput } from '../io/files.ts';
import { stateFolder, writePrivate } from '../io/folders.ts';
import type { Io } from '../io/io.ts';
import { FanoutError, UsageError } from '../model/errors.ts';
import { type ExitCode, exitCodes, worst } from '../model/exit-code.ts';
import { terminalText } from '../report/escape.ts';
import { openContext } from './context.ts';
import { interruptible } from './interruptible.ts';
import { openLogsOutput } from './logs-output.ts';
import { type LogsPlan, logsPlanOf, windowOf } from './logs-plan.ts';
import { type Ended, readGroup, type Session } from './logs-read.ts';
import { type Reading, readingOf, tokenOf } from './logs-token.ts';
import { type LogGroupOptions, logGroupOptions, refuseLogContradictions } from './options/logs.ts';
import { parseOptions } from './options/values.ts';
import type { RawOptions } from './spec.ts';

/** Longer ones are put into a file: nobody pastes more. */
const tokenShownAtMost = 2_000;
const tokenBytesAtMost = 100_000_000;

const iso = (ms: number): string => new Date(ms).toISOString();

const othersNote = ({ functionName, version }: LogsPlan): string =>
  `The group holds streams of ${functionName === null || version !== null ? 'other versions' : 'other functions'} too: they are left out.`;

function told(plan: LogsPlan, ended: Ended): Omit<RunAnalysis, 'verdicts'> {
  const { scan, position, leftOut, caughtUpAtMs, failure } = ended;
  const figures = scan.figures();
  const source: LogSource = {
    logGroup: plan.logGroup,
    region: plan.region,
    functionName: plan.functionName,
    version: plan.version,
    since: iso(plan.fromMs),
    until: plan.toMs === null ? null : iso(plan.toMs),
    upTo: iso(caughtUpAtMs === null ? position.atMs : (plan.toMs ?? caughtUpAtMs)),
    complete: caughtUpAtMs !== null,
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

/** The token as an argument: itself, or the file that it was put into. */
async function argumentOf(token: string, io: Io): Promise<string> {
  if (token.length <= tokenShownAtMost) return token;
  const name = `${iso(io.clock.wallMs()).slice(0, 19).replaceAll(':', '-')}-${io.random.hex(8)}.token`;
  const path = join(stateFolder(io.env, 'logs'), name);
  try {
    await writePrivate(path, `${token}\n`);
    return `@${path}`;
  } catch (error) {
    // Long, but not lost.
    if (error instanceof FanoutError) return token;
    throw error;
  }
}

/** Says how to go on. */
async function tellToken({ plan, io }: Session, ended: Ended): Promise<void> {
  const { scan, position, leftOut, caughtUpAtMs } = ended;
  const argument = await argumentOf(tokenOf({ ...plan, position, leftOut, ...scan.state() }), io);
  const where = caughtUpAtMs !== null ? 'To go on from here' : `Ended at ${iso(position.atMs)}. To go on`;
  await io.stderr.write(
    `${where}, with the same --profile or --endpoint-url:\n  lambda-fanout logs --resume ${argument}\n`,
  );
}

async function run(session: Session): Promise<ExitCode> {
  const { plan, output, io, progress, stop } = session;
  const ended = await readGroup(session);
  progress.end();
  const { failure } = ended;
  const complete = ended.caughtUpAtMs !== null;
  if (failure !== null && ended.scan.reports() === 0) throw failure;
  const codes: ExitCode[] = [await output.finish(told(plan, ended))];
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
