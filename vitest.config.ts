import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages', 'workflows', 'infra', 'bench'].map((room) => `${room}/**/*.test.ts`),
    globalSetup: ['packages/testing/postgres.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores, one shared server: more workers only queue.
    maxWorkers: 2,
  },
})
