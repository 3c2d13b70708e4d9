import { defineConfig } from 'vitest/config';

// The tests load the built package, as its users do.
export default defineConfig({ test: { include: ['test/**/*.test.ts'] } });
