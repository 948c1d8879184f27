import type { FoundEvent, LogPage, LogSearch, LogSpan } from '../model/log-search.ts';

/** All events of a span, page after page.
 * @param isOver - asked after each page: true leaves the rest unread
 * @throws what {@link LogSearch.page} throws */
export async function* eventsOf(
  search: LogSearch,
  span: LogSpan,
  signal: AbortSignal,
  isOver: () => boolean = () => false,
): AsyncGenerator<FoundEvent> {
  let nextToken: string | null = null;
  do {
    const page: LogPage = await search.page(span, nextToken, signal);
    yield* page.events;
    nextToken = page.nextToken;
  } while (nextToken !== null && !isOver());
}
