import {
  decide,
  newEnvironmentsPerTenSeconds,
  refilledTokens,
  requestsPerSecondPerProvisioned,
} from '../../model/placement.ts';
import { LogHistogram } from '../logs/histogram.ts';
import { IdleStack } from './idle-stack.ts';
import { MinHeap } from './min-heap.ts';

/** Measured requests of one way of being served, side by side: the n-th entry of each list is of the same request, so
 * what belongs together is drawn together. */
export interface ServiceSample {
  /** How long its environment was busy, init included where it was waited for. */
  readonly occupiedMs: Float64Array;
  /** What its sender saw. */
  readonly roundTripMs: Float64Array;
  readonly billedMs: Float64Array;
  /** The part of `billedMs` that is init. */
  readonly billedInitMs: Float64Array;
}

export interface Samples {
  readonly provisioned: ServiceSample;
  readonly retained: ServiceSample;
  readonly new: ServiceSample;
}

export interface FleetOptions {
  /** Provisioned concurrency at a moment; 0 or more, whole. */
  readonly provisionedAt: (atMs: number) => number;
  /** How long an idle on-demand environment is kept. */
  readonly retentionMs: number;
  /** What reserved or account concurrency leaves beside provisioned concurrency. */
  readonly onDemandLimitAt: (atMs: number) => number;
  /** False: the ten requests a second for each provisioned environment are not counted. */
  readonly ratesLimited: boolean;
}

/** What became of the requests of one simulated fleet. */
export interface FleetCounts {
  readonly provisioned: number;
  readonly retained: number;
  readonly new: number;
  readonly overConcurrency: number;
  readonly overRate: number;
  readonly provisionedBilledMs: number;
  readonly onDemandBilledMs: number;
  /** The part of `onDemandBilledMs` that is init. */
  readonly billedInitMs: number;
  /** Most environments that were busy at one moment. */
  readonly mostBusy: number;
}

/**
 * One function with one amount of provisioned concurrency, in simulated time: requests are placed by the rule that
 * places them in the embedded service, and each environment is busy for as long as a measured request was.
 */
export class Fleet {
  readonly roundTrips = new LogHistogram();
  readonly #options: FleetOptions;
  readonly #samples: Samples;
  readonly #provisionedBusy = new MinHeap();
  readonly #onDemandBusy = new MinHeap();
  readonly #idle = new IdleStack();
  #atMs = 0;
  #provisionedTokens = Number.POSITIVE_INFINITY;
  #newTokens = newEnvironmentsPerTenSeconds;
  #size = 0;
  #provisioned = 0;
  #retained = 0;
  #new = 0;
  #overConcurrency = 0;
  #overRate = 0;
  #provisionedBilledMs = 0;
  #onDemandBilledMs = 0;
  #billedInitMs = 0;
  #mostBusy = 0;

  constructor(samples: Samples, options: FleetOptions) {
    this.#samples = samples;
    this.#options = options;
  }

  /** Places a request.
   * @param atMs - not before the one before
   * @param fraction - uniform in [0, 1): which measured request it takes after */
  offer(atMs: number, fraction: number): void {
    const { provisionedAt, retentionMs, onDemandLimitAt, ratesLimited } = this.#options;
    const elapsedMs = atMs - this.#atMs;
    this.#atMs = atMs;
    const size = provisionedAt(atMs);
    const perSecond = size * requestsPerSecondPerProvisioned;
    // A changed allocation has a bucket of its own, which is full.
    this.#provisionedTokens =
      size === this.#size
        ? refilledTokens(perSecond, perSecond, this.#provisionedTokens, elapsedMs)
        : perSecond;
    this.#size = size;
    this.#newTokens = refilledTokens(
      newEnvironmentsPerTenSeconds,
      newEnvironmentsPerTenSeconds / 10,
      this.#newTokens,
      elapsedMs,
    );
    while (this.#provisionedBusy.peek() <= atMs) this.#provisionedBusy.pop();
    while (this.#onDemandBusy.peek() <= atMs) this.#idle.push(this.#onDemandBusy.pop());
    this.#idle.expire(atMs - retentionMs);
    const decision = decide(
      size - this.#provisionedBusy.length,
      ratesLimited ? this.#provisionedTokens : 1,
      this.#idle.length,
      ratesLimited ? this.#newTokens : 1,
      this.#onDemandBusy.length,
      onDemandLimitAt(atMs),
    );
    switch (decision) {
      case 'provisioned':
        this.#provisioned += 1;
        this.#provisionedTokens -= 1;
        this.#provisionedBilledMs += this.#serve(this.#samples.provisioned, fraction, this.#provisionedBusy);
        break;
      case 'retained':
        this.#retained += 1;
        this.#idle.pop();
        this.#onDemandBilledMs += this.#serve(this.#samples.retained, fraction, this.#onDemandBusy);
        break;
      case 'new':
        this.#new += 1;
        this.#newTokens -= 1;
        this.#onDemandBilledMs += this.#serve(this.#samples.new, fraction, this.#onDemandBusy);
        break;
      case 'over-concurrency':
        this.#overConcurrency += 1;
        return;
      case 'over-rate':
        this.#overRate += 1;
        return;
    }
    const busy = this.#provisionedBusy.length + this.#onDemandBusy.length;
    if (busy > this.#mostBusy) this.#mostBusy = busy;
  }

  counts(): FleetCounts {
    return {
      provisioned: this.#provisioned,
      retained: this.#retained,
      new: this.#new,
      overConcurrency: this.#overConcurrency,
      overRate: this.#overRate,
      provisionedBilledMs: this.#provisionedBilledMs,
      onDemandBilledMs: this.#onDemandBilledMs,
      billedInitMs: this.#billedInitMs,
      mostBusy: this.#mostBusy,
    };
  }

  /** @returns what the request is billed, ms */
  #serve(sample: ServiceSample, fraction: number, busy: MinHeap): number {
    const drawn = Math.floor(fraction * sample.occupiedMs.length);
    busy.push(this.#atMs + (sample.occupiedMs[drawn] ?? 0));
    this.roundTrips.add(sample.roundTripMs[drawn] ?? 0);
    this.#billedInitMs += sample.billedInitMs[drawn] ?? 0;
    return sample.billedMs[drawn] ?? 0;
  }
}
