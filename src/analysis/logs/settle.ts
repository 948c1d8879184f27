import type { SettlerState } from '../../model/logs-state.ts';
import { type Finds, field, findKinds, findWidth } from './finds.ts';
import { createRecent } from './recent.ts';
import { createStreams, noFacts, type StreamFacts } from './streams.ts';

/** Bounds of what is remembered from one find to the next. */
export interface SettleLimits {
  /** Log streams remembered; of more the one that was silent longest is forgotten (and counted). */
  readonly streams: number;
  /** Distinct REPORTs remembered (at least so many, at most twice), so that a repeated delivery counts once; an equal
   * one further apart counts again. */
  readonly recent: number;
}

/** Takes each REPORT once, with what its stream says of it.
 * @param at - where it stands among the numbers
 * @param nth - of the REPORTs of these finds, from 0 */
export type TakeReport = (finds: Finds, at: number, nth: number, stream: Readonly<StreamFacts>) => void;

/** Puts finds in context, in the order of the log: what a stream said before matters for what it says after. */
export interface Settler {
  /** @param from - the first number to take, where a find begins */
  readonly settle: (finds: Finds, from?: number) => void;
  /** The start of this stream's init is known, and no REPORT has come since. */
  readonly awaitsReport: (stream: string) => boolean;
  readonly records: () => number;
  readonly duplicates: () => number;
  readonly evictedStreams: () => number;
  /** All that matters for what comes, to go on from later. */
  readonly state: () => SettlerState;
}

/** REPORTs that are told again to whoever goes on: two deliveries of one have the same time, so they come close together. */
const toldAgain = 64;

/** @param from - to go on from
 * @param looksBack - the start of an init may come after the STARTs of its requests */
export function createSettler(
  limits: SettleLimits,
  take: TakeReport,
  from: SettlerState | null = null,
  looksBack = false,
): Settler {
  const streams = createStreams(limits.streams, from?.streams, looksBack);
  const isRecent = createRecent(limits.recent);
  let records = from?.records ?? 0;
  let duplicates = from?.duplicates ?? 0;
  /** The hashes of those last found, in a ring. */
  const last = new Int32Array(2 * toldAgain);
  let found = 0;
  const isKnown = (high: number, low: number): boolean => {
    if (isRecent(high, low)) return true;
    const at = 2 * (found % toldAgain);
    last[at] = high;
    last[at + 1] = low;
    found += 1;
    return false;
  };
  for (const [high, low] of from?.recent ?? []) isKnown(high, low);
  const recent = (): [number, number][] =>
    Array.from({ length: Math.min(found, toldAgain) }, (_, index) => {
      const at = 2 * ((found - Math.min(found, toldAgain) + index) % toldAgain);
      return [last[at] ?? 0, last[at + 1] ?? 0];
    });
  const evictedStreams = (): number => (from?.evictedStreams ?? 0) + streams.evicted();

  const settleReport = (finds: Finds, at: number, nth: number): void => {
    const { numbers, names } = finds;
    if (isKnown((numbers[at + field.high] ?? 0) | 0, (numbers[at + field.low] ?? 0) | 0)) {
      duplicates += 1;
      return;
    }
    records += 1;
    const stream = names[numbers[at + field.stream] ?? 0] ?? null;
    const status = names[numbers[at + field.name] ?? 0] ?? null;
    const facts = stream === null ? noFacts : streams.report(stream, numbers, at, status);
    take(finds, at, nth, facts);
  };

  const settleMark = ({ numbers, names }: Finds, at: number): void => {
    const kind = numbers[at + field.kind];
    const stream = names[numbers[at + field.stream] ?? 0] ?? '';
    const name = names[numbers[at + field.name] ?? 0] ?? null;
    if (kind === findKinds.start) {
      streams.start(stream, numbers, at, name);
      return;
    }
    streams.initType(stream, name);
    if (kind === findKinds.initStart) streams.initStart(stream, numbers, at);
  };

  return {
    settle: (finds, from = 0) => {
      const { numbers, used } = finds;
      let nth = 0;
      for (let at = from; at < used; ) {
        const kind = numbers[at] ?? 0;
        if (kind === findKinds.report) {
          settleReport(finds, at, nth);
          nth += 1;
        } else settleMark(finds, at);
        at += findWidth(kind);
      }
    },
    awaitsReport: streams.awaitsReport,
    records: () => records,
    duplicates: () => duplicates,
    evictedStreams,
    state: () => ({
      ...{ records, duplicates },
      evictedStreams: evictedStreams(),
      streams: [...streams.state()],
      recent: recent(),
    }),
  };
}
