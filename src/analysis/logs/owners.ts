import { streamOwner } from '../../model/log-stream.ts';
import type { TallyState } from '../../model/logs-state.ts';
import { wilson } from '../interval.ts';
import type { VersionSummary } from './result.ts';
import { type KindTallies, kindTallies, mergedTallies, tallyOfAll } from './tally.ts';

/** Each has histograms of its own: of more versions the requests are counted together, so that memory stays bounded. */
const mostOwners = 64;
/** No stream is named like this. */
const rest = '';

/** Tallies by whose stream a REPORT stands in (`[7]`); null: in none that is named. */
export interface OwnerTallies {
  readonly of: (owner: string | null) => KindTallies;
  /** All owners together. */
  readonly merged: () => KindTallies;
  /** Null: no stream was named. */
  readonly summaries: () => readonly VersionSummary[] | null;
  readonly state: () => TallyState['owners'];
}

/** `$LATEST` before numbers, the newest number first. */
const byVersion = (a: string, b: string): number => {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? (Number.isNaN(y) ? 0 : -1) : 1;
  return y - x;
};

/** How often requests of these waited for an init, and how sure that is. */
export function coldShare(tallies: KindTallies) {
  const countOf = (kind: 'cold' | 'restored' | 'unknown'): number => tallies.get(kind)?.count ?? 0;
  let rows = 0;
  for (const { count } of tallies.values()) rows += count;
  const waitedForInit = countOf('cold') + countOf('restored');
  const classified = rows - countOf('unknown');
  const coldRatio = classified === 0 ? null : waitedForInit / classified;
  return {
    ...{ rows, waitedForInit, classified, coldRatio },
    interval: coldRatio === null ? null : wilson(coldRatio, classified),
  };
}

function summaryOf(owner: string | null, tallies: KindTallies): VersionSummary {
  const { rows, waitedForInit, classified, coldRatio, interval } = coldShare(tallies);
  const { initMs, durationMs, billedMs } = tallyOfAll(tallies.values()).summary(rows);
  const named = owner === null || owner === rest ? null : streamOwner(owner);
  return {
    functionName: named?.functionName ?? null,
    version: named?.version ?? null,
    others: owner === rest,
    ...{ rows, waitedForInit, classified, coldRatio },
    coldRatioInterval: interval,
    ...{ initMs, durationMs, billedMs },
  };
}

const place = ({ functionName, version, others }: VersionSummary): number =>
  others ? 2 : version === null && functionName === null ? 1 : 0;

const inOrder = (a: VersionSummary, b: VersionSummary): number =>
  place(a) - place(b) ||
  (a.functionName ?? '').localeCompare(b.functionName ?? '') ||
  byVersion(a.version ?? '', b.version ?? '');

/** @param from - to go on from */
export function ownerTallies(from: TallyState['owners'] = []): OwnerTallies {
  const byOwner = new Map<string | null, KindTallies>(
    from.map(({ owner, kinds }) => [owner, kindTallies(kinds)]),
  );
  const open = (owner: string | null): KindTallies => {
    const known = byOwner.get(owner);
    if (known !== undefined) return known;
    if (owner !== null && owner !== rest && byOwner.size >= mostOwners) return open(rest);
    const tallies = kindTallies();
    byOwner.set(owner, tallies);
    return tallies;
  };
  return {
    of: open,
    merged: () => mergedTallies(byOwner.values()),
    summaries: () => {
      const named = [...byOwner.keys()].some((owner) => owner !== null);
      return named
        ? [...byOwner].map(([owner, tallies]) => summaryOf(owner, tallies)).toSorted(inOrder)
        : null;
    },
    state: () =>
      [...byOwner].map(([owner, tallies]) => ({
        owner,
        kinds: [...tallies.values()].flatMap((tally) => tally.state() ?? []),
      })),
  };
}
