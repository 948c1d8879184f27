import * as z from 'zod';
import type { ColdWay } from '../../model/cold.ts';
import { UsageError } from '../../model/errors.ts';
import type { TargetFacts } from '../../model/target.ts';
import { flagOf } from './target.ts';
import { duration, name } from './values.ts';

const flag = z.literal(true).optional();

/** How more than the first round is made first contact. */
export const coldOptions = {
  forceCold: flag,
  twins: flag,
  cool: duration('--cool', 1_000, 86_400_000).optional(),
  journal: name('--journal').optional(),
};

/** What is done about provisioned concurrency that is not READY. */
export const readinessOptions = {
  waitReady: flag,
  watchDeployment: flag,
  readyTimeout: duration('--ready-timeout', 1_000, 86_400_000).prefault('15m'),
};

/** How later rounds are to be made first contact; null: they are not.
 * `$LATEST` is marked; a published version cannot be changed, so twins are made of it. */
export function coldWayOf(
  {
    forceCold,
    twins,
    cool,
  }: {
    readonly forceCold?: true | undefined;
    readonly twins?: true | undefined;
    readonly cool?: number | undefined;
  },
  { qualifier, version }: TargetFacts,
): ColdWay | null {
  if (cool !== undefined) return 'cool';
  if (twins === true) return 'twins';
  if (forceCold !== true) return null;
  return qualifier === '$LATEST' || version === '$LATEST' ? 'marker' : 'twins';
}

interface Given {
  readonly cool?: number | undefined;
  readonly rounds: number;
  readonly warmUp: number;
}

/** Pairs that make no sense together, with what they would do to each other. */
const pairs: readonly (readonly [string, string, string])[] = [
  ['forceCold', 'cool', 'one retires environments, the other waits until Lambda does'],
  ['twins', 'cool', 'one makes functions, the other waits until Lambda retires environments'],
  ['watchDeployment', 'waitReady', 'one measures until the deployment is READY, the other waits until then'],
  ['watchDeployment', 'forceCold', 'a deployment is watched as it is'],
  ['watchDeployment', 'twins', 'a deployment is watched as it is'],
  ['watchDeployment', 'cool', 'a deployment is watched as it is'],
  ['twins', 'orchestrator', 'a deployed orchestrator invokes the worker that it was made for'],
];

const leaveOut = 'Leave one of them out.';

/** Refuses options about cold rounds and readiness that contradict each other, before anything is asked.
 * @throws UsageError */
export function refuseColdContradictions(raw: Readonly<Record<string, unknown>>, options: Given): void {
  const given = (key: string): boolean => raw[key] !== undefined;
  const pair = pairs.find(([one, other]) => given(one) && given(other));
  if (pair !== undefined)
    throw new UsageError(
      `${flagOf(pair[0])} and ${flagOf(pair[1])} contradict each other: ${pair[2]}`,
      leaveOut,
    );
  const apart = ['forceCold', 'twins', 'cool', 'watchDeployment'].find(given);
  if (apart !== undefined && options.warmUp > 0)
    throw new UsageError(
      `${flagOf(apart)} and --warm-up contradict each other: a warm-up round leaves environments that are warm`,
      leaveOut,
    );
  if (options.cool !== undefined && options.rounds === 1)
    throw new UsageError('--cool waits between rounds, and there is one', 'Add --rounds.');
  if (given('journal') && !given('forceCold') && !given('twins'))
    throw new UsageError(
      '--journal only means something together with --force-cold or --twins: nothing else changes the account',
      'Leave it out.',
    );
  if (given('readyTimeout') && !given('waitReady') && !given('watchDeployment'))
    throw new UsageError(
      '--ready-timeout only means something together with --wait-ready or --watch-deployment',
      'Leave it out.',
    );
}
