import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'workflows/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['packages/testing/postgres.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores, one shared server: more workers only queue.
    maxWorkers: 2,
  },
})
