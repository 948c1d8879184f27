import { UsageError } from '../../model/errors.ts';
import { counted } from '../wording.ts';
import type { Traffic } from './arrivals.ts';
import { SecondCounts } from './second-counts.ts';

/** A traffic that was recorded, with when and how long. */
export interface Recording {
  readonly traffic: Traffic;
  readonly startWallMs: number;
  readonly horizonMs: number;
  readonly requests: number;
  /** What a reader must know of it. */
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

/** More moments than that are counted by the second: their own memory would grow with the file. */
const mostMoments = 2_000_000;
/** Below that a number of seconds since the epoch, else of milliseconds: the year 5138 as seconds, 1973 as milliseconds. */
const leastMilliseconds = 1e11;

const timeNames = ['timestamp', 'time', 'at', 'date', '@timestamp', 'logged_at', 'minute', 'datetime'];
const countNames = ['count', 'requests', 'invocations', 'sum', 'value'];

const zoned = /(?:z|[+-]\d{2}:?\d{2})$/i;
const isoTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:z|[+-]\d{2}:?\d{2})?$/i;
const plainNumber = /^-?\d+(?:\.\d+)?$/;

const fieldsOf = (line: string): string[] =>
  line.split(/[,;\t]/).map((field) => field.trim().replace(/^"(.*)"$/, '$1'));

interface Layout {
  readonly timeAt: number;
  /** Null: each line is one request. */
  readonly countAt: number | null;
}

/**
 * Reads a recorded traffic line by line: moments, or counts by interval. With a header the columns are found by their
 * names (`timestamp`, `count`), without one the first is the time and a second one the count.
 *
 * @param name - names the file in errors
 */
export class RecordingReader {
  readonly #name: string;
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
  }

  /** @param number - of the line, from 1
   * @throws UsageError for a line that is neither a time nor a count */
  push(line: string, number: number): void {
    if (line.trim() === '' || line.startsWith('#')) return;
    const fields = fieldsOf(line);
    if (this.#layout === null) {
      const header = layoutOfHeader(fields);
      this.#layout = header ?? { timeAt: 0, countAt: fields.length > 1 ? 1 : null };
      if (header !== null) return;
    }
    const { timeAt, countAt } = this.#layout;
    const wallMs = this.#time(fields[timeAt] ?? '', number);
    if (wallMs < this.#lastMs) this.#unsorted += 1;
    this.#lastMs = wallMs;
    if (countAt === null) this.#add(wallMs);
    else this.#addCount(wallMs, fields[countAt] ?? '', number);
  }

  /** @throws UsageError where there is too little to call it a traffic */
  end(): Recording {
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
    return { ...recording, requests: this.#requests, notes: [...this.#notes(), ...gapNotes(recording)] };
  }

  #time(text: string, number: number): number {
    const refuse = (what: string) =>
      new UsageError(
        `${this.#name}, line ${number}: ${what}`,
        'Times are ISO 8601 (2026-01-02T03:04:05Z), or seconds or milliseconds since 1970.',
      );
    if (plainNumber.test(text)) {
      const value = Number(text);
      if (value < 0) throw refuse(`${text} is before 1970`);
      return value < leastMilliseconds ? value * 1_000 : value;
    }
    if (!isoTime.test(text)) throw refuse(`${JSON.stringify(text.slice(0, 60))} is no time`);
    const hasZone = zoned.test(text);
    if (!hasZone) this.#zoneless += 1;
    const wallMs = Date.parse(text.replace(' ', 'T').replace(',', '.') + (hasZone ? '' : 'Z'));
    if (Number.isNaN(wallMs)) throw refuse(`${JSON.stringify(text.slice(0, 60))} is no time`);
    return wallMs;
  }

  #add(wallMs: number): void {
    this.#requests += 1;
    if (this.#bySecond !== null) {
      this.#bySecond.add(wallMs, 1);
      return;
    }
    this.#moments.push(wallMs);
    if (this.#moments.length < mostMoments) return;
    this.#bySecond = new SecondCounts();
    for (const moment of this.#moments) this.#bySecond.add(moment, 1);
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
    this.#requests += Math.round(count);
    this.#counts.push({ wallMs, count: Math.round(count) });
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
    const counts = new Float64Array(Math.floor((before - startWallMs) / everyMs) + 1);
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

  #notes(): Recording['notes'] {
    return [
      ...(this.#zoneless > 0
        ? [
            {
              code: 'no-time-zone',
              message: `${counted(this.#zoneless, 'time')} of the traffic name no time zone: they were read as UTC.`,
            },
          ]
        : []),
      ...(this.#unsorted > 0
        ? [
            {
              code: 'unsorted-traffic',
              message: `The traffic was not in order of time (${counted(this.#unsorted, 'line')}): it was sorted.`,
            },
          ]
        : []),
      ...(this.#bySecond !== null
        ? [
            {
              code: 'counted-by-second',
              message: `The traffic has over ${mostMoments.toLocaleString('en')} requests: they were counted by the second, and bursts within a second are not in it.`,
            },
          ]
        : []),
    ];
  }
}

function layoutOfHeader(fields: readonly string[]): Layout | null {
  const names = fields.map((field) => field.toLowerCase());
  const timeAt = names.findIndex((field) => timeNames.includes(field));
  if (timeAt < 0) return null;
  const countAt = names.findIndex((field) => countNames.includes(field));
  return { timeAt, countAt: countAt < 0 ? null : countAt };
}

/** A silence this long, as a share of the recording, may be one of the recorder. */
const longSilence = 0.1;

function gapNotes({ traffic, horizonMs }: Omit<Recording, 'notes' | 'requests'>): Recording['notes'] {
  let longest = 0;
  let silent = 0;
  if (traffic.kind === 'counts') {
    for (const count of traffic.counts) {
      silent = count === 0 ? silent + traffic.everyMs : 0;
      if (silent > longest) longest = silent;
    }
  } else if (traffic.kind === 'moments') {
    for (let index = 1; index < traffic.atMs.length; index += 1)
      longest = Math.max(longest, (traffic.atMs[index] ?? 0) - (traffic.atMs[index - 1] ?? 0));
  }
  const notes: { code: string; message: string }[] = [];
  if (longest > longSilence * horizonMs && longest > 60_000)
    notes.push({
      code: 'gap-in-traffic',
      message: `The traffic has a gap of ${Math.round(longest / 60_000)} minutes: nothing arrived, or nothing was recorded.`,
    });
  if (traffic.kind === 'counts' && traffic.everyMs >= 60_000)
    notes.push({
      code: 'no-bursts-below',
      message: `The traffic is counted by ${traffic.everyMs / 1_000} s: bursts within that are not in it, so cold starts are more than this says.`,
    });
  return notes;
}
