/** Hands events from callbacks to one reader, in order. Putting never waits: what happens in a round is not slowed
 * down by whoever saves it. */
export class EventQueue<Event> {
  #events: Event[] = [];
  #wake: () => void = () => {};
  #ended = false;

  put(event: Event): void {
    this.#events.push(event);
    this.#wake();
  }

  /** No more events will come; what is queued is still read. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *read(): AsyncGenerator<Event> {
    for (;;) {
      const events = this.#events;
      this.#events = [];
      yield* events;
      if (this.#events.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = () => {};
    }
  }
}
