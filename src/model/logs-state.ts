import * as z from 'zod';
import { type Subject, subjects } from './metrics.ts';
import { startKinds } from './start-kind.ts';

/** What `logs` knows when it is interrupted, so that it can go on as if it had not been: it comes back on a command line,
 * so each number is checked. */

const count = z.int().nonnegative();
const finite = z.number();
const name = z.string().max(2_048);
const counts = z.record(name, count);

/** No histogram has more; a greater number would only take memory. */
const cellsAtMost = 65_536;

const fitting = (cells: readonly number[]): boolean => {
  let last = -1;
  for (let at = 0; at < cells.length; at += 2) last += 1 + (cells[at] ?? 0);
  return cells.length % 2 === 0 && last < cellsAtMost;
};

/** Values counted in cells: how many empty ones lie before each, and how many values are in it, in turn. */
export const histogramStateSchema = z.object({
  cells: z.array(count).refine(fitting),
  least: finite,
  greatest: finite,
  sum: finite,
  lost: finite,
});
export type HistogramState = z.output<typeof histogramStateSchema>;

const subjectNames = Object.keys(subjects) as [Subject, ...Subject[]];

export const kindStateSchema = z.object({
  startKind: z.enum(startKinds),
  count,
  /** Those that hold a value. */
  histograms: z.partialRecord(z.enum(subjectNames), histogramStateSchema),
});
export type KindState = z.output<typeof kindStateSchema>;

export const tallyStateSchema = z.object({
  owners: z.array(z.object({ owner: name.nullable(), kinds: z.array(kindStateSchema) })),
  evidence: counts,
  outcomes: counts,
  billingChecked: count,
  otherForms: counts,
});
export type TallyState = z.output<typeof tallyStateSchema>;

/** A stream of which something is remembered. */
export const streamStateSchema = z.object({
  name,
  /** Null: its init's first REPORT has come, or its start was not seen. */
  initStartedAtMs: finite.nullable(),
  initializationType: name.nullable(),
  failed: z.boolean(),
  /** STARTs without their REPORT: request, time, version. */
  starts: z.array(z.tuple([finite, finite.nullable(), name.nullable()])).max(64),
});
export type StreamState = z.output<typeof streamStateSchema>;

export const settlerStateSchema = z.object({
  records: count,
  duplicates: count,
  evictedStreams: count,
  /** The one that was silent longest first. */
  streams: z.array(streamStateSchema),
  /** Hashes of the REPORTs that came last. */
  recent: z.array(z.tuple([z.int32(), z.int32()])).max(64),
});
export type SettlerState = z.output<typeof settlerStateSchema>;
