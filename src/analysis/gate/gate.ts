import type { ComparedRun } from '../comparison/metric-sample.ts';
import type { Verdict } from '../result.ts';
import { holm } from '../statistics/holm.ts';
import { againstBaseline, againstRun, type GateComparison } from './baseline.ts';
import type { Regression } from './regression.ts';

/** What a run is judged against. */
export type Reference =
  | { readonly kind: 'run'; readonly run: ComparedRun }
  | { readonly kind: 'baseline'; readonly runs: readonly ComparedRun[] };

/** One look at one regression. */
export interface Look extends GateComparison {
  /** Holm's adjustment over all regressions of the gate. */
  readonly pHolm: number | null;
  /** The test says so, and the effect is beyond what was stated; null: it cannot be told. */
  readonly suspected: boolean | null;
}

/** A regression's verdict after all looks. */
export interface GateLine {
  readonly regression: Regression;
  readonly verdict: 'passed' | 'failed' | 'undecided';
  /** The first look, and each confirmation. */
  readonly looks: readonly Look[];
  /** One sentence. */
  readonly because: string;
}

export interface GateResult {
  readonly lines: readonly GateLine[];
  readonly assertions: readonly Verdict[];
}

export interface GateOptions {
  /** A p-value of at most this counts, after Holm. */
  readonly alpha: number;
  readonly seed: string;
}

/** Looks at all regressions of a run once. */
export const look = (
  regressions: readonly Regression[],
  reference: Reference,
  now: ComparedRun,
  options: GateOptions,
): readonly Look[] =>
  lookBy(
    regressions,
    ({ metric }) =>
      reference.kind === 'run'
        ? againstRun(metric, reference.run, now, options.alpha, options.seed)
        : againstBaseline(metric, reference.runs, now),
    options.alpha,
  );

/** Looks at all regressions once, however each is compared. */
export function lookBy(
  regressions: readonly Regression[],
  compare: (regression: Regression) => GateComparison,
  alpha: number,
): readonly Look[] {
  const found = regressions.map(compare);
  const tested = found.flatMap(({ p }) => (p === null ? [] : [p]));
  const adjusted = holm(tested);
  let next = 0;
  return found.map((each, index): Look => {
    if (each.p === null) return { ...each, pHolm: null, suspected: null };
    next += 1;
    const pHolm = adjusted[next - 1] ?? 1;
    if (each.verdict === 'undecided') return { ...each, pHolm, suspected: null };
    const effect = regressions[index]?.effect ?? 0;
    const beyond = each.change !== null && each.change.estimate > effect;
    return { ...each, pHolm, suspected: pHolm <= alpha && beyond };
  });
}

/** Is there anything to look at again? */
export const isSuspicious = (looks: readonly Look[]): boolean =>
  looks.some(({ suspected }) => suspected === true);

/**
 * The verdict over all looks: a regression fails only if every one of them suspects it.
 *
 * @param looks - each as long as `regressions`; the first, then the confirmations
 * @param wanted - confirmations that a failure needs
 */
export function linesOf(
  regressions: readonly Regression[],
  looks: readonly (readonly Look[])[],
  wanted: number,
): readonly GateLine[] {
  return regressions.map((regression, index): GateLine => {
    const own = looks.flatMap((each) => each[index] ?? []);
    const [first, ...confirmations] = own;
    const line = (verdict: GateLine['verdict'], because: string): GateLine => ({
      regression,
      verdict,
      looks: own,
      because,
    });
    if (first === undefined) return line('undecided', 'nothing was compared');
    if (first.suspected === null) return line('undecided', first.because);
    if (!first.suspected) return line('passed', 'no regression beyond the stated size was seen');
    const open = confirmations.find(({ suspected }) => suspected === null);
    if (confirmations.some(({ suspected }) => suspected === false))
      return line('passed', `suspected at first, and not confirmed by measuring again`);
    if (open !== undefined)
      return line('undecided', `suspected, and could not be confirmed: ${open.because}`);
    if (confirmations.length < wanted)
      return line('undecided', `suspected, and measured again ${confirmations.length} times of ${wanted}`);
    return line(
      'failed',
      wanted === 0 ? 'seen once, and no confirmation was asked for' : `seen, and confirmed ${wanted} times`,
    );
  });
}

/** What the gate says as a whole. */
export const gateVerdict = ({ lines, assertions }: GateResult): 'passed' | 'failed' | 'undecided' => {
  if (
    lines.some(({ verdict }) => verdict === 'failed') ||
    assertions.some(({ verdict }) => verdict === 'breached')
  )
    return 'failed';
  const open =
    lines.some(({ verdict }) => verdict === 'undecided') ||
    assertions.some(({ verdict }) => verdict === 'undecided');
  return open ? 'undecided' : 'passed';
};
