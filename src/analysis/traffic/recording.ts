import { isCalendarDay } from '../../model/calendar.ts';
import { UsageError } from '../../model/errors.ts';
import type { Warning } from '../result.ts';
import { counted } from '../wording.ts';
import type { Traffic } from './arrivals.ts';
import { CsvRecords } from './csv-records.ts';
import { mostMoments, recordingNotes } from './recording-notes.ts';
import { SecondCounts } from './second-counts.ts';

/** A traffic that was recorded, with when and how long. */
export interface Recording {
  readonly traffic: Traffic;
  readonly startWallMs: number;
  readonly horizonMs: number;
  readonly requests: number;
  /** What a reader must know of it. */
  readonly notes: readonly Warning[];
}

/** The end of the year 9999. */
const lastWallMs = 253_402_300_800_000;
/** Requests of one line: their moments are drawn and sorted together, so memory grows with them. */
const mostOfALine = 10_000_000;
/** Intervals of a recording, 8 bytes each: two years of seconds. */
const mostIntervals = 65_000_000;

/** Below that a number of seconds since the epoch, else of milliseconds: the year 5138 as seconds, 1973 as milliseconds. */
const leastMilliseconds = 1e11;

const timeNames = ['timestamp', 'time', 'at', 'date', '@timestamp', 'minute', 'datetime', 'logged_start_ms'];
/** A request whose START is known arrived before the init that it waited for. */
const waitNames = ['init_in_path_ms'];
const countNames = ['count', 'requests', 'invocations', 'sum', 'value'];

const zoned = /(?:z|[+-]\d{2}:?\d{2})$/i;
const isoTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:z|[+-]\d{2}:?\d{2})?$/i;
const plainNumber = /^-?\d+(?:\.\d+)?$/;

interface Layout {
  readonly timeAt: number;
  /** Null: each line is one request. */
  readonly countAt: number | null;
  /** Null: a time is that of the arrival. */
  readonly waitAt: number | null;
}

/**
 * Reads a recorded traffic line by line: moments, or counts by interval. With a header the columns are found by their
 * names (`timestamp`, `count`), without one the first is the time and a second one the count.
 *
 * @param name - names the file in errors
 */
