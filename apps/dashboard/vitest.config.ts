import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The browser test starts Chromium, which takes its time on a busy machine.
  test: {
    include: ['lib/**/*.test.ts', 'features/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
