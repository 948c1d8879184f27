import type { CommandSpec } from '../spec.ts';
import { format, place } from './shared.ts';

export const cleanupSpec: CommandSpec = {
  says: 'undo what a run that was killed has left in the account, by its journal',
  operands: '',
  options: [
    {
      flags: '--journal <file>',
      says: 'the journal of one run (default: every journal that runs have left)',
    },
    { flags: '--find', says: 'look in the account instead: for twins, their log groups and markers' },
    {
      flags: '--older-than <duration>',
      says: '--find: leave alone what is younger, as its run may be going on (default: 1h)',
    },
    { flags: '--dry-run', says: 'list what would be undone' },
    { flags: '--yes', says: 'undo without asking back' },
    ...place,
    ...format,
  ],
  examples: ['lambda-fanout cleanup', 'lambda-fanout cleanup --find --region eu-west-1 --dry-run'],
  load: async () => (await import('../cleanup.ts')).cleanup,
};
