import { defineConfig } from 'vitest/config';

const long = 'test/long/**';
/** They load aws-cdk-lib, which takes seconds: once for each worker and not for each file. */
const cloud = ['test/lib/**/*.test.ts', 'test/examples/**/*.test.ts'];
/** Pure functions: nothing that one file's tests could leave to the next. */
const core = ['test/core/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'cloud', include: cloud, isolate: false } },
      { extends: true, test: { name: 'core', include: core, isolate: false } },
      {
        extends: true,
        test: { name: 'hub', include: ['test/**/*.test.ts'], exclude: [long, ...cloud, ...core] },
      },
    ],
  },
});
