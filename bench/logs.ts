import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliPath, inTurns, runChild, runCli } from './cli/child.ts';
import { logForms, writeLog } from './cli/log-file.ts';
import type { Benchmark, Figure } from './figure.ts';

const group = 'logs';
const megabyte = 1_000_000;

const cases = [
  { form: 'text', name: 'text log', pattern: 'REPORT RequestId', atMost: 4 },
  { form: 'tailed', name: 'text log with times and streams', pattern: 'REPORT RequestId', atMost: 4 },
  { form: 'json', name: 'JSON log', pattern: 'platform.report', atMost: 5 },
] as const;

/** A file whose start-up counts, and one that is mostly reading. */
const sizes = [
  { size: 250, repetitions: 7 },
  { size: 1_000, repetitions: 3 },
];

async function measured(
  { form, name, pattern, atMost }: (typeof cases)[number],
  { size, repetitions }: (typeof sizes)[number],
  folder: string,
): Promise<readonly Figure[]> {
  const path = join(folder, `${form}-${size}.log`);
  await writeLog(path, logForms[form], size * megabyte);
  const [greps = [], tools = [], counts = []] = await inTurns(repetitions, [
    async () => (await runChild('grep', ['-c', pattern, path])).tookMs,
    async () => (await runChild(process.execPath, [cliPath, 'logs', path, '--quiet'])).tookMs,
    async () => (await runChild('wc', ['-l', path])).tookMs,
  ]);
  const { peakMiB } = await runCli(['logs', path, '--quiet']);
  await rm(path);
  const anchor = { name: `grep -c '${pattern}'`, values: greps };
  const goal = { of: 'ratio', atMost } as const;
  const about = `${name}, ${size.toLocaleString('en')} MB`;
  return [
    { group, name: `logs, ${about}`, unit: 'ms', values: tools, anchor, goal },
    { group, name: `wc -l, ${about}`, unit: 'ms', values: counts, anchor, goal: null },
    {
      ...{ group, name: `memory, ${about}`, unit: 'MiB', values: [peakMiB], anchor: null },
      goal: { of: 'value', atMost: 80 },
    },
  ];
}

/** `logs` on files of each form, in turns with `grep -c` and `wc -l` on the same file. */
export const logs: Benchmark = {
  name: 'logs',
  run: async ({ short }) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-bench-'));
    const figures: Figure[] = [];
    try {
      for (const each of cases)
        for (const size of short ? [{ size: 2, repetitions: 1 }] : sizes)
          figures.push(...(await measured(each, size, folder)));
      return [{ kind: 'measured', figures }];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
