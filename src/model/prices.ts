export type PricedArchitecture = 'x86_64' | 'arm64';

/** Duration above a month's GB-seconds costs less: from there on the lower price. */
export interface DurationTier {
  readonly fromGbSeconds: number;
  readonly perGbSecondUsd: number;
}

/** US dollars for one region and architecture, before any free tier or discount. Null: no source for it. */
export interface Prices {
  readonly perMillionRequestsUsd: number;
  /** On demand, first tier. */
  readonly perGbSecondUsd: number;
  /** Further tiers of on-demand duration, ascending; empty where no source tells them. */
  readonly durationTiers: readonly DurationTier[];
  /** Configured provisioned concurrency, busy or idle. */
  readonly provisionedPerGbSecondUsd: number | null;
  /** Duration on a provisioned environment. */
  readonly provisionedDurationPerGbSecondUsd: number | null;
  /** Ephemeral storage above 512 MB. */
  readonly storagePerGbSecondUsd: number;
  /** What CloudWatch Logs takes in, standard class. */
  readonly logsPerGbUsd: number | null;
}

/** When the table was last compared with its sources. */
export const pricesAsOf = '2026-11';

/** One line a region: requests per million; GB-second on demand x86 and arm64; provisioned concurrency configured and its
 * duration, x86; ephemeral storage.
 * @see https://calculator.aws/pricing/2.0/meteredUnitMaps/lambda/USD/current/lambda.json
 * @see https://aws.amazon.com/lambda/pricing/ */
type RegionPrices = readonly [number, number, number, number, number, number];

const regionPrices: Readonly<Record<string, RegionPrices>> = {
  'af-south-1': [0.27, 0.0000221, 0.00001768, 0.00000553, 0.0000129, 0.0000000404],
  'ap-east-1': [0.28, 0.00002292, 0.0000183, 0.0000057153, 0.0000133358, 0.0000000407],
  'ap-northeast-1': [0.2, 0.0000166667, 0.0000133334, 0.0000053835, 0.0000125615, 0.000000037],
  'ap-northeast-2': [0.2, 0.0000166667, 0.0000133334, 0.0000051254, 0.0000119592, 0.0000000352],
  'ap-northeast-3': [0.2, 0.0000166667, 0.0000133334, 0.0000053835, 0.0000125615, 0.000000037],
  'ap-south-1': [0.2, 0.0000166667, 0.0000133334, 0.0000044985, 0.0000104966, 0.0000000352],
  'ap-southeast-1': [0.2, 0.0000166667, 0.0000133334, 0.0000051991, 0.0000121313, 0.000000037],
  'ap-southeast-2': [0.2, 0.0000166667, 0.0000133334, 0.000005236, 0.0000122173, 0.000000037],
  'ap-southeast-4': [0.2, 0.0000166667, 0.0000133334, 0.000005236, 0.0000122173, 0.000000037],
  'ap-southeast-5': [0.18, 0.000015, 0.000012, 0.0000046791, 0.0000109181, 0.0000000333],
  'ca-central-1': [0.2, 0.0000166667, 0.0000133334, 0.000004646, 0.0000108407, 0.000000034],
  'eu-central-1': [0.2, 0.0000166667, 0.0000133334, 0.0000050147, 0.0000117011, 0.0000000367],
  'eu-central-2': [0.22, 0.0000183334, 0.0000146667, 0.0000055162, 0.0000128712, 0.0000000441],
  'eu-north-1': [0.2, 0.0000166667, 0.0000133334, 0.0000044248, 0.0000103245, 0.0000000323],
  'eu-south-1': [0.23, 0.0000195172, 0.0000156138, 0.0000048783, 0.0000113827, 0.0000000357],
  'eu-west-1': [0.2, 0.0000166667, 0.0000133334, 0.000004646, 0.0000108407, 0.000000034],
  'eu-west-2': [0.2, 0.0000166667, 0.0000133334, 0.0000048304, 0.0000112709, 0.0000000358],
  'eu-west-3': [0.2, 0.0000166667, 0.0000133334, 0.0000048673, 0.0000113569, 0.0000000358],
  'me-south-1': [0.25, 0.0000206667, 0.0000165334, 0.0000051108, 0.0000119251, 0.0000000374],
  'sa-east-1': [0.2, 0.0000166667, 0.0000133334, 0.0000066372, 0.0000154867, 0.0000000586],
  'us-east-1': [0.2, 0.0000166667, 0.0000133334, 0.0000041667, 0.0000097222, 0.0000000309],
  'us-east-2': [0.2, 0.0000166667, 0.0000133334, 0.0000041667, 0.0000097222, 0.0000000309],
  'us-west-1': [0.2, 0.0000166667, 0.0000133334, 0.0000049041, 0.000011443, 0.000000037],
  'us-west-2': [0.2, 0.0000166667, 0.0000133334, 0.0000041667, 0.0000097222, 0.0000000309],
};

/** Provisioned concurrency on arm64, configured and duration, from the worked examples of the pricing page, which hold
 * for US East (N. Virginia).
 * @see https://aws.amazon.com/lambda/pricing/ */
const arm64Provisioned: Readonly<Record<string, readonly [number, number]>> = {
  'us-east-1': [0.0000033334, 0.0000077778],
};

/** The tiers that the pricing page shows, for US East (N. Virginia): 6 billion GB-seconds, then 9 billion more on x86;
 * 7.5, then 11.25 on arm64.
 * @see https://aws.amazon.com/lambda/pricing/ */
const durationTiers: Readonly<Record<string, Readonly<Record<PricedArchitecture, readonly DurationTier[]>>>> =
  {
    'us-east-1': {
      x86_64: [
        { fromGbSeconds: 6e9, perGbSecondUsd: 0.000015 },
        { fromGbSeconds: 15e9, perGbSecondUsd: 0.0000133334 },
      ],
      arm64: [
        { fromGbSeconds: 7.5e9, perGbSecondUsd: 0.0000120001 },
        { fromGbSeconds: 18.75e9, perGbSecondUsd: 0.0000106667 },
      ],
    },
  };

/** @see https://aws.amazon.com/cloudwatch/pricing/ "Logs", collect, standard */
const logsPerGb: Readonly<Record<string, number>> = { 'us-east-1': 0.5, 'eu-west-1': 0.57 };

/** Every region that has prices, in alphabetical order. */
export const pricedRegions: readonly string[] = Object.keys(regionPrices).sort();

/** The prices of a region and architecture; null where none is known: a region that is not in the table has no
 * default price. */
export function pricesOf(region: string, architecture: string): Prices | null {
  const found = Object.hasOwn(regionPrices, region) ? regionPrices[region] : undefined;
  if (found === undefined || (architecture !== 'x86_64' && architecture !== 'arm64')) return null;
  const [requests, x86, arm64, configured, duration, storage] = found;
  const onArm = architecture === 'arm64';
  const provisioned = onArm ? arm64Provisioned[region] : ([configured, duration] as const);
  return {
    perMillionRequestsUsd: requests,
    perGbSecondUsd: onArm ? arm64 : x86,
    durationTiers: durationTiers[region]?.[architecture] ?? [],
    provisionedPerGbSecondUsd: provisioned?.[0] ?? null,
    provisionedDurationPerGbSecondUsd: provisioned?.[1] ?? null,
    storagePerGbSecondUsd: storage,
    logsPerGbUsd: logsPerGb[region] ?? null,
  };
}
