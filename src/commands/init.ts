import { join, relative, resolve } from 'node:path';
import * as z from 'zod';
import { type CopyJob, copyJobs, copyText, isTaken } from '../io/copy-tree.ts';
import type { Io } from '../io/io.ts';
import { UsageError } from '../model/errors.ts';
import { exitCodes } from '../model/exit-code.ts';
import { type ScenePart, sceneParts, versionMark } from '../model/scene.ts';
import { viewPrintable } from '../report/printable.ts';
import { leftColumn, text, type View } from '../report/view.ts';
import { parseOptions } from './options/values.ts';
import { print } from './print.ts';
import type { Command } from './spec.ts';

const initOptions = z.object({ force: z.literal(true).optional() });

type Job = CopyJob & { readonly part: ScenePart };

async function jobsOf(folder: string, packageRoot: string): Promise<readonly Job[]> {
  const jobs = await Promise.all(
    sceneParts.map(async (part) =>
      (await copyJobs(join(packageRoot, part.from), join(folder, part.to))).map((job) => ({ ...job, part })),
    ),
  );
  return jobs.flat();
}

/** Nothing is written before all is known to be free. */
async function refuseTaken(jobs: readonly Job[], cwd: string): Promise<void> {
  const taken: string[] = [];
  for (const { to } of jobs) if (await isTaken(to)) taken.push(relative(cwd, to));
  if (taken.length === 0) return;
  throw new UsageError(
    `${taken.length === 1 ? 'this file is' : `${taken.length} files are`} there already, and nothing was written: ${taken.join(', ')}`,
    'Give another folder, or replace them with --force.',
  );
}

const viewOf = (folder: string, written: readonly Job[], shown: (path: string) => string): View => ({
  title: 'A scene to measure',
  headline: `Wrote ${written.length} files.`,
  facts: [
    {
      name: 'Rehearse',
      value: [
        `lambda-fanout doctor --local --config ${shown(join(folder, 'lambda-fanout/local.json'))} --qualifier worker_lambda_alias --orchestrator orchestrator_lambda`,
      ],
    },
    {
      name: 'Deploy',
      value: [
        `terraform -chdir=${shown(join(folder, 'lambda-fanout/terraform'))} init, then apply; terraform output has the commands to measure with`,
      ],
    },
  ],
  tables: [
    {
      id: 'files',
      title: '',
      columns: [leftColumn('file'), { ...leftColumn('part of', 1), wraps: true }],
      rows: written.map(({ to, part }, index) => [
        text(shown(to)),
        text(written[index - 1]?.part === part ? '' : part.says),
      ]),
      note: '',
    },
  ],
  notes: [],
  checks: [],
});

async function write(jobs: readonly Job[], io: Io): Promise<void> {
  for (const job of jobs) await copyText(job, (content) => content.replaceAll(versionMark, io.version));
}

/** `init`: writes a scene to measure, for Terraform and for the embedded service, and a workflow. */
export const init: Command = async (raw, [dir = '.'], io) => {
  const { force } = parseOptions(initOptions, raw, 'init');
  if (dir === '')
    throw new UsageError('init got an empty name for the folder', 'Name one, or leave it out for this one.');
  const folder = resolve(io.cwd, dir);
  const jobs = await jobsOf(folder, io.packageRoot);
  if (force !== true) await refuseTaken(jobs, io.cwd);
  await write(jobs, io);
  // As a shell takes it.
  const shown = (path: string): string => {
    const short = relative(io.cwd, path);
    return /^[\w./@-]+$/.test(short) ? short : `'${short.replaceAll("'", "'\\''")}'`;
  };
  await print(viewPrintable('init', viewOf(folder, jobs, shown)), { format: 'table' }, [], io);
  return exitCodes.good;
};
