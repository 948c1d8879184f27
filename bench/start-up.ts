import { resolve } from 'node:path';
import { type AnsweringLambda, answeringLambda } from './cli/answering-lambda.ts';
import { cliPath, inTurns, runChild } from './cli/child.ts';
import type { Benchmark, Figure, Goal } from './figure.ts';

const group = 'start-up';

const credentials = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Start of the process → answer of its first Invoke. */
async function firstInvoke(lambda: AnsweringLambda, ...args: readonly string[]): Promise<number> {
  const beganMs = performance.now();
  await runChild(process.execPath, args, [0], credentials);
  return lambda.firstAnswerMs() - beganMs;
}

const benchOf = ({ url }: AnsweringLambda, concurrency: number): readonly string[] => [
  ...[cliPath, 'bench', '--endpoint-url', url, '--concurrency', String(concurrency)],
  ...['--logs', 'never', '--quiet'],
];

const node =
  (...args: string[]) =>
  async () =>
    (await runChild(process.execPath, args)).tookMs;

/** `--version`, `--help` and the first Invoke answered, in turns with a Node.js that does nothing and with a script that
 * does nothing but invoke. */
export const startUp: Benchmark = {
  name: 'start-up',
  run: async ({ short }) => {
    const lambda = await answeringLambda();
    try {
      const [nothing = [], version = [], help = [], first = [], ofTen = [], sdk = []] = await inTurns(
        short ? 1 : 20,
        [
          node('-e', '0'),
          node(cliPath, '--version'),
          node(cliPath, '--help'),
          () => firstInvoke(lambda, ...benchOf(lambda, 1)),
          () => firstInvoke(lambda, ...benchOf(lambda, 10)),
          () => firstInvoke(lambda, resolve('bench/cli/sdk-script.mjs'), lambda.url),
        ],
      );
      const figure = (
        name: string,
        values: readonly number[],
        anchor: Figure['anchor'],
        goal: Goal | null,
      ): Figure => ({ group, name, unit: 'ms', values, anchor, goal });
      const node0 = { name: 'node -e 0', values: nothing };
      const script = { name: 'a script of three lines on the SDK', values: sdk };
      const atMost = (ratio: number): Goal => ({ of: 'ratio', atMost: ratio });
      const invoked = 'first Invoke answered';
      return [
        {
          kind: 'measured',
          figures: [
            figure('--version', version, node0, atMost(1.5)),
            figure('--help', help, node0, atMost(2)),
            figure(`bench --concurrency 1: ${invoked}`, first, node0, atMost(5)),
            figure(`bench --concurrency 1: ${invoked}`, first, script, null),
            figure(`bench --concurrency 10: ${invoked}`, ofTen, script, null),
          ],
        },
      ];
    } finally {
      await lambda.stop();
    }
  },
};
