import { defineConfig } from 'vitest/config';

/**
 * Unit, property, contract and end-to-end tests. Real processes are started by many of them, so files run
 * one after the other: on two cores parallel files would only make each other's inits longer.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { NO_COLOR: '1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
