import type { CommandSpec } from '../spec.ts';
import { output, strict } from './shared.ts';

export const reportSpec: CommandSpec = {
  says: 'make every output of a saved run again, without network',
  operands: '<run>',
  options: [...output, strict],
  examples: ['lambda-fanout report run.jsonl --format csv'],
  load: async () => (await import('../report.ts')).report,
};
