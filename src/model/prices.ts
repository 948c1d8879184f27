/** US dollars for one region and architecture, first tier, before any free tier or discount. */
export interface Prices {
  readonly perMillionRequestsUsd: number;
  readonly perGbSecondUsd: number;
  /** Configured provisioned concurrency, busy or idle. */
  readonly provisionedPerGbSecondUsd: number;
  /** Duration on a provisioned environment. */
  readonly provisionedDurationPerGbSecondUsd: number;
}

/** When the table was last compared with its source. */
export const pricesAsOf = '2026-11';

const x86 = (requests: number, onDemand: number, provisioned: number, duration: number): Prices => ({
  perMillionRequestsUsd: requests,
  perGbSecondUsd: onDemand,
  provisionedPerGbSecondUsd: provisioned,
  provisionedDurationPerGbSecondUsd: duration,
});

/** x86 prices by region; a region that is not here has no known price, never a default one.
 * @see https://aws.amazon.com/lambda/pricing/ */
const x86Prices: Readonly<Record<string, Prices>> = {
  'us-east-1': x86(0.2, 0.0000166667, 0.0000041667, 0.0000097222),
  'us-west-2': x86(0.2, 0.0000166667, 0.0000041667, 0.0000097222),
  'us-west-1': x86(0.2, 0.0000166667, 0.0000049041, 0.000011443),
  'ca-central-1': x86(0.2, 0.0000166667, 0.000004646, 0.0000108407),
  'eu-west-1': x86(0.2, 0.0000166667, 0.000004646, 0.0000108407),
  'eu-central-1': x86(0.2, 0.0000166667, 0.0000050147, 0.0000117011),
  'eu-south-1': x86(0.23, 0.0000195172, 0.0000048783, 0.0000113827),
  'ap-south-1': x86(0.2, 0.0000166667, 0.0000044985, 0.0000104966),
  'ap-southeast-1': x86(0.2, 0.0000166667, 0.0000051991, 0.0000121313),
  'ap-northeast-1': x86(0.2, 0.0000166667, 0.0000053835, 0.0000125615),
  'af-south-1': x86(0.27, 0.0000221, 0.00000553, 0.0000129),
};

const arm64Prices: Readonly<Record<string, Prices>> = {
  'us-east-1': x86(0.2, 0.0000133334, 0.0000033334, 0.0000077778),
};

/** The prices of a region and architecture, or null where none is known. */
export const pricesOf = (region: string, architecture: string): Prices | null =>
  (architecture === 'arm64' ? arm64Prices : x86Prices)[region] ?? null;
