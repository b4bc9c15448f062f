import { type Lint, lintOf } from './areas/advisors.ts'
import { uuidOf } from './ids.ts'
import type { EdgeFunction, Project } from './world.ts'

/** Adds functions that are deployed, or replaces those of the same slug. */
export function setFunctions(
  project: Project,
  functions: (Partial<EdgeFunction> & { slug: string })[],
) {
  const slugs = new Set(functions.map(({ slug }) => slug))
  const made = Date.parse(project.createdAt)
  project.functions = [
    ...project.functions.filter(({ slug }) => !slugs.has(slug)),
    ...functions.map((given) => ({
      id: uuidOf(`${project.ref}/function/${given.slug}`),
      name: given.slug,
      status: 'ACTIVE',
      version: 1,
      created_at: made,
      updated_at: made,
      verify_jwt: true,
      import_map: false,
      entrypoint_path: 'index.ts',
      ezbr_sha256: '0'.repeat(64),
      files: { 'index.ts': '' },
      ...given,
    })),
  ]
}

export function setSecrets(project: Project, secrets: Record<string, string>) {
  const updated_at = project.createdAt
  project.secrets = Object.entries(secrets).map(([name, value]) => ({ name, value, updated_at }))
}

export function setLints(project: Project, lints: { security?: Lint[]; performance?: Lint[] }) {
  const { security = [], performance = [] } = lints
  project.lints = {
    security: security.map((lint) => lintOf(lint, 'SECURITY')),
    performance: performance.map((lint) => lintOf(lint, 'PERFORMANCE')),
  }
}
