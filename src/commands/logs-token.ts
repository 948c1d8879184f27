import { deflateSync, inflateSync } from 'node:zlib';
import * as z from 'zod';
import { UsageError } from '../model/errors.ts';
import { settlerStateSchema, tallyStateSchema } from '../model/logs-state.ts';

/** Before what follows; a token of another form has another number. */
const mark = 'logs1.';
/** Far more than 10,000 streams and 64 versions take. */
const mostBytes = 256_000_000;

const moment = z.number().min(0).max(8.64e15);

/** What `logs` was reading, how far it came, and what it knew by then. */
const reading = z.object({
  logGroup: z.string().min(1).max(2_048),
  region: z.string().min(1).max(64),
  functionName: z.string().nullable(),
  version: z.string().nullable(),
  fromMs: moment,
  /** Null: it followed. */
  toMs: moment.nullable(),
  position: z.object({ atMs: moment, keys: z.array(z.string().max(16)).readonly() }),
  /** Streams of others were passed over. */
  leftOut: z.boolean(),
  notes: z.array(z.object({ code: z.string(), message: z.string() })),
  tally: tallyStateSchema,
  settler: settlerStateSchema,
});
export type Reading = z.output<typeof reading>;

/** One word, that a shell takes as it is. */
export const tokenOf = (state: Reading): string =>
  mark + deflateSync(JSON.stringify(state)).toString('base64url');

/** @throws UsageError where it is no token */
export function readingOf(token: string): Reading {
  const hint =
    'Give the token that an interrupted `lambda-fanout logs` printed, whole, or @FILE with it in a file.';
  const text = token.trim();
  if (!text.startsWith(mark)) throw new UsageError('--resume is no token of `logs`', hint);
  try {
    const bytes = inflateSync(Buffer.from(text.slice(mark.length), 'base64url'), {
      maxOutputLength: mostBytes,
    });
    return reading.parse(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    throw new UsageError('--resume is a token that is damaged, or was cut', hint, error);
  }
}
