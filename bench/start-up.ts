import { type AnsweringLambda, answeringLambda } from './cli/answering-lambda.ts';
import { cliPath, inTurns, runChild } from './cli/child.ts';
import type { Benchmark, Figure } from './figure.ts';

const group = 'start-up';

const credentials = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Start of the process → answer of its first Invoke. */
async function firstInvoke(lambda: AnsweringLambda): Promise<number> {
  const args = ['bench', '--endpoint-url', lambda.url, '--concurrency', '1', '--logs', 'never', '--quiet'];
  const beganMs = performance.now();
  await runChild(process.execPath, [cliPath, ...args], [0], credentials);
  return lambda.firstAnswerMs() - beganMs;
}

const node =
  (...args: string[]) =>
  async () =>
    (await runChild(process.execPath, args)).tookMs;

/** `--version`, `--help` and the first Invoke answered, in turns with a Node.js that does nothing. */
export const startUp: Benchmark = {
  name: 'start-up',
  run: async ({ short }) => {
    const lambda = await answeringLambda();
    try {
      const [anchors = [], ...values] = await inTurns(short ? 1 : 20, [
        node('-e', '0'),
        node(cliPath, '--version'),
        node(cliPath, '--help'),
        () => firstInvoke(lambda),
      ]);
      const asked = [
        { name: '--version', atMost: 1.5 },
        { name: '--help', atMost: 2 },
        { name: 'bench: first Invoke answered', atMost: 5 },
      ];
      const figures = asked.map(
        ({ name, atMost }, at): Figure => ({
          group,
          name,
          unit: 'ms',
          values: values[at] ?? [],
          anchor: { name: 'node -e 0', values: anchors },
          goal: { of: 'ratio', atMost },
        }),
      );
      return [{ kind: 'measured', figures }];
    } finally {
      await lambda.stop();
    }
  },
};
