import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurns, runChild, runCli } from './cli/child.ts';
import { writeRun } from './cli/run-file.ts';
import type { Benchmark } from './figure.ts';

const group = 'report';

/** The least that reading a run takes: each line parsed, none kept. */
const parser = `
import { createReadStream } from 'node:fs';
let rest = '';
for await (const chunk of createReadStream(process.argv[2], { encoding: 'utf8', highWaterMark: 1 << 18 })) {
  const text = rest + chunk;
  let from = 0;
  for (let end = text.indexOf('\\n'); end >= 0; end = text.indexOf('\\n', from)) {
    JSON.parse(text.slice(from, end));
    from = end + 1;
  }
  rest = text.slice(from);
}
`;

/** A run of this many rows needs more heap than Node.js takes by itself on small machines. */
const heap = { NODE_OPTIONS: '--max-old-space-size=8192' };

/** `report` on a large run, in turns with `JSON.parse` of its lines. */
export const report: Benchmark = {
  name: 'report',
  run: async ({ short }) => {
    const rows = short ? 2_000 : 1_000_000;
    const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-bench-'));
    try {
      const [run, script] = [join(folder, 'run.jsonl'), join(folder, 'parse.mjs')];
      await writeRun(run, rows);
      await writeFile(script, parser);
      const peaks: number[] = [];
      const reported = async (): Promise<number> => {
        const { tookMs, peakMiB } = await runCli(['report', run, '--quiet'], [0, 3], heap);
        peaks.push(peakMiB);
        return tookMs;
      };
      const parsed = async () => (await runChild(process.execPath, [script, run])).tookMs;
      const [anchors = [], values = []] = await inTurns(short ? 1 : 2, [parsed, reported], 0);
      const anchor = { name: 'JSON.parse of each line', values: anchors };
      const about = `run of ${rows.toLocaleString('en')} rows`;
      return [
        {
          kind: 'measured',
          figures: [
            { group, name: `report, ${about}`, unit: 'ms', values, anchor, goal: { of: 'ratio', atMost: 2 } },
            {
              group,
              name: `memory, ${about}`,
              unit: 'MiB',
              values: peaks,
              anchor: null,
              goal: { of: 'value', atMost: 300 },
            },
          ],
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
