import type { CommandSpec, OptionSpec } from '../spec.ts';
import { deployment, output, requests, target } from './shared.ts';

/** A sweep takes each REPORT from whichever source has it. */
const ownRequests: readonly OptionSpec[] = requests.map((option) =>
  option.flags.startsWith('--logs <')
    ? { flags: '--logs <auto|never>', says: 'look up REPORTs the tails did not bring (default: auto)' }
    : option,
);

export const sweepSpec: CommandSpec = {
  says: 'find the smallest concurrency that meets a cold start, in few invocations',
  operands: '',
  options: [
    ...target,
    { flags: '--from <n>', says: 'least requests at once (default: 1; of a percentile 20)' },
    { flags: '--to <n>', says: 'most requests at once (default: 40; of a percentile 160)' },
    {
      flags: '--metric <cold.count|init.p95|round_trip.p95>',
      says: 'what is looked for: the first cold start, or where a time rises (default: cold.count)',
    },
    { flags: '--rise <n>', says: 'a time has risen at so many times that of --from (default: 1.5)' },
    { flags: '--max-invocations <n>', says: 'send no more than that (default: 1000)' },
    { flags: '--gap <duration>', says: 'last reply of a round to the next release (default: 2s)' },
    ...ownRequests,
    { flags: '--save <folder>', says: 'save each round as a run file in this folder' },
    { flags: '--plan', says: 'show what would be sent and its cost; send nothing' },
    { flags: '--dry-run', says: 'the same as --plan, by the name that it has elsewhere' },
    { flags: '--yes', says: 'send more than 100 invocations to AWS without asking back' },
    { flags: '--local', says: 'run on an embedded Lambda service, without AWS' },
    ...deployment,
    ...output.filter(({ flags }) => !/^--(?:assert|details|summary)\b/.test(flags)),
  ],
  examples: [
    'lambda-fanout sweep --local --qualifier worker_lambda_alias',
    'lambda-fanout sweep --qualifier live --from 1 --to 200 --plan',
  ],
  load: async () => (await import('../sweep.ts')).sweep,
};
