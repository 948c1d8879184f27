import { readRunFile } from '../io/run-file-reader.ts';
import { UsageError } from '../model/errors.ts';
import { compareLive } from './compare-live.ts';
import { compareSavedOptions, refuseMeasuring } from './options/compare.ts';
import { outputFilesOf } from './options/output.ts';
import { parseOptions } from './options/values.ts';
import { showComparison } from './show-comparison.ts';
import type { Command } from './spec.ts';

const compareSaved: Command = async (raw, [oldPath = '-', newPath = '-'], io) => {
  refuseMeasuring(raw);
  const options = parseOptions(compareSavedOptions, raw, 'compare');
  if (oldPath === '-' && newPath === '-')
    throw new UsageError(
      'standard input holds one run, and two are compared',
      'Give a file for one of them.',
    );
  const files = await outputFilesOf(
    { ...options, assert: [] },
    [oldPath, newPath].filter((path) => path !== '-'),
  );
  const [old, now] = [await readRunFile(oldPath, io.stdin), await readRunFile(newPath, io.stdin)];
  const notes = [...old.notes, ...now.notes];
  return showComparison({ old: old.run, new: now.run }, options, { files, io, notes, replay: true });
};

/** `compare`: two saved runs, or two targets that are measured in turn. */
export const compare: Command = async (raw, operands, io) => {
  if (operands.length === 0) return compareLive(raw, operands, io);
  if (operands.length === 2) return compareSaved(raw, operands, io);
  throw new UsageError(
    'compare takes two saved runs, and one is given',
    'Give the run of before and that of after, or none to measure two targets.',
  );
};
