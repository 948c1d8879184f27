/** Requests in the order in which they arrive. */
export interface Arrivals {
  /** Fills a list with the next moments, ascending, milliseconds since the start of the traffic.
   * @returns how many were written; fewer than there is room for only at the end, then 0 */
  readonly fill: (atMs: Float64Array) => number;
}

/** Traffic, as it is told or was recorded. It is plain data, so that it can be sent to another thread. */
export type Traffic =
  /** Independent users: gaps are exponential. */
  | { readonly kind: 'poisson'; readonly perSecond: number }
  /** Equal gaps. */
  | { readonly kind: 'even'; readonly perSecond: number }
  /** Independent users whose number goes up and down with the day: a cosine, least at 03:00, greatest at 15:00. */
  | { readonly kind: 'diurnal'; readonly perSecond: number; readonly peakToMean: number }
  /** The fan-out: `size` requests at one moment, again and again. */
  | { readonly kind: 'burst'; readonly size: number; readonly everyMs: number }
  /** Recorded moments. */
  | { readonly kind: 'moments'; readonly atMs: Float64Array }
  /** Recorded counts: each at an unknown moment of its interval. */
  | { readonly kind: 'counts'; readonly everyMs: number; readonly counts: Float64Array };

const dayMs = 86_400_000;
const troughMs = 3 * 3_600_000;

/** Share of the mean at a time of day.
 * @param peakToMean - 1 to 2 */
const dayShare = (atMs: number, peakToMean: number): number =>
  1 - (peakToMean - 1) * Math.cos((2 * Math.PI * (atMs - troughMs)) / dayMs);

function fromNext(next: () => number, horizonMs: number): Arrivals {
  let ended = false;
  return {
    fill: (atMs) => {
      let filled = 0;
      while (!ended && filled < atMs.length) {
        const moment = next();
        if (moment >= horizonMs) ended = true;
        else {
          atMs[filled] = moment;
          filled += 1;
        }
      }
      return filled;
    },
  };
}

/** Moments of a recorded interval, in order: as many uniform ones as were counted. */
function* momentsOfCounts(counts: Float64Array, everyMs: number, fraction: () => number): Generator<number> {
  for (const [index, count] of counts.entries()) {
    const moments = Float64Array.from({ length: count }, () => (index + fraction()) * everyMs).sort();
    yield* moments;
  }
}

/** How far a copy of a recorded request is moved, so that a replay of twice the traffic is no traffic of pairs. */
const copySpreadMs = 30_000;

/** A recording with `factor` times its requests: each is there as often as the factor says, and the part of it that is
 * not whole by chance. Copies are moved by up to half a minute. */
function copied(atMs: Float64Array, factor: number, horizonMs: number, fraction: () => number): Float64Array {
  if (factor === 1) return atMs;
  const copies: number[] = [];
  for (const moment of atMs) {
    const times = Math.floor(factor) + (fraction() < factor % 1 ? 1 : 0);
    for (let copy = 0; copy < times; copy += 1) {
      const moved = copy === 0 ? moment : moment + (2 * fraction() - 1) * copySpreadMs;
      copies.push(Math.min(Math.max(0, moved), horizonMs));
    }
  }
  return Float64Array.from(copies).sort();
}

/**
 * The requests of a traffic.
 *
 * @param horizonMs - none arrives at or after it
 * @param factor - times as many requests as told; above 0
 * @param fraction - uniform in [0, 1)
 */
export function arrivalsOf(
  traffic: Traffic,
  horizonMs: number,
  factor: number,
  fraction: () => number,
): Arrivals {
  let atMs = 0;
  switch (traffic.kind) {
    case 'poisson': {
      const meanGapMs = 1_000 / (traffic.perSecond * factor);
      return fromNext(() => {
        atMs += -meanGapMs * Math.log(1 - fraction());
        return atMs;
      }, horizonMs);
    }
    case 'even': {
      const gapMs = 1_000 / (traffic.perSecond * factor);
      let index = 0;
      return fromNext(() => {
        index += 1;
        return (index - 1) * gapMs;
      }, horizonMs);
    }
    case 'diurnal': {
      // Thinning: as many as at the peak, of which each is kept with the share of its time of day.
      const { peakToMean } = traffic;
      const leastGapMs = 1_000 / (traffic.perSecond * factor * peakToMean);
      return fromNext(() => {
        do atMs += -leastGapMs * Math.log(1 - fraction());
        while (fraction() * peakToMean > dayShare(atMs, peakToMean));
        return atMs;
      }, horizonMs);
    }
    case 'burst': {
      const size = Math.max(1, Math.round(traffic.size * factor));
      let index = 0;
      return fromNext(() => {
        const burst = Math.floor(index / size);
        index += 1;
        return burst * traffic.everyMs;
      }, horizonMs);
    }
    case 'moments': {
      const moments = copied(traffic.atMs, factor, horizonMs, fraction);
      let index = 0;
      return fromNext(() => {
        index += 1;
        return moments[index - 1] ?? Number.POSITIVE_INFINITY;
      }, horizonMs);
    }
    case 'counts': {
      const counts =
        factor === 1
          ? traffic.counts
          : traffic.counts.map((count) => {
              const times = count * factor;
              return Math.floor(times) + (fraction() < times % 1 ? 1 : 0);
            });
      const moments = momentsOfCounts(counts, traffic.everyMs, fraction);
      return fromNext(() => moments.next().value ?? Number.POSITIVE_INFINITY, horizonMs);
    }
  }
}

/** Requests a second on average. */
export const meanPerSecond = (traffic: Traffic, horizonMs: number): number => {
  switch (traffic.kind) {
    case 'poisson':
    case 'even':
    case 'diurnal':
      return traffic.perSecond;
    case 'burst':
      return (traffic.size * 1_000) / traffic.everyMs;
    case 'moments':
      return (traffic.atMs.length * 1_000) / horizonMs;
    case 'counts':
      return (traffic.counts.reduce((sum, count) => sum + count, 0) * 1_000) / horizonMs;
  }
};
