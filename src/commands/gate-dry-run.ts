import type { Io } from '../io/io.ts';
import type { GatePlan } from './gate-measure.ts';
import type { GateOptions } from './options/gate.ts';
import type { OutputFile } from './options/output.ts';

/** How often it may be measured: once, and again as long as the budget lets a suspicion be confirmed. */
function mostMeasurements(sent: number, { confirm, maxInvocations, regression }: GateOptions): number {
  if (regression.length === 0) return 1;
  return 1 + Math.min(confirm, Math.max(0, Math.floor(maxInvocations / sent) - 1));
}

/** `gate --dry-run`: whom it would measure, what that sends, costs and needs; sends nothing. */
export async function printGateDryRun(
  planned: GatePlan,
  options: GateOptions,
  output: { readonly files: readonly OutputFile[]; readonly io: Io; readonly onAws: boolean },
): Promise<void> {
  const most = mostMeasurements(planned.sent, options);
  const notes =
    most === 1
      ? []
      : [
          {
            code: 'would-confirm',
            message: `A regression that is suspected would be measured again, ${most === 2 ? 'once' : `up to ${most - 1} times`}: at most ${(most * planned.sent).toLocaleString('en')} invocations in all.`,
          },
        ];
  if (planned.kind === 'both') {
    const { printCompareDryRun } = await import('./compare-dry-run.ts');
    return printCompareDryRun('gate', planned.sides, options, { ...output, notes });
  }
  const { printDryRun } = await import('./dry-run.ts');
  const { plan, header, facts, functionNameFrom } = planned;
  return printDryRun({ command: 'gate', options, plan, header, facts, functionNameFrom, notes, ...output });
}
