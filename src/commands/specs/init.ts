import type { CommandSpec } from '../spec.ts';

export const initSpec: CommandSpec = {
  says: 'write a worker, an orchestrator, Terraform for both, and a workflow into a folder',
  operands: '[dir]',
  options: [{ flags: '--force', says: 'replace files that are there' }],
  examples: ['lambda-fanout init', 'lambda-fanout init my-service --force'],
  load: async () => (await import('../init.ts')).init,
};
