import * as z from 'zod';
import { isCalendarDay } from '../../model/calendar.ts';
import { UsageError } from '../../model/errors.ts';
import { deploymentOptions } from './deployment.ts';
import { outputOptions } from './output.ts';
import { flagOf, refuseContradictions, targetOptions } from './target.ts';
import { name } from './values.ts';

/** A moment given on the command line: so long ago, or an ISO time. */
export type Moment =
  | { readonly kind: 'ago'; readonly durationMs: number }
  | { readonly kind: 'at'; readonly atMs: number };

const unitsMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const isoPattern = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Null: it is neither. A time without a zone is UTC, as log timestamps are. */
export function momentOf(text: string): Moment | null {
  const [, count, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) return { kind: 'ago', durationMs: Number(count) * (unitsMs[unit] ?? 0) };
  const iso = isoPattern.exec(text);
  if (iso === null || !isCalendarDay(text)) return null;
  const hasTime = text.length > '2026-01-01'.length;
  const atMs = Date.parse(`${text.replace(' ', 'T')}${hasTime && iso[1] === undefined ? 'Z' : ''}`);
  return Number.isNaN(atMs) ? null : { kind: 'at', atMs };
}

const moment = (flag: string) =>
  z.string().transform((text, context) => {
    const found = momentOf(text.trim());
    if (found !== null) return found;
    context.addIssue({
      code: 'custom',
      message: `${flag} must be a duration such as 15m, 1h or 2d, or a time such as 2026-11-26T10:00:00Z, not ${JSON.stringify(text)}`,
    });
    return z.NEVER;
  });

const flag = z.literal(true).optional();

/** Options of `logs` that reads CloudWatch Logs. */
export const logGroupOptions = targetOptions.omit({ qualifier: true }).extend({
  ...deploymentOptions.shape,
  ...outputOptions.shape,
  qualifier: name('--qualifier').optional(),
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
  logGroup: z
    .string()
    .regex(/^(?:[.\-_/#A-Za-z0-9]{1,512}|arn:[^\s*]{1,2040})(?::\*)?$/, {
      error: '--log-group must be the name of a log group, such as /aws/lambda/my-function, or its ARN',
    })
    // The console and DescribeLogGroups show ARNs with this ending; the API takes them without.
    .transform((group) => group.replace(/:\*$/, ''))
    .optional(),
  since: moment('--since').optional(),
  until: moment('--until').optional(),
  follow: flag,
  resume: name('--resume').optional(),
  local: flag,
});
export type LogGroupOptions = z.output<typeof logGroupOptions>;

const onlyOutput = new Set(Object.keys(outputOptions.shape));

/** The first option that is about CloudWatch Logs; null: none was given. */
export function groupOptionIn(raw: Readonly<Record<string, unknown>>): string | null {
  const key = Object.keys(raw).find((each) => raw[each] !== undefined && !onlyOutput.has(each));
  return key === undefined ? null : flagOf(key);
}

/** Pairs of which one says what the other says, or the contrary; and why. */
const contradictions: readonly (readonly [string, string, string])[] = [
  ['logGroup', 'functionName', 'a function says itself in which group it logs'],
  ['logGroup', 'qualifier', 'a group has no qualifier; --function-name with --qualifier reads one version'],
  ['follow', 'until', 'following has no end but Ctrl-C'],
  ...(['logGroup', 'functionName', 'qualifier', 'since', 'until', 'follow'] as const).map(
    (key) => ['resume', key, 'the token says what was being read, and how far'] as const,
  ),
];

/** Refuses flags that contradict each other.
 * @throws UsageError */
export function refuseLogContradictions(raw: Readonly<Record<string, unknown>>): void {
  const found = contradictions.find(([a, b]) => raw[a] !== undefined && raw[b] !== undefined);
  if (found !== undefined) {
    const [a, b, why] = found;
    throw new UsageError(
      `${flagOf(a)} and ${flagOf(b)} contradict each other: ${why}`,
      'Leave one of them out.',
    );
  }
  refuseContradictions(raw);
}
