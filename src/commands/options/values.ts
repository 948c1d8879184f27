import * as z from 'zod';
import { UsageError } from '../../model/errors.ts';

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A whole number given on the command line. */
export const wholeNumber = (flag: string, min: number, max: number) =>
  z.string().transform((text, context) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    const range = `a whole number from ${min} to ${max.toLocaleString('en')}`;
    context.addIssue({ code: 'custom', message: `${flag} must be ${range}, not ${JSON.stringify(text)}` });
    return z.NEVER;
  });

/** A duration given on the command line (`250ms`, `2s`, `1m`; without a unit milliseconds), as milliseconds. */
export const duration = (flag: string, minMs: number, maxMs: number) =>
  z.string().transform((text, context) => {
    const match = /^(\d{1,15}(?:\.\d{1,6})?)(ms|s|m|h)?$/.exec(text.trim());
    const valueMs =
      match === null ? Number.NaN : Number(match[1]) * (unitsMs[match[2] ?? 'ms'] ?? Number.NaN);
    if (valueMs >= minMs && valueMs <= maxMs) return valueMs;
    const range = `a duration such as 250ms, 2s or 1m, from ${minMs} ms to ${maxMs / 1_000} s`;
    context.addIssue({ code: 'custom', message: `${flag} must be ${range}, not ${JSON.stringify(text)}` });
    return z.NEVER;
  });

/** One of a closed list. */
export const oneOf = <const Choice extends string>(flag: string, choices: readonly Choice[]) =>
  z.string().transform((text, context): Choice => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    context.addIssue({
      code: 'custom',
      message: `${flag} must be one of ${choices.join(', ')}, not ${JSON.stringify(text)}`,
    });
    return z.NEVER;
  });

/** A text that is not empty. */
export const name = (flag: string) =>
  z.string().refine((text) => text.trim() !== '', { message: `${flag} must not be empty` });

/** Reads raw options by a schema; the first thing that is wrong becomes a usage error.
 * @throws UsageError */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
  command: string,
): z.output<Schema> {
  // Read once: compiling a reader first, as zod does, takes longer than reading.
  const parsed = schema.safeParse(raw, { jitless: true });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UsageError(
    issue?.message ?? 'the options could not be read',
    `See: lambda-fanout ${command} --help`,
    parsed.error,
  );
}
