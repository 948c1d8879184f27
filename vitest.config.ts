import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 60_000,
  hookTimeout: 60_000,
  env: { NO_COLOR: '1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
};

/** Folders whose tests start no process and open no socket. */
const pure = ['analysis', 'model', 'report', 'commands', 'orchestrator'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

/** Two projects. Pure tests run side by side. Real processes are started by many of the others, so their files run one
 * after the other: on two cores parallel files would only make each other's inits longer. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'pure', include: pure, sequence: { groupOrder: 0 } } },
      {
        test: {
          ...shared,
          name: 'processes',
          include: ['test/**/*.test.ts'],
          exclude: pure,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
