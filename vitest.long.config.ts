import { defineConfig } from 'vitest/config';

/** The counts that take minutes to hours: `npm run test:long`, or one file of it by `npm run test:long -- <part of its name>`. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.ts'],
    setupFiles: ['./test/property-seed.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    reporters: ['default', './test/tally-reporter.ts'],
  },
});
