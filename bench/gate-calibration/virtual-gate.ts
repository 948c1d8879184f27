import type { ComparedRun } from '../../src/analysis/comparison/metric-sample.ts';
import { alphaOf, defaultConfirmations } from '../../src/analysis/gate/defaults.ts';
import { isSuspicious, type Look, linesOf, look } from '../../src/analysis/gate/gate.ts';
import { parseRegression } from '../../src/analysis/gate/regression.ts';
import { judgeRun } from '../../src/commands/judge-run.ts';
import type { Run } from '../../src/model/run-file.ts';
import { outlierShare, world } from './days.ts';
import { virtualService } from './virtual-service.ts';

const init = parseRegression('init.p50 > 10%');
const quantile99 = 2.326_348;

const compared = (run: Run): ComparedRun => ({ ...judgeRun(run), header: run.header });

/**
 * `gate --against` whole, but for the wire: both versions are measured in turn on the embedded service in virtual time,
 * as twins that nobody invoked before, then once more on the environments that are retained; rows are classified and
 * analysed from their REPORTs; a suspicion is measured again with further twins.
 *
 * @param factor - times as long as the old version's is the new one's init
 */
export async function virtualGate(seed: string, factor: number): Promise<'passed' | 'failed' | 'undecided'> {
  const service = virtualService(seed);
  const { middleMs, within, day } = world(seed);
  const outliers = { share: outlierShare, factor: 3.5 };
  const today = day();
  const modelOf = (times: number) => {
    const p50Ms = middleMs * today * times;
    const p99Ms = p50Ms * Math.exp(quantile99 * within);
    return { preset: 'node22-arm64', seed: 1, init: { p50Ms, p99Ms, outliers } } as const;
  };
  const alpha = alphaOf('version');
  const looks: (readonly Look[])[] = [];
  do {
    const measure = async (side: string, times: number) =>
      compared(
        await service.measure(`${side}-${looks.length}-${seed}`, modelOf(times), {
          concurrency: 20,
          rounds: 2,
        }),
      );
    const run = await measure('old', 1);
    const now = await measure('new', factor);
    looks.push(look([init], { kind: 'run', run }, now, { alpha, seed }));
  } while (looks.length <= defaultConfirmations && isSuspicious(looks.at(-1) ?? []));
  return linesOf([init], looks, defaultConfirmations)[0]?.verdict ?? 'undecided';
}
