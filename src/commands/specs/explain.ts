import type { CommandSpec } from '../spec.ts';

export const explainSpec: CommandSpec = {
  says: 'why one request of a saved run got its start kind, with every number',
  operands: '<run> <seq>',
  options: [],
  examples: ['lambda-fanout explain run.jsonl 10'],
  load: async () => (await import('../explain.ts')).explainCommand,
};
