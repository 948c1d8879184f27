import * as z from 'zod';
import { isCalendarDay } from '../../model/calendar.ts';
import { UsageError } from '../../model/errors.ts';

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
/** Credentials rarely live longer. */
const aheadAtMostMs = 86_400_000;

/** When the first round is released: a moment of the wall clock, with its zone, as milliseconds since the epoch. */
export const releaseAtOption = z.string().transform((text, context) => {
  const atMs = moment.test(text) && isCalendarDay(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  context.addIssue({
    code: 'custom',
    message: `--release-at must be a moment with its zone, such as 2026-12-24T18:00:00Z, not ${JSON.stringify(text)}`,
  });
  return z.NEVER;
});

/** Refuses a moment that has gone, is too far off, or is not the requests' own.
 * @param nowMs - wall clock
 * @throws UsageError */
export function refuseReleaseAt(
  options: { readonly releaseAt?: number | undefined; readonly orchestrator?: string | undefined },
  nowMs: number,
): void {
  const { releaseAt, orchestrator } = options;
  if (releaseAt === undefined) return;
  const said = `--release-at ${new Date(releaseAt).toISOString()}`;
  if (orchestrator !== undefined)
    throw new UsageError(
      `${said} and --orchestrator contradict each other: orchestrators agree on a moment of their own`,
      'Leave one of them out; --orchestrator-lead says how far ahead their moment is.',
    );
  if (releaseAt <= nowMs)
    throw new UsageError(
      `${said} has gone: this machine's clock says ${new Date(nowMs).toISOString()}`,
      'Give a moment that leaves every sender the time to open its connections: half a minute does for most.',
    );
  if (releaseAt - nowMs > aheadAtMostMs)
    throw new UsageError(
      `${said} is more than a day ahead`,
      'Start it on the day, for instance with cron or at.',
    );
}
