import { UsageError } from '../../model/errors.ts';
import { requestsOf } from '../../model/plan-size.ts';
import type { HeaderLine } from '../../model/run-file.ts';
import { counted, listText, msText } from '../wording.ts';

/** What must be the same on both sides for a comparison to say what it seems to say, unless it is what is meant to
 * differ: each in words, null where it could not be read. */
const fields = {
  memory: ({ target }) => (target.memorySizeMb === null ? null : `${target.memorySizeMb} MB`),
  architecture: ({ target }) => target.architecture,
  runtime: ({ target }) => target.runtime,
  region: ({ target }) => target.region,
  payload: ({ plan }) => `sha256 ${plan.payload.sha256.slice(0, 12)}…`,
  concurrency: ({ plan }) =>
    requestsOf(plan, 1) === plan.concurrency
      ? counted(plan.concurrency, 'request')
      : `${plan.concurrency} requests, ${requestsOf(plan, 1)} at the first contact`,
  hold: ({ plan }) => (plan.holdMs === null ? "the worker's own" : msText(plan.holdMs)),
  service: ({ local, target }) =>
    target.modelled === null ? (local ? 'the embedded service' : 'AWS') : `a model (${target.modelled})`,
  orchestrator: ({ orchestrator }) =>
    orchestrator === undefined
      ? 'none'
      : `${orchestrator.target.functionName}:${orchestrator.target.qualifier}, ${counted(orchestrator.shards, 'shard')}`,
} as const satisfies Record<string, (header: HeaderLine) => string | null>;
export type LikenessField = keyof typeof fields;

const isField = (name: string): name is LikenessField => Object.hasOwn(fields, name);
export const likenessFields: readonly LikenessField[] = Object.keys(fields).filter(isField);

/** A field in which two runs are not the same. */
export interface Unlike {
  readonly field: LikenessField;
  readonly old: string;
  readonly new: string;
}

/** Where two runs differ. Code, version, qualifier, runtime patch level and the tool's version may: they are what
 * comparisons are made for, and are recorded. What could not be read on a side is not compared. */
export const unlikeFields = (old: HeaderLine, now: HeaderLine): readonly Unlike[] =>
  likenessFields.flatMap((field): Unlike[] => {
    const [was, is] = [fields[field](old), fields[field](now)];
    return was === null || is === null || was === is ? [] : [{ field, old: was, new: is }];
  });

/** Fields that could not be read on one side or both. */
export const unknownFields = (old: HeaderLine, now: HeaderLine): readonly LikenessField[] =>
  likenessFields.filter((field) => fields[field](old) === null || fields[field](now) === null);

/**
 * Refuses to compare what is not alike.
 *
 * @param varied - fields that are meant to differ
 * @returns the fields that differ, all of them meant to
 * @throws UsageError that names each other field with both values
 */
export function refuseUnlike(
  old: HeaderLine,
  now: HeaderLine,
  varied: readonly LikenessField[],
): readonly Unlike[] {
  const unlike = unlikeFields(old, now);
  const unmeant = unlike.filter(({ field }) => !varied.includes(field));
  if (unmeant.length > 0) {
    const words = unmeant.map(({ field, old: was, new: is }) => `${field} (${was} and ${is})`);
    throw new UsageError(
      `the two are not alike: they differ in ${listText(words)}`,
      `If that is what is compared, say so with --vary ${unlike.map(({ field }) => field).join(',')}.`,
    );
  }
  return unlike;
}
