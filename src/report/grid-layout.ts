import { textWidth, unbroken } from './wrap.ts';

/** Between two columns. */
export const gap = 2;
/** What running text takes at least, as long as a less important column can go instead. */
const leastRunning = 24;
/** What any text takes at least: longer words are cut, where nothing else is left to give. */
const leastText = 12;

/** One column as it is to be shown: escaped, and not wrapped yet. */
export interface GridColumn {
  readonly head: string;
  /** Empty: it stands alone. */
  readonly group: string;
  readonly cells: readonly string[];
  /** 0 is always shown; of the others the highest goes first. */
  readonly priority: number;
  readonly wraps: boolean;
  /** Holds words: figures, and ranges of them, are never broken. */
  readonly words: boolean;
}

interface Placed {
  readonly index: number;
  readonly width: number;
}

const widest = (texts: readonly string[], of: (text: string) => number): number =>
  texts.reduce((most, text) => Math.max(most, of(text)), 0);

const longestWord = (text: string): number => widest(unbroken(text), textWidth);

interface Range {
  readonly index: number;
  readonly group: string;
  readonly groupWidth: number;
  readonly priority: number;
  /** Words may be cut. */
  readonly least: number;
  /** Texts may be broken, between words. */
  readonly whole: number;
  /** Running text may be broken. */
  readonly decent: number;
  /** All on one line. */
  readonly most: number;
}

const rangeOf = ({ head, group, cells, priority, wraps, words }: GridColumn, index: number): Range => {
  const heads = textWidth(head);
  const most = Math.max(heads, widest(cells, textWidth));
  const range = { index, group, groupWidth: textWidth(group), priority, most };
  if (!words) return { ...range, least: most, whole: most, decent: most };
  const least = Math.max(heads, Math.min(most, leastText));
  return {
    ...range,
    least,
    whole: Math.max(least, widest(cells, longestWord)),
    decent: wraps ? Math.max(least, Math.min(most, leastRunning)) : most,
  };
};

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);

/** Neighbours of one group; a column without a group is one for itself. */
export const runsOf = <Column extends { readonly group: string }>(
  columns: readonly Column[],
): readonly (readonly Column[])[] => {
  const runs: Column[][] = [];
  for (const column of columns) {
    const last = runs.at(-1);
    if (last !== undefined && column.group !== '' && last[0]?.group === column.group) last.push(column);
    else runs.push([column]);
  }
  return runs;
};

/** Widths under which each group's name has room above its columns. */
const withGroups = (kept: readonly Range[], widthOf: (range: Range) => number): number[] =>
  runsOf(kept).flatMap((run) => {
    const widths = run.map(widthOf);
    const short = (run[0]?.groupWidth ?? 0) - total(widths);
    return widths.map((width, at) => (at === 0 ? width + Math.max(0, short) : width));
  });

/** Shares room out: who needs little gets it all, the others by the root of what they have to say, so that a text twice
 * as long does not take the room of its neighbour. */
function shared(kept: readonly Range[], floors: readonly number[], width: number): number[] {
  const widths = [...floors];
  let room = width - total(floors);
  const wanting = kept
    .map(({ most }, at) => ({ at, wants: most - (floors[at] ?? 0), weight: Math.sqrt(most) }))
    .filter(({ wants }) => wants > 0)
    .sort((a, b) => a.wants / a.weight - b.wants / b.weight);
  let weights = wanting.reduce((sum, { weight }) => sum + weight, 0);
  for (const { at, wants, weight } of wanting) {
    const extra = Math.min(wants, Math.floor((room * weight) / weights));
    widths[at] = (widths[at] ?? 0) + extra;
    room -= extra;
    weights -= weight;
  }
  return widths;
}

/**
 * Which columns are shown, and how wide: the least important go until the others fit; then texts are broken into lines.
 *
 * @returns `placed` is null where even so a word that must be whole does not fit: a row is no line of a grid then
 */
export function layoutOf(
  columns: readonly GridColumn[],
  width: number,
): { readonly kept: readonly number[]; readonly placed: readonly Placed[] | null } {
  let kept = columns.map(rangeOf);
  while (total(withGroups(kept, ({ decent }) => decent)) > width) {
    const worst = kept.reduce((most, { priority }) => Math.max(most, priority), 0);
    if (worst === 0) break;
    kept = kept.filter(({ priority }) => priority !== worst);
  }
  const indexes = kept.map(({ index }) => index);
  const floors = (['decent', 'whole', 'least'] as const)
    .map((floor) => withGroups(kept, (range) => range[floor]))
    .find((widths) => total(widths) <= width);
  if (floors === undefined) return { kept: indexes, placed: null };
  const widths = shared(kept, floors, width);
  return { kept: indexes, placed: indexes.map((index, at) => ({ index, width: widths[at] ?? 0 })) };
}
