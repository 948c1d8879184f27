import type { CommandSpec } from '../spec.ts';
import { output } from './shared.ts';

export const logsSpec: CommandSpec = {
  says: 'analyse Lambda logs that are there already: files, or - for standard input',
  operands: '<file...>',
  options: output,
  examples: ['aws logs tail /aws/lambda/my-function --since 1h | lambda-fanout logs -'],
  load: async () => (await import('../logs.ts')).logs,
};
