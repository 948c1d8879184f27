import type { FoundEvent, LogPosition } from '../model/log-search.ts';

/** A line may become visible some seconds after a later one of another stream: where what is new is followed, so much is
 * asked for again each time. */
const lateByMs = 30_000;
/** Ids kept at most: where more lines are logged within {@link lateByMs}, less is asked for again. */
const idsAtMost = 50_000;

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
    for (const id of from.ids) this.#atMs.set(id, from.atMs + this.#lateByMs);
  }

  /** Remembers an event. @returns false: it had been read before */
  take({ eventId, atMs }: FoundEvent): boolean {
    if (eventId !== null && this.#atMs.has(eventId)) return false;
    const loggedMs = atMs ?? this.#newestMs;
    this.#newestMs = Math.max(this.#newestMs, loggedMs);
    if (eventId !== null && loggedMs >= this.#floorMs) this.#atMs.set(eventId, loggedMs);
    return true;
  }

  /** Forgets events that will not be asked for again.
   * @param nowMs - wall clock: an event from the future moves nothing beyond it */
  settle(nowMs: number): void {
    for (let lateMs = this.#lateByMs; ; lateMs = Math.floor(lateMs / 2)) {
      this.#floorMs = Math.max(this.#floorMs, Math.min(this.#newestMs, nowMs) - lateMs);
      for (const [id, atMs] of this.#atMs) if (atMs < this.#floorMs) this.#atMs.delete(id);
      if (this.#atMs.size <= this.#idsAtMost || lateMs === 0) return;
    }
  }

  readonly position = (): LogPosition => ({ atMs: this.#floorMs, ids: [...this.#atMs.keys()] });
}
