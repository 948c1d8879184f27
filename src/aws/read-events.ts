import { createHash } from 'node:crypto';
import type { FoundEvent, LogPosition } from '../model/log-search.ts';

/** A line may become visible some seconds after a later one of another stream: where what is new is followed, so much is
 * asked for again each time. */
const lateByMs = 30_000;
/** Ids kept at most: where more lines are logged within {@link lateByMs}, less is asked for again. */
const idsAtMost = 50_000;

/** Ids have 56 digits: of each 66 bits are kept, in which two of those remembered are equal once in a billion readings. */
const keyOf = (eventId: string): string =>
  createHash('sha256').update(eventId).digest('base64url').slice(0, 11);

/** Which events of a group were read, in bounded memory. */
export class ReadEvents {
  readonly #lateByMs: number;
  readonly #idsAtMost: number;
  /** When each event was logged that may come again. */
  readonly #atMs = new Map<string, number>();
  #floorMs: number;
  #newestMs: number;

  /** @param mode - what is past comes in the order of time, and of each call what is new; of what is followed, late lines
   * are looked for too */
  constructor(from: LogPosition, mode: 'past' | 'following', atMost = idsAtMost) {
    this.#lateByMs = mode === 'past' ? 0 : lateByMs;
    this.#idsAtMost = atMost;
    this.#floorMs = from.atMs;
    this.#newestMs = from.atMs;
    // Of when they are it is only known that it is not before the position.
    for (const key of from.keys) this.#atMs.set(key, from.atMs + this.#lateByMs);
  }

  /** Remembers an event. @returns false: it had been read before */
  take({ eventId, atMs }: FoundEvent): boolean {
    const key = eventId === null ? null : keyOf(eventId);
    if (key !== null && this.#atMs.has(key)) return false;
    const loggedMs = atMs ?? this.#newestMs;
    this.#newestMs = Math.max(this.#newestMs, loggedMs);
    if (key !== null && loggedMs >= this.#floorMs) this.#atMs.set(key, loggedMs);
    return true;
  }

  /** Forgets events that will not be asked for again.
   * @param nowMs - wall clock: an event from the future moves nothing beyond it */
  settle(nowMs: number): void {
    for (let lateMs = this.#lateByMs; ; lateMs = Math.floor(lateMs / 2)) {
      this.#floorMs = Math.max(this.#floorMs, Math.min(this.#newestMs, nowMs) - lateMs);
      for (const [key, atMs] of this.#atMs) if (atMs < this.#floorMs) this.#atMs.delete(key);
      if (this.#atMs.size <= this.#idsAtMost || lateMs === 0) return;
    }
  }

  readonly position = (): LogPosition => ({ atMs: this.#floorMs, keys: [...this.#atMs.keys()] });
}
