import { defineConfig } from 'vitest/config';

// The tests load the built package, as its users do.
// A law is tried thousands of times: on a busy machine that takes longer than the usual five seconds.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['../../scripts/testing/seed.mjs'],
    testTimeout: 120_000,
  },
});
