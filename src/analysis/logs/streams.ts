import { ownerIn } from '../../model/log-stream.ts';
import type { StreamState } from '../../model/logs-state.ts';
import { createBounded } from './bounded.ts';
import { field } from './finds.ts';

/** Requests of one environment whose START is remembered until their REPORT; one, but for Managed Instances. */
const openRequestsPerStream = 64;

interface Start {
  request: number;
  atMs: number;
  version: string | null;
  /** Of the requests of its environment the first after an init: the only one that may have waited for it. */
  isFirst: boolean;
  /** The one before it that has no REPORT yet: a list of its own, as a list that is emptied each time is made anew. */
  older: Start | null;
}

interface Stream {
  readonly owner: string | null;
  initStartedAtMs: number;
  /** An init began, and no request since. */
  isUnstarted: boolean;
  initializationType: string | null;
  /** The youngest START without its REPORT. */
  youngest: Start | null;
  failed: boolean;
}

/** What its stream says of a request's start; what it does not say is NaN or null. */
export interface StreamFacts {
  /** Whose stream it is (`[7]`); found out once a stream. */
  owner: string | null;
  /** Start of the stream's init, by the log's clock; NaN but for the first REPORT after it. */
  initStartedAtMs: number;
  /** START of the request by the same clock. */
  startedAtMs: number;
  version: string | null;
  /** As the stream's `platform.initStart` names it; text format names none. */
  initializationType: string | null;
  /** The REPORT before it in the same stream had status error, failure or timeout: Lambda then resets the
   * environment. False where that is not known. */
  precededByFailure: boolean;
}

/** Of a REPORT that names no stream. */
export const noFacts: Readonly<StreamFacts> = {
  owner: null,
  initStartedAtMs: Number.NaN,
  startedAtMs: Number.NaN,
  version: null,
  initializationType: null,
  precededByFailure: false,
};

/** What log streams have said so far, in bounded memory. Requests are told apart by a number. */
export interface Streams {
  /** @param numbers - its find stands at `at`: numbers that are handed over one by one become objects */
  readonly start: (stream: string, numbers: Float64Array, at: number, version: string | null) => void;
  readonly initStart: (stream: string, numbers: Float64Array, at: number) => void;
  /** The start of its init is known, and no REPORT has come since. */
  readonly awaitsReport: (stream: string) => boolean;
  readonly initType: (stream: string, initializationType: string | null) => void;
  /** @returns the same object each time */
  readonly report: (
    stream: string,
    numbers: Float64Array,
    at: number,
    status: string | null,
  ) => Readonly<StreamFacts>;
  /** Streams that were forgotten to make room. */
  readonly evicted: () => number;
  /** Those of which something is remembered that matters for what comes, to go on from later. */
  readonly state: () => readonly StreamState[];
}

const failures = new Set(['error', 'failure', 'timeout']);

function oldestFirst(youngest: Start | null): Start[] {
  const starts: Start[] = [];
  for (let start = youngest; start !== null; start = start.older) starts.push(start);
  return starts.reverse();
}

const stateOf = (name: string, stream: Stream): StreamState => ({
  name,
  initStartedAtMs: Number.isNaN(stream.initStartedAtMs) ? null : stream.initStartedAtMs,
  initializationType: stream.initializationType,
  failed: stream.failed,
  starts: oldestFirst(stream.youngest).map(({ request, atMs, version }) => [
    request,
    Number.isNaN(atMs) ? null : atMs,
    version,
  ]),
});

const streamFrom = (
  { starts, initStartedAtMs, initializationType, failed }: StreamState,
  owner: string | null,
): Stream => ({
  ...{ owner, initializationType, failed },
  initStartedAtMs: initStartedAtMs ?? Number.NaN,
  isUnstarted: initStartedAtMs !== null && starts.length === 0,
  youngest: starts.reduce<Start | null>(
    (older, [request, atMs, version]) => ({
      ...{ request, version, older },
      atMs: atMs ?? Number.NaN,
      isFirst: initStartedAtMs !== null && older === null,
    }),
    null,
  ),
});

/** A stream of which it says no more than a new one would. */
const isBare = ({ initStartedAtMs, initializationType, failed, starts }: StreamState): boolean =>
  initStartedAtMs === null && initializationType === null && !failed && starts.length === 0;

