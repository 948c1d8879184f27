import { ownerIn } from '../../model/log-stream.ts';
import type { StreamState } from '../../model/logs-state.ts';
import { createBounded } from './bounded.ts';

/** Requests of one environment whose START is remembered until their REPORT; one, but for Managed Instances. */
const openRequestsPerStream = 64;

interface Start {
  request: number;
  atMs: number;
  version: string | null;
}

interface Stream {
  readonly owner: string | null;
  initStartedAtMs: number;
  initializationType: string | null;
  /** STARTs without their REPORT, oldest first. */
  readonly starts: Start[];
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
  readonly start: (stream: string, atMs: number, request: number, version: string | null) => void;
  readonly initStart: (stream: string, atMs: number) => void;
  /** The start of its init is known, and no REPORT has come since. */
  readonly awaitsReport: (stream: string) => boolean;
  readonly initType: (stream: string, initializationType: string | null) => void;
  /** @returns the same object each time */
  readonly report: (stream: string, request: number, status: string | null) => Readonly<StreamFacts>;
  /** Streams that were forgotten to make room. */
  readonly evicted: () => number;
  /** Those of which something is remembered that matters for what comes, to go on from later. */
  readonly state: () => readonly StreamState[];
}

const failures = new Set(['error', 'failure', 'timeout']);

const stateOf = (name: string, stream: Stream): StreamState => ({
  name,
  initStartedAtMs: Number.isNaN(stream.initStartedAtMs) ? null : stream.initStartedAtMs,
  initializationType: stream.initializationType,
  failed: stream.failed,
  starts: stream.starts.map(({ request, atMs, version }) => [
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
  starts: starts.map(([request, atMs, version]) => ({ request, atMs: atMs ?? Number.NaN, version })),
});

/** A stream of which it says no more than a new one would. */
const isBare = ({ initStartedAtMs, initializationType, failed, starts }: StreamState): boolean =>
  initStartedAtMs === null && initializationType === null && !failed && starts.length === 0;

/** @param most - streams remembered; of more the one that was silent longest is forgotten
 * @param known - to go on from */
export function createStreams(most: number, known: readonly StreamState[] = []): Streams {
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
      initializationType: null,
      starts: [],
      failed: false,
    };
    streams.set(name, stream);
    return stream;
  };

  // The START that was taken last is written anew: most requests have one, and only for a moment.
  let spare: Start | null = null;
  const written = (request: number, atMs: number, version: string | null): Start => {
    const start = spare ?? { request, atMs, version };
    spare = null;
    start.request = request;
    start.atMs = atMs;
    start.version = version;
    return start;
  };

  return {
    start: (name, atMs, request, version) => {
      const { starts } = streamOf(name);
      takeStart(starts, request);
      if (starts.length === openRequestsPerStream) starts.shift();
      starts.push(written(request, atMs, version));
    },
    initStart: (name, atMs) => {
      streamOf(name).initStartedAtMs = atMs;
    },
    awaitsReport: (name) => !Number.isNaN(streams.get(name)?.initStartedAtMs ?? Number.NaN),
    initType: (name, initializationType) => {
      const stream = streamOf(name);
      stream.initializationType = initializationType ?? stream.initializationType;
    },
    report: (name, request, status) => {
      const stream = streamOf(name);
      const start = takeStart(stream.starts, request);
      facts.owner = stream.owner;
      facts.initStartedAtMs = stream.initStartedAtMs;
      facts.startedAtMs = start === null ? Number.NaN : start.atMs;
      facts.version = start === null ? null : start.version;
      facts.initializationType = stream.initializationType;
      facts.precededByFailure = stream.failed;
      spare = start ?? spare;
      stream.initStartedAtMs = Number.NaN;
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

/** Takes the START of a request out of its stream; null: none is remembered. */
function takeStart(starts: Start[], request: number): Start | null {
  for (let at = starts.length - 1; at >= 0; at -= 1) {
    const start = starts[at];
    if (start?.request !== request) continue;
    if (at === starts.length - 1) starts.pop();
    else starts.splice(at, 1);
    return start;
  }
  return null;
}
