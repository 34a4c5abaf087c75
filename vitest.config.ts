import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import portal from './vite.config.ts';

/** Long tests (kill rounds, full matrices, soak) run with `npm run test:long` only. */
const exclude = ['**/node_modules/**', ...(process.env.PORTICO_LONG ? [] : ['**/*.long.test.ts'])];

/** Databases that a file's tests left open are closed after it. */
const setupFiles = ['tests/helpers/close-left-open.ts'];

/** Numbered from 1: projects of group 0 with one worker would wait for all others. */
const first = { groupOrder: 1 };

/** What hangs ends; what only waits for a busy machine does not. Vitest's 5 seconds are soon over there. */
const patience = { testTimeout: 90_000, hookTimeout: 120_000 };

/** What the service reads from its environment once is something else in these. */
const ofItsOwn = ['tests/e2e/directions.test.ts'];

const inBrowser = {
  ...patience,
  // They wait for pages besides.
  maxWorkers: availableParallelism() + 2,
  exclude,
  setupFiles,
  sequence: { groupOrder: 2 },
  // A real browser beside a busy machine: more tries tell a race of the test from a fault of the product.
  retry: 2,
  // The second that Vitest waits by itself is soon over there.
  expect: { poll: { timeout: 10_000 } },
};

export default defineConfig({
  test: {
    // A fifth of a test's time is waiting, for browsers, limits and moments: one worker more than there are cores.
    maxWorkers: availableParallelism() + 1,
    // One PostgreSQL for the whole run; see testDatabase() in tests/helpers/databases.ts.
    globalSetup: ['tests/helpers/postgres.ts'],
    projects: [
      {
        // Panels are tested as they are built: with compiled messages and Preact's JSX.
        plugins: portal.plugins ?? [],
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: {
          name: 'unit',
          include: ['{src,embed,examples,scripts,tests/helpers}/**/*.test.{ts,tsx}', 'tests/*.test.ts'],
          // As below: a fifth of their time.
          isolate: false,
          exclude,
          setupFiles,
          sequence: first,
          ...patience,
        },
      },
      {
        test: {
          name: 'api',
          include: ['tests/{api,hostile}/**/*.test.ts'],
          // A worker loads the whole service once, not for each file: a third of their time. They share nothing by it
          // but modules: each has databases and an app of its own.
          isolate: false,
          exclude,
          setupFiles,
          sequence: first,
          ...patience,
        },
      },
      {
        test: {
          name: 'bundle',
          include: ['tests/{bundle,promises}/**/*.test.ts'],
          exclude,
          setupFiles,
          sequence: first,
          ...patience,
        },
      },
      {
        test: {
          ...inBrowser,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: [...exclude, ...ofItsOwn],
          // As above: a fifth of their time went into loading the service once more for each file.
          isolate: false,
        },
      },
      { test: { ...inBrowser, name: 'e2e-own', include: ofItsOwn } },
      {
        test: {
          ...inBrowser,
          name: 'embed',
          include: ['tests/embed/**/*.test.ts'],
          // One at a time and after the journeys: these measure moments, jumps and leaks.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
