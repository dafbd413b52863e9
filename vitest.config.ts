import { defineConfig } from 'vitest/config'

/** The one database of the run is started by the global set-up; every file works in a database of its own. */
export default defineConfig({
  test: {
    globalSetup: 'src/database/testing/global-setup.ts',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 180_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'suite',
          include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
          exclude: ['tests/browser/**'],
        },
      },
      { extends: true, test: { name: 'browser', include: ['tests/browser/**/*.test.ts'] } },
    ],
  },
})
