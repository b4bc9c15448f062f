import type { TestProject } from 'vitest/node'
import { startTestServer } from './test-server.ts'

/** Starts the server that all test files share, with a migrated template that each file copies. */
export default async function setup(project: TestProject) {
  const server = await startTestServer()
  project.provide('server', server.url())
  return server.stop
}
