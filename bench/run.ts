/** Runs the suite: `npm run bench` (scripts/bench.mjs bundles this file and starts it in the checkout). */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { benchmarks } from './benchmarks.ts';
import { calibrationTable } from './gate-calibration/table.ts';
import { machine, machineText } from './runner/machine.ts';
import { markdownTables, withBlock } from './runner/markdown.ts';
import { type RunOptions, runOptions, usage } from './runner/options.ts';
import { runSuite } from './runner/suite.ts';
import { terminalTable } from './runner/terminal.ts';

const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function run({ short, docs, jsonPath, names }: RunOptions): Promise<number> {
  const beganMs = performance.now();
  const { rows, tookMs } = await runSuite(
    benchmarks.filter(({ name }) => names.includes(name)),
    {
      short,
      nowMs: () => performance.now(),
      onStart: (name) => note(`${name} …`),
      onError: (name, thrown) =>
        note(`${name} failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`),
    },
  );
  const here = machine();
  const took = `${((performance.now() - beganMs) / 1_000).toFixed(0)} s`;
  process.stdout.write(`${terminalTable(rows)}${machineText(here)}; took ${took}.\n`);
  if (jsonPath !== null) {
    const results = { schema: 'lambda-fanout/bench', version: 1, short, machine: here, tookMs, rows };
    await writeFile(jsonPath, `${JSON.stringify(results, null, 2)}\n`);
  }
  if (docs) {
    const put = async (page: string, block: string, text: string): Promise<void> => {
      const path = resolve('docs', page);
      await writeFile(path, withBlock(await readFile(path, 'utf8'), block, text));
    };
    if (names.includes('gate-calibration'))
      await put('statistics.md', 'gate-calibration', calibrationTable(rows));
    if (names.length === benchmarks.length)
      await put('performance.md', 'bench', markdownTables(rows, `${machineText(here)}, in ${took}`));
  }
  return rows.some(({ kind }) => kind === 'failed') ? 1 : 0;
}

function optionsOf(args: readonly string[]): RunOptions | null {
  try {
    return runOptions(
      args,
      benchmarks.map(({ name }) => name),
    );
  } catch (error) {
    note(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return null;
  }
}

const options = optionsOf(process.argv.slice(2));
const code = options === null ? 2 : await run(options);
// What a benchmark left open must not keep the suite from its end; the table is out before.
process.stdout.write('', () => process.exit(code));
