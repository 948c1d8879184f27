import { availableParallelism } from 'node:os';
import type { HeaderLine } from '../model/run-file.ts';

/** What a run file says of the client that measured. */
export const processFacts = (): HeaderLine['client'] => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpus: availableParallelism(),
});
