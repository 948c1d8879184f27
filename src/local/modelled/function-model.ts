import { logNormal } from './distribution.ts';
import { type Preset, type PresetName, presets } from './presets.ts';

/** How a function is modelled: its environments draw their times instead of running a process. */
export interface FunctionModel {
  readonly preset: PresetName;
  /** Same seed, same draws. */
  readonly seed: number;
  /** Init Duration where it is known better than by the preset; null: the preset's. */
  readonly init: { readonly p50Ms: number; readonly p99Ms: number } | null;
}

export const defaultModelSeed = 1;

/** `node22-arm64, seed 1`, as every output names it. */
export const modelInWords = ({ preset, seed, init }: FunctionModel): string =>
  `${preset}${init === null ? '' : ` with init p50 ${init.p50Ms} ms p99 ${init.p99Ms} ms`}, seed ${seed}`;

/** The preset with what the model says otherwise. */
export const presetOf = ({ preset, init }: FunctionModel): Preset =>
  init === null ? presets[preset] : { ...presets[preset], init: logNormal(init.p50Ms, init.p99Ms) };
