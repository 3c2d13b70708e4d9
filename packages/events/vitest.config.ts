import { defineConfig } from 'vitest/config';

// Laws run as many cases as they need; a busy machine is no failure.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    setupFiles: ['../../scripts/testing/seed.mjs'],
    testTimeout: 120_000,
  },
});
