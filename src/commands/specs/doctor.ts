import type { CommandSpec } from '../spec.ts';
import { deployment, output, target } from './shared.ts';

export const doctorSpec: CommandSpec = {
  says: 'look for what stands in the way of a fan-out, before anyone pays',
  operands: '',
  options: [
    ...target,
    {
      flags: '--orchestrator <name>',
      says: 'a function that invokes the worker: its environment, its code and its client are examined too',
    },
    {
      flags: '--orchestrator-qualifier <qualifier>',
      says: '$LATEST, a version or an alias of it (default: $LATEST)',
    },
    { flags: '--concurrency <n>', says: 'requests of the fan-out that is planned (default: 10)' },
    { flags: '--local', says: 'examine the embedded Lambda service, without AWS' },
    ...deployment,
    ...output.filter(({ flags }) => !/^--(?:assert|details|summary)\b/.test(flags)),
  ],
  examples: [
    'lambda-fanout doctor --qualifier live --concurrency 50',
    'lambda-fanout doctor --orchestrator orchestrator_lambda --qualifier worker_lambda_alias --format markdown',
  ],
  load: async () => (await import('../doctor.ts')).doctor,
};