export class RecordingReader {
  readonly #name: string;
  readonly #records: CsvRecords;
  #layout: Layout | null = null;
  #moments: number[] = [];
  #bySecond: SecondCounts | null = null;
  readonly #counts: { wallMs: number; count: number }[] = [];
  #requests = 0;
  #zoneless = 0;
  #unsorted = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(name: string) {
    this.#name = name;
    this.#records = new CsvRecords(name);
  }

  /** @param number - of the line, from 1
   * @throws UsageError for a line that is neither a time nor a count */
  push(line: string, number: number): void {
    const fields = this.#records.push(line, number);
    if (fields === null) return;
    if (this.#layout === null) {
      const header = layoutOfHeader(fields);
      this.#layout = header ?? { timeAt: 0, countAt: fields.length > 1 ? 1 : null, waitAt: null };
      if (header !== null) return;
    }
    const { timeAt, countAt, waitAt } = this.#layout;
    const waitedMs = waitAt === null ? 0 : Number(fields[waitAt]) || 0;
    const wallMs = this.#time(fields[timeAt] ?? '', number) - waitedMs;
    // A log is in the order of its REPORTs, which is never quite that of the arrivals.
    if (wallMs < this.#lastMs && waitAt === null) this.#unsorted += 1;
    this.#lastMs = wallMs;
    if (countAt === null) this.#add(wallMs);
    else this.#addCount(wallMs, fields[countAt] ?? '', number);
  }

  /** @throws UsageError where there is too little to call it a traffic */
  end(): Recording {
    this.#records.end();
    if (this.#requests < 2) {
      throw new UsageError(
        `${this.#name} holds ${counted(this.#requests, 'request')}: that is no traffic`,
        'Give at least two requests at different moments, or describe it with --rate or --burst.',
      );
    }
    const recording =
      this.#counts.length > 0
        ? this.#ofCounts()
        : this.#bySecond === null
          ? this.#ofMoments()
          : this.#ofSeconds();
    return {
      ...recording,
      requests: this.#requests,
      notes: recordingNotes(recording, {
        zoneless: this.#zoneless,
        unsorted: this.#unsorted,
        countedBySecond: this.#bySecond !== null,
      }),
    };
  }

  #time(text: string, number: number): number {
    const refuse = (what: string) =>
      new UsageError(
        `${this.#name}, line ${number}: ${what}`,
        'Times are ISO 8601 (2026-01-02T03:04:05Z), or seconds or milliseconds since 1970.',
      );
    if (text === '') throw refuse('it has no time, so nothing tells when this request came');
    if (plainNumber.test(text)) {
      const value = Number(text);
      if (value < 0) throw refuse(`${text} is before 1970`);
      const wallMs = value < leastMilliseconds ? value * 1_000 : value;
      if (wallMs >= lastWallMs) throw refuse(`${text.slice(0, 60)} is after the year 9999`);
      return wallMs;
    }
    if (!isoTime.test(text) || !isCalendarDay(text))
      throw refuse(`${JSON.stringify(text.slice(0, 60))} is no time`);
    const hasZone = zoned.test(text);
    if (!hasZone) this.#zoneless += 1;
    const wallMs = Date.parse(text.replace(' ', 'T').replace(',', '.') + (hasZone ? '' : 'Z'));
    if (Number.isNaN(wallMs)) throw refuse(`${JSON.stringify(text.slice(0, 60))} is no time`);
    return wallMs;
  }

  #add(wallMs: number): void {
    this.#requests += 1;
    if (this.#bySecond !== null) {
      this.#refuseTooLong(this.#bySecond.spannedWith(wallMs), 1_000);
      this.#bySecond.add(wallMs, 1);
      return;
    }
    this.#moments.push(wallMs);
    if (this.#moments.length < mostMoments) return;
    this.#bySecond = new SecondCounts();
    for (const moment of this.#moments) {
      this.#refuseTooLong(this.#bySecond.spannedWith(moment), 1_000);
      this.#bySecond.add(moment, 1);
    }
    this.#moments = [];
  }

  #addCount(wallMs: number, text: string, number: number): void {
    const count = Number(text);
    if (text === '' || !Number.isFinite(count) || count < 0) {
      throw new UsageError(
        `${this.#name}, line ${number}: ${JSON.stringify(text.slice(0, 60))} is no count of requests`,
        'A count is 0 or more.',
      );
    }
    if (count > mostOfALine) {
      throw new UsageError(
        `${this.#name}, line ${number}: ${text.slice(0, 60)} requests are more than one line may count (${mostOfALine.toLocaleString('en')})`,
        'Count them by a shorter interval: bursts within one are not seen anyway.',
      );
    }
    this.#requests += Math.round(count);
    this.#counts.push({ wallMs, count: Math.round(count) });
  }

  #refuseTooLong(intervals: number, everyMs: number): void {
    if (intervals <= mostIntervals) return;
    throw new UsageError(
      `${this.#name} spans ${intervals.toLocaleString('en')} intervals of ${everyMs / 1_000} s: more than can be simulated`,
      'Look for a time that is far from the others, or give a part of the recording.',
    );
  }

  #ofMoments(): Omit<Recording, 'notes' | 'requests'> {
    const moments = Float64Array.from(this.#moments).sort();
    const startWallMs = moments[0] ?? 0;
    const atMs = moments.map((moment) => moment - startWallMs);
    const last = atMs.at(-1) ?? 0;
    if (last === 0) {
      throw new UsageError(
        `${this.#name}: all ${this.#requests} requests are at one moment`,
        "Describe how often that happens, for instance with --burst '11 every 1m'.",
      );
    }
    // As long again as the mean gap: the last request does not end the traffic.
    return {
      traffic: { kind: 'moments', atMs },
      startWallMs,
      horizonMs: last + last / Math.max(1, atMs.length - 1),
    };
  }

  #ofSeconds(): Omit<Recording, 'notes' | 'requests'> {
    const { startWallMs, counts } = this.#bySecond?.taken() ?? {
      startWallMs: 0,
      counts: new Float64Array(0),
    };
    return {
      traffic: { kind: 'counts', everyMs: 1_000, counts },
      startWallMs,
      horizonMs: counts.length * 1_000,
    };
  }

  /** Intervals are as long as the least gap between two lines; one without a line counts nothing. */
  #ofCounts(): Omit<Recording, 'notes' | 'requests'> {
    const sorted = this.#counts.toSorted((a, b) => a.wallMs - b.wallMs);
    const startWallMs = sorted[0]?.wallMs ?? 0;
    let everyMs = Number.POSITIVE_INFINITY;
    let before = startWallMs;
    for (const { wallMs } of sorted) {
      if (wallMs > before) everyMs = Math.min(everyMs, wallMs - before);
      before = wallMs;
    }
    if (!Number.isFinite(everyMs)) everyMs = 60_000;
    const intervals = Math.floor((before - startWallMs) / everyMs) + 1;
    this.#refuseTooLong(intervals, everyMs);
    const counts = new Float64Array(intervals);
    for (const { wallMs, count } of sorted) {
      const at = Math.floor((wallMs - startWallMs) / everyMs);
      counts[at] = (counts[at] ?? 0) + count;
    }
    return {
      traffic: { kind: 'counts', everyMs, counts },
      startWallMs,
      horizonMs: counts.length * everyMs,
    };
  }
}

/** Where a header's columns lie; null: this is no header. */
function layoutOfHeader(fields: readonly string[]): Layout | null {
  const names = fields.map((field) => field.toLowerCase());
  const timeAt = names.findIndex((field) => timeNames.includes(field));
  if (timeAt < 0) return null;
  const columnOf = (wanted: readonly string[]): number | null => {
    const at = names.findIndex((field) => wanted.includes(field));
    return at < 0 ? null : at;
  };
  return { timeAt, countAt: columnOf(countNames), waitAt: columnOf(waitNames) };
}
