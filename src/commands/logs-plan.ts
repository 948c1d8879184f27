import { hiddenReports } from '../analysis/hidden-reports.ts';
import { FanoutError, UsageError } from '../model/errors.ts';
import { ownerIn, streamOwner } from '../model/log-stream.ts';
import type { LoggingFacts } from '../model/target.ts';
import type { Context } from './context.ts';
import type { Reading } from './logs-token.ts';
import type { LogGroupOptions, Moment } from './options/logs.ts';
import { functionNameOf } from './options/target.ts';

/** What is to be read. */
export type LogsPlan = Omit<Reading, 'position' | 'leftOut' | 'tally' | 'settler'>;

const hourMs = 3_600_000;

const atMs = (moment: Moment, nowMs: number): number =>
  moment.kind === 'at' ? moment.atMs : nowMs - moment.durationMs;

/**
 * The time to read, by log timestamps.
 * @param nowMs - wall clock
 * @throws UsageError
 */
export function windowOf(
  { since, until, follow }: Pick<LogGroupOptions, 'since' | 'until' | 'follow'>,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number | null } {
  const endMs = until === undefined ? nowMs : atMs(until, nowMs);
  // What was before is asked for by --since; following alone begins now.
  const fromMs =
    since === undefined ? (follow === true ? nowMs : endMs - hourMs) : Math.max(0, atMs(since, nowMs));
  if (fromMs > nowMs)
    throw new UsageError('--since lies in the future', 'Give a time that has been, for instance --since 1h.');
  if (endMs > nowMs)
    throw new UsageError('--until lies in the future', 'Leave it out to read up to now, or use --follow.');
  if (fromMs > endMs || (until !== undefined && fromMs === endMs))
    throw new UsageError(
      '--since is not before --until',
      'Give an earlier --since: 2h is two hours ago, for instance.',
    );
  return { fromMs: Math.floor(fromMs), toMs: follow === true ? null : Math.floor(endMs) };
}

/** The function that has a group to itself by its name. */
const ownerOfGroup = (logGroup: string): string | null =>
  /(?:^|:log-group:)\/aws\/lambda\/([\w-]{1,64})$/.exec(logGroup)?.[1] ?? null;

/** The configuration behind a group that was named, as far as it can be told: the group is read all the same. */
async function loggingBehind(logGroup: string, context: Context): Promise<LoggingFacts | null> {
  const functionName = ownerOfGroup(logGroup);
  if (functionName === null) return null;
  try {
    const { region } = context;
    return await context.targets.logging({ functionName, qualifier: '$LATEST', region });
  } catch (error) {
    if (error instanceof FanoutError) return null;
    throw error;
  }
}

const notesOf = (logging: LoggingFacts | null): LogsPlan['notes'] => {
  const hidden = logging === null ? null : hiddenReports(logging);
  return hidden === null
    ? []
    : [
        {
          code: 'report-hidden',
          message: `${hidden} Until then its log tells of failures alone, and so do these figures.`,
        },
      ];
};

/** The version of which alone something is to be read; null: of all. */
function versionOf(qualifier: string | undefined, { version, unread }: LoggingFacts): string | null {
  if (qualifier === undefined) return null;
  if (version !== null) return version;
  if (/^(?:\$LATEST|\d+)$/.test(qualifier)) return qualifier;
  throw new UsageError(
    `Log streams name versions, and which one ${JSON.stringify(qualifier)} stands for could not be read (${unread ?? 'not told'})`,
    'Give the version itself with --qualifier.',
  );
}

/** @throws UsageError, UnreachableError */
export async function logsPlanOf(
  options: LogGroupOptions,
  window: { readonly fromMs: number; readonly toMs: number | null },
  context: Context,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LogsPlan> {
  const { region } = context;
  if (options.logGroup !== undefined) {
    const notes = notesOf(await loggingBehind(options.logGroup, context));
    return { logGroup: options.logGroup, region, functionName: null, version: null, ...window, notes };
  }
  const qualifier = options.qualifier ?? '$LATEST';
  const { functionName } = functionNameOf({ ...options, qualifier }, env);
  const logging = await context.targets.logging({ functionName, qualifier, region });
  const unread =
    logging.unread === null
      ? []
      : [
          {
            code: 'logging-unread',
            message: `Where ${functionName} logs could not be read (${logging.unread}): ${logging.logGroup} is the group that Lambda makes by default.`,
          },
        ];
  return {
    logGroup: logging.logGroup,
    region,
    functionName: logging.functionName,
    version: versionOf(options.qualifier, logging),
    ...window,
    notes: [...unread, ...notesOf(logging)],
  };
}

/** Whether a stream is of what is to be read: a group may hold those of several functions, and holds all versions. */
export const isOf =
  ({ functionName, version }: Pick<LogsPlan, 'functionName' | 'version'>) =>
  (logStream: string | null): boolean => {
    if (functionName === null && version === null) return true;
    const found = logStream === null ? null : ownerIn(logStream);
    if (found === null) return false;
    const owner = streamOwner(found);
    const isFunction =
      functionName === null || owner.functionName === null || owner.functionName === functionName;
    return isFunction && (version === null || owner.version === version);
  };
