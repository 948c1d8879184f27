import { invalidParameter } from './api-error.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextMarker: string | null;
}

const toMarker = (offset: number): string => Buffer.from(`offset:${offset}`).toString('base64url');

function toOffset(marker: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(marker, 'base64url').toString())?.[1];
  if (offset === undefined) throw invalidParameter('Invalid pagination token');
  return Number(offset);
}

/**
 * One page of a list.
 *
 * @param marker - what the page before gave; null: from the start
 * @param maxItems - at least 1
 * @throws ApiError 400 on a marker that this service did not give
 */
export function page<Item>(all: readonly Item[], marker: string | null, maxItems: number): Page<Item> {
  const start = marker === null ? 0 : toOffset(marker);
  const end = start + maxItems;
  return { items: all.slice(start, end), nextMarker: end < all.length ? toMarker(end) : null };
}
