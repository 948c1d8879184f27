import * as z from 'zod';
import { exitCodeOf } from '../analysis/analyse.ts';
import { runPrintable } from '../report/printable.ts';
import { judgeSavedRun } from './judge-run.ts';
import { outputFilesOf, outputOptions } from './options/output.ts';
import { parseOptions } from './options/values.ts';
import { print } from './print.ts';
import type { Command } from './spec.ts';

/** `report`: every output of a saved run again, by today's analysis, without network. */
export const report: Command = async (raw, [path = '-'], io) => {
  const options = parseOptions(outputOptions.extend({ strict: z.literal(true).optional() }), raw, 'report');
  const files = await outputFilesOf(options, path === '-' ? [] : [path]);
  const { analysis, notes, close } = await judgeSavedRun(path, io, options.assert);
  try {
    const told = { ...analysis, warnings: [...notes, ...analysis.warnings] };
    await print(runPrintable(told, { details: options.details === true }), options, files, io);
    return exitCodeOf(analysis, { strict: options.strict === true, replay: true });
  } finally {
    await close();
  }
};
