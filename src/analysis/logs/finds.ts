import type { Report } from '../../model/report.ts';

/** What a find can be: three lines that say something of a stream, and a REPORT. */
export const findKinds = { start: 1, initStart: 2, initType: 3, report: 4 } as const;
export type MarkKind = (typeof findKinds)['start' | 'initStart' | 'initType'];

/** Where the numbers of a find stand after its first. `stream` and `name` are indexes of {@link Finds.names}; what is
 * not there is NaN. */
export const field = {
  kind: 0,
  stream: 1,
  atMs: 2,
  /** Of START and REPORT: tells the requests of a stream apart. */
  request: 3,
  /** START: the version. REPORT: its status. Else the initialization type. */
  name: 4,
  durationMs: 5,
  billedMs: 6,
  memorySizeMb: 7,
  maxMemoryUsedMb: 8,
  initMs: 9,
  restoreMs: 10,
  billedRestoreMs: 11,
  /** Two 32-bit hashes of all that a REPORT says. */
  high: 12,
  low: 13,
} as const;
/** Figures of a REPORT, from `durationMs` on. */
export const figureCount = 7;
const markWidth = 5;
const reportWidth = 14;
/** Streams whose next START is waited for: as many as the settler remembers. */
const mostUnstarted = 10_000;

/** How many numbers the find of this kind has. */
export const findWidth = (kind: number): number => (kind === findKinds.report ? reportWidth : markWidth);

/** What a log says, in its order, as plain numbers: so none of a million finds costs an object. */
export interface Finds {
  readonly numbers: Float64Array;
  /** How many of the numbers are taken. */
  readonly used: number;
  /** The first is null: no name. */
  readonly names: readonly (string | null)[];
  /** Each REPORT whole, in their order; null: they were not asked for. */
  readonly reports: readonly Report[] | null;
}

/** Finds that are being written. */
export class FindsWriter implements Finds {
  numbers: Float64Array;
  /** The bits of the numbers. */
  words: Int32Array;
  used = 0;
  names: (string | null)[] = [null];
  readonly reports: Report[] | null;
  /** Grows with each {@link clear}: an index of an older epoch names nothing. */
  epoch = 1;
  readonly #indexes = new Map<string, number>();
  /** Streams whose init began, and no request since. */
  readonly #unstarted = new Set<string>();

  /** @param whole - keep each REPORT whole too */
  constructor(whole: boolean, numbers = new Float64Array(4 * 1_024)) {
    this.reports = whole ? [] : null;
    this.numbers = numbers;
    this.words = new Int32Array(numbers.buffer);
  }

  /** The index of a name. */
  nameOf(text: string | null): number {
    if (text === null) return 0;
    let index = this.#indexes.get(text);
    if (index === undefined) {
      index = this.names.push(text) - 1;
      this.#indexes.set(text, index);
    }
    return index;
  }

  /** Makes room for a line that says something of a stream and says where: whoever asked writes all of its fields but
   * the kind. Handed over one by one its numbers would become objects. */
  mark(kind: MarkKind): number {
    const at = this.#take(markWidth);
    this.numbers[at] = kind;
    return at;
  }

  /** The same for a REPORT; {@link undo} takes the room back where it turns out to be none. */
  report(): number {
    const at = this.#take(reportWidth);
    this.numbers[at] = findKinds.report;
    return at;
  }

  /** A stream's init began: of its STARTs the next one says whether a request waited for it. */
  initStarted(stream: number): void {
    if (this.#unstarted.size >= mostUnstarted) {
      const [oldest = ''] = this.#unstarted;
      this.#unstarted.delete(oldest);
    }
    this.#unstarted.add(this.names[stream] ?? '');
  }

  started(stream: number): void {
    if (this.#unstarted.size > 0) this.#unstarted.delete(this.names[stream] ?? '');
  }

  /** False where no START that may come next says anything: figures are made of those alone that follow an init. */
  wantsStarts(): boolean {
    return this.reports !== null || this.#unstarted.size > 0;
  }

  undo(at: number): void {
    this.used = at;
  }

  /** @param numbers - to write to from now on; those in use are left as they are */
  clear(numbers = this.numbers): void {
    this.#use(numbers);
    this.used = 0;
    this.names = [null];
    if (this.reports !== null) this.reports.length = 0;
    this.#indexes.clear();
    this.epoch += 1;
  }

  #take(width: number): number {
    const at = this.used;
    this.used = at + width;
    if (this.used > this.numbers.length) {
      const more = new Float64Array(2 * this.numbers.length);
      more.set(this.numbers);
      this.#use(more);
    }
    return at;
  }

  #use(numbers: Float64Array): void {
    if (numbers === this.numbers) return;
    this.numbers = numbers;
    this.words = new Int32Array(numbers.buffer);
  }
}
