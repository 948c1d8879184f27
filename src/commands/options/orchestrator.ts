import { UsageError } from '../../model/errors.ts';
import { functionNameIn } from '../../model/function-name.ts';
import { mostOrchestrators } from '../../model/orchestrator.ts';
import { duration, name, wholeNumber } from './values.ts';

/** Who sends the requests, where it is not this process. */
export const orchestratorOptions = {
  orchestrator: name('--orchestrator').optional(),
  orchestratorQualifier: name('--orchestrator-qualifier').default('$LATEST'),
  orchestrators: wholeNumber('--orchestrators', 1, mostOrchestrators).prefault('1'),
  orchestratorLead: duration('--orchestrator-lead', 0, 600_000).optional(),
};

const needOne = {
  orchestratorQualifier: '--orchestrator-qualifier',
  orchestrators: '--orchestrators',
  orchestratorLead: '--orchestrator-lead',
} as const;

/** Refuses options about an orchestrator that contradict each other, before anything is asked.
 * @throws UsageError */
export function refuseOrchestratorContradictions(
  raw: Readonly<Record<string, unknown>>,
  options: {
    readonly orchestrator?: string | undefined;
    readonly orchestrators: number;
    readonly concurrency: number;
  },
  workerName: string,
): void {
  if (options.orchestrator === undefined) {
    const given = Object.entries(needOne).find(([key]) => raw[key] !== undefined);
    if (given === undefined) return;
    throw new UsageError(
      `${given[1]} only means something together with --orchestrator`,
      'Add --orchestrator, or leave it out.',
    );
  }
  if (options.orchestrators > options.concurrency)
    throw new UsageError(
      `--orchestrators ${options.orchestrators} is more than there are requests (--concurrency ${options.concurrency})`,
      'Give fewer orchestrators, or more requests.',
    );
  if (functionNameIn(options.orchestrator) === functionNameIn(workerName))
    throw new UsageError(
      `--orchestrator ${options.orchestrator} is the function that is measured: it would invoke itself`,
      'Name the worker with --function-name, and the function that invokes it with --orchestrator.',
    );
}
