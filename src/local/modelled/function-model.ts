import { type Distribution, logNormal } from './distribution.ts';
import { type Preset, type PresetName, presets } from './presets.ts';

/** How a function is modelled: its environments draw their times instead of running a process. */
export interface FunctionModel {
  readonly preset: PresetName;
  /** Same seed, same draws. */
  readonly seed: number;
  /** Init Duration where it is known better than by the preset; null: the preset's. */
  readonly init: KnownInit | null;
}

/** Log-normal; slow ones only where they are told. */
export interface KnownInit {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** A share of the inits, 0 to 1, takes so many times as long. */
  readonly outliers?: { readonly share: number; readonly factor: number } | undefined;
}

export const defaultModelSeed = 1;

/** `node22-arm64, seed 1`, as every output names it. */
export const modelInWords = ({ preset, seed, init }: FunctionModel): string =>
  `${preset}${init === null ? '' : initInWords(init)}, seed ${seed}`;

const initInWords = ({ p50Ms, p99Ms, outliers }: KnownInit): string =>
  ` with init p50 ${p50Ms} ms p99 ${p99Ms} ms${outliers === undefined ? '' : `, ${100 * outliers.share} % × ${outliers.factor}`}`;

/** The preset with what the model says otherwise. */
export const presetOf = ({ preset, init }: FunctionModel): Preset =>
  init === null ? presets[preset] : { ...presets[preset], init: distributionOf(init) };

const distributionOf = ({ p50Ms, p99Ms, outliers }: KnownInit): Distribution => ({
  ...logNormal(p50Ms, p99Ms),
  ...(outliers === undefined ? {} : { outlierShare: outliers.share, outlierFactor: outliers.factor }),
});