/** @param most - streams remembered; of more the one that was silent longest is forgotten
 * @param known - to go on from
 * @param looksBack - the start of an init may be looked up, and so come after the STARTs of its requests */
export function createStreams(most: number, known: readonly StreamState[] = [], looksBack = false): Streams {
  const streams = createBounded<Stream>(most);
  const facts: StreamFacts = { ...noFacts };
  // One text for each owner: as the key of a map it is then found at once.
  const owners = new Map<string, string>();
  const ownerOf = (name: string): string | null => {
    const owner = ownerIn(name);
    if (owner === null) return null;
    const known = owners.get(owner);
    if (known !== undefined) return known;
    if (owners.size >= most) owners.clear();
    owners.set(owner, owner);
    return owner;
  };
  for (const state of known) streams.set(state.name, streamFrom(state, ownerOf(state.name)));

  const streamOf = (name: string): Stream => {
    const known = streams.get(name);
    if (known) return known;
    const stream: Stream = {
      owner: ownerOf(name),
      initStartedAtMs: Number.NaN,
      isUnstarted: false,
      initializationType: null,
      youngest: null,
      failed: false,
    };
    streams.set(name, stream);
    return stream;
  };

  // The START that was taken last is written anew: most requests have one, and only for a moment.
  let spare: Start | null = null;
  const written = (numbers: Float64Array, at: number, version: string | null): Start => {
    const start = spare ?? { request: 0, atMs: 0, version, isFirst: false, older: null };
    spare = null;
    start.request = numbers[at + field.request] ?? 0;
    start.atMs = numbers[at + field.atMs] ?? Number.NaN;
    start.version = version;
    return start;
  };

  return {
    start: (name, numbers, at, version) => {
      const stream = streamOf(name);
      const known = takeStart(stream, numbers, at);
      // A line that is delivered again says nothing new.
      const start = stream.isUnstarted || known === null ? written(numbers, at, version) : known;
      start.isFirst = stream.isUnstarted || (known?.isFirst ?? false);
      start.older = stream.youngest;
      stream.isUnstarted = false;
      stream.youngest = start;
      forgetOldest(start);
    },
    initStart: (name, numbers, at) => {
      const stream = streamOf(name);
      stream.initStartedAtMs = numbers[at + field.atMs] ?? Number.NaN;
      const oldest = looksBack ? oldestFirst(stream.youngest)[0] : undefined;
      stream.isUnstarted = oldest === undefined;
      if (oldest !== undefined) oldest.isFirst = true;
    },
    awaitsReport: (name) => !Number.isNaN(streams.get(name)?.initStartedAtMs ?? Number.NaN),
    initType: (name, initializationType) => {
      const stream = streamOf(name);
      stream.initializationType = initializationType ?? stream.initializationType;
    },
    report: (name, numbers, at, status) => {
      const stream = streamOf(name);
      const start = takeStart(stream, numbers, at);
      facts.owner = stream.owner;
      facts.initStartedAtMs = start === null || start.isFirst ? stream.initStartedAtMs : Number.NaN;
      facts.startedAtMs = start === null ? Number.NaN : start.atMs;
      facts.version = start === null ? null : start.version;
      facts.initializationType = stream.initializationType;
      facts.precededByFailure = stream.failed;
      spare = start ?? spare;
      stream.initStartedAtMs = Number.NaN;
      stream.isUnstarted = false;
      stream.failed = status !== null && failures.has(status);
      return facts;
    },
    evicted: streams.evicted,
    state: () =>
      streams
        .entries()
        .map(([name, stream]) => stateOf(name, stream))
        .filter((state) => !isBare(state)),
  };
}

/** Takes the START of the request that a find names out of its stream; null: none is remembered. */
function takeStart(stream: Stream, numbers: Float64Array, at: number): Start | null {
  const request = numbers[at + field.request] ?? 0;
  let younger: Start | null = null;
  for (let start = stream.youngest; start !== null; start = start.older) {
    if (start.request === request) {
      if (younger === null) stream.youngest = start.older;
      else younger.older = start.older;
      return start;
    }
    younger = start;
  }
  return null;
}

function forgetOldest(youngest: Start): void {
  let start: Start | null = youngest;
  for (let n = 1; n < openRequestsPerStream && start !== null; n += 1) start = start.older;
  if (start !== null) start.older = null;
}
