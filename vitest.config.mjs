import { defineConfig } from 'vitest/config';

// The tests of the workspace's own scripts; each package has its own.
export default defineConfig({ test: { include: ['scripts/**/*.test.mjs'] } });
