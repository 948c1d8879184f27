import { type Distribution, logNormal, spreadLike } from './distribution.ts';

/** How a function of some runtime, architecture and packaging behaves on Lambda. */
export interface Preset {
  /** As local.json and the API name it. */
  readonly runtime: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly packaging: 'zip' | 'image';
  /** Init Duration of a function that does nothing, 1,024 MB. */
  readonly init: Distribution;
  /** What the handler's own work takes, beside its hold. */
  readonly duration: Distribution;
  /** Max Memory Used, a constant. */
  readonly memoryUsedMb: number;
  /** Where the figures of `init` come from, in words. */
  readonly source: string;
}

/** Memory size of the functions that the published figures are of. */
export const modelMemorySizeMb = 1_024;

/** Fitted to p50, p90, p95 and p99 of all daily samples pooled, with the largest one where it is no contradiction:
 * the least of the largest relative error of the four. The fit meets each of them within 3 %. */
const fitted = (
  medianMs: number,
  sigma: number,
  outlierShare: number,
  outlierFactor: number,
): Distribution => ({ medianMs, sigma, outlierShare, outlierFactor });

/** Pooled samples of the year in the words of `source`, quantiles in ms: p50/p90/p95/p99. */
const init = {
  /** 3,220 samples: 142/166/181/210 */
  'node20-x86': fitted(140.2, 0.139, 0.0082, 3.22),
  /** 1,834 samples: 142/171/186/218 */
  'node22-x86': fitted(140.8, 0.13, 0.05, 1.38),
  /** 1,840 samples: 126/140/145/173 */
  'node22-arm64': fitted(125.9, 0.08, 0.02, 1.4),
  /** 1,828 samples: 143/171/183/208 */
  'node24-x86': fitted(142.7, 0.142, 0.006, 3.08),
  /** 1,823 samples: 89/108/117/138 */
  'python3.12-x86': fitted(88.8, 0.155, 0.0078, 2.45),
  /** 3,529 samples: 260/341/576/754; two humps, so its outliers are no rarities */
  'java21-x86': fitted(256.5, 0.157, 0.0669, 2.49),
} as const;

/** The handler's own work from its mean in the same repository (2026-08-22; .NET, Go: 2024-10-23, where the constants of
 * memory come from too; Rust as C++ there). Its spread is an assumption: the 99th percentile is 2.5 times the median. */
const work = (meanMs: number): Distribution => spreadLike(logNormal(1, 2.5), meanMs);

const pooled = (year: number): string =>
  `github.com/maxday/lambda-perf, data/${year}, all daily samples pooled, as of 2026-08-22`;
const oneDay = (like: string): string =>
  `github.com/maxday/lambda-perf, mean of the ten samples of 2026-08-22, spread as ${like}`;

const node = { packaging: 'zip', duration: work(3.1), memoryUsedMb: 67 } as const;
const native = { runtime: 'provided.al2023', architecture: 'x86_64', packaging: 'zip' } as const;

/**
 * Presets by runtime, architecture and packaging (`-image`; else zip). Init of a function that does nothing: what your
 * own code adds comes on top.
 * @see https://github.com/maxday/lambda-perf
 */
export const presets = {
  'node20-x86': {
    ...node,
    runtime: 'nodejs20.x',
    architecture: 'x86_64',
    init: init['node20-x86'],
    source: pooled(2025),
  },
  'node20-arm64': {
    ...node,
    runtime: 'nodejs20.x',
    architecture: 'arm64',
    init: spreadLike(init['node22-arm64'], 127.2),
    source: oneDay('node22-arm64'),
  },
  'node22-x86': {
    ...node,
    runtime: 'nodejs22.x',
    architecture: 'x86_64',
    init: init['node22-x86'],
    source: pooled(2026),
  },
  'node22-arm64': {
    ...node,
    runtime: 'nodejs22.x',
    architecture: 'arm64',
    init: init['node22-arm64'],
    source: pooled(2026),
  },
  'node22-x86-image': {
    ...node,
    packaging: 'image',
    runtime: 'nodejs22.x',
    architecture: 'x86_64',
    init: spreadLike(init['node22-x86'], 332.7),
    source: oneDay('node22-x86'),
  },
  'node22-arm64-image': {
    ...node,
    packaging: 'image',
    runtime: 'nodejs22.x',
    architecture: 'arm64',
    init: spreadLike(init['node22-arm64'], 257.1),
    source: oneDay('node22-arm64'),
  },
  'node24-x86': {
    ...node,
    runtime: 'nodejs24.x',
    architecture: 'x86_64',
    init: init['node24-x86'],
    source: pooled(2026),
  },
  'node24-arm64': {
    ...node,
    runtime: 'nodejs24.x',
    architecture: 'arm64',
    init: spreadLike(init['node22-arm64'], 124.5),
    source: oneDay('node22-arm64'),
  },
  'python3.12-x86': {
    runtime: 'python3.12',
    architecture: 'x86_64',
    packaging: 'zip',
    init: init['python3.12-x86'],
    duration: work(1.8),
    memoryUsedMb: 31,
    source: pooled(2026),
  },
  'java21-x86': {
    runtime: 'java21',
    architecture: 'x86_64',
    packaging: 'zip',
    init: init['java21-x86'],
    duration: work(6.7),
    memoryUsedMb: 90,
    source: pooled(2024),
  },
  'dotnet8-x86': {
    runtime: 'dotnet8',
    architecture: 'x86_64',
    packaging: 'zip',
    init: spreadLike(init['node22-x86'], 238),
    // The first run of a .NET handler is compiled while it runs; later ones are quicker, which is not modelled.
    duration: work(70.3),
    memoryUsedMb: 65,
    source: oneDay('node22-x86'),
  },
  'go-x86': {
    ...native,
    init: spreadLike(init['node22-x86'], 50),
    duration: work(2.2),
    memoryUsedMb: 16,
    source: oneDay('node22-x86'),
  },
  'rust-x86': {
    ...native,
    init: spreadLike(init['node22-x86'], 15),
    duration: work(1.9),
    memoryUsedMb: 15,
    source: oneDay('node22-x86'),
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as readonly PresetName[];

/**
 * Way there and back and placement, without the network: round trips of warm requests, median 18 ms and 99th percentile
 * 74 ms once the propagation was taken off, less 2 ms for the handler. The same for each preset.
 * @see https://github.com/vhive-serverless/STeLLAR "Analyzing Tail Latency in Serverless Clouds with STeLLAR", IISWC 2021
 */
export const warmOverhead: Distribution = logNormal(16, 72);

/**
 * Download and start of a new environment, before its init and in no figure of REPORT: cold round trips of the same
 * study (Python; zip 360 ms, 99th percentile 570; image 612 and 2,882) less its warm ones and less the init that
 * the preset `python3.12-x86` has (of an image: in the ratio of the Node.js presets).
 */
export const downloadAndStart: Readonly<Record<Preset['packaging'], Distribution>> = {
  zip: logNormal(253, 414),
  image: logNormal(383, 2_600),
};
